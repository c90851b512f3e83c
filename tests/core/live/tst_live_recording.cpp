// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/live/live_classifier.h"
#include "core/live/live_recording.h"
#include "tests/core/support/device_sound.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace scenelens;
using namespace scenelens::test;

namespace {

constexpr StreamFormat kFloatMono{kSampleRate, 1, SampleType::Float32};

}  // namespace

class TestLiveRecording final : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void soundAndDecisionsAreWrittenTogether() {
    auto models = std::make_shared<std::vector<Model>>(1);
    models->front().architecture = dsmnModels().front();
    models->front().weights = untrainedWeights(dsmnModels().front(), 7);
    LiveSetup setup;
    setup.models = models;
    setup.choices = {{0, Precision::Float32}};
    setup.hop = 22050;
    setup.skipWhenLate = false;
    std::vector<std::shared_ptr<const LiveHop>> hops;
    const auto sound = noise(4 * kClipSamples, 12);
    const auto stem = path("sub/folder/lab");
    {
      LiveClassifier live(setup, {[&](auto hop) { hops.push_back(std::move(hop)); }, {}});
      const JobControl control;
      const auto push = [&](std::size_t from, std::size_t to) {
        const auto part = std::span(sound).subspan(from, to - from);
        live.input().pushWhenRoom(kFloatMono, std::as_bytes(part), {}, control);
      };
      push(0, kClipSamples);
      QTRY_COMPARE(live.takeStatus().samples, 44100);
      live.startRecording(stem);
      push(kClipSamples, 3 * kClipSamples);
      QTRY_COMPARE(live.takeStatus().samples, 3 * 44100);
      QCOMPARE(live.takeStatus().recordedSeconds, 2.0);
      QCOMPARE(live.takeStatus().recording, path("sub/folder/lab.wav"));
      live.stopRecording();
      push(3 * kClipSamples, 4 * kClipSamples);
      QTRY_COMPARE(live.takeStatus().samples, 4 * 44100);
      QVERIFY(live.takeStatus().recording.empty());
    }
    // The sound is that of the two seconds, bit for bit.
    const auto clips = readAudioFile(path("sub/folder/lab.wav"));
    QVERIFY2(clips.has_value(), clips ? "" : clips.error().text().c_str());
    QCOMPARE(clips->size(), std::size_t{2});
    QVERIFY(std::equal((*clips)[0].samples.begin(), (*clips)[0].samples.end(),
                       sound.begin() + kClipSamples));
    // A line for every decision in these two seconds.
    const auto lines = linesOf("sub/folder/lab.csv");
    QCOMPARE(lines.size(), 5);
    QVERIFY(lines[0].startsWith("end_s,model,precision,scene,probability,"));
    QCOMPARE(lines[0].split(',').size(), 17);
    for (int i = 1; i < 5; ++i) {
      const auto fields = lines[i].split(',');
      QCOMPARE(fields.size(), 17);
      QCOMPARE(fields[0], QByteArray::number(0.5 * i, 'f', 3));
      QCOMPARE(fields[1], "Model1");
      QCOMPARE(fields[2], "Float32");
      const auto& answer = hops[std::size_t(i + 1)]->answers[0];
      QCOMPARE(fields[3].toStdString(), std::string(sceneLabel(answer.raw.decision())));
      QCOMPARE(fields[4], QByteArray::number(double(answer.raw.confidence()), 'f', 6));
      QCOMPARE(fields[5].toStdString(), std::string(sceneLabel(answer.smoothed.decision())));
      QCOMPARE(fields[16], QByteArray::number(double(answer.raw.scenes[9]), 'f', 6));
    }
  }

  void afterAnHourItGoesOnInAnotherFile() {
    auto recording = LiveRecording::create(path("long"), 0);
    QVERIFY(recording.has_value());
    const std::vector<float> minute(60 * kClipSamples, 0.25F);
    for (int i = 0; i < 61; ++i) QVERIFY(recording->addSound(minute).has_value());
    QCOMPARE(recording->path(), path("long-2.wav"));
    QCOMPARE(recording->samples(), 61 * 60 * std::int64_t(kClipSamples));
    QVERIFY(recording->finish().has_value());
    QCOMPARE(probeAudioFile(path("long.wav"))->seconds(), 3600.0);
    QCOMPARE(probeAudioFile(path("long-2.wav"))->seconds(), 60.0);
    QCOMPARE(linesOf("long-2.csv").size(), 1);
  }

  void nothingIsReplacedAndTheErrorNamesTheFile() {
    QVERIFY(LiveRecording::create(path("twice"), 0).has_value());
    const auto again = LiveRecording::create(path("twice"), 0);
    QVERIFY(!again.has_value());
    QVERIFY(again.error().file == path("twice.wav"));
    const auto nowhere = LiveRecording::create("/proc/nowhere/x", 0);
    QVERIFY(!nowhere.has_value());
    QVERIFY(!nowhere.error().remedy.empty());
  }

  void noSoundFileIsLeftWhereTheTableCannotBeMade() {
    QFile other(m_folder->filePath(QStringLiteral("taken.csv")));
    QVERIFY(other.open(QIODevice::WriteOnly));
    const auto recording = LiveRecording::create(path("taken"), 0);
    QVERIFY(!recording.has_value());
    QVERIFY(recording.error().file == path("taken.csv"));
    QVERIFY(!std::filesystem::exists(path("taken.wav")));
    QVERIFY(std::filesystem::exists(path("taken.csv")));
  }

  void networksOfOneArchitectureAreToldApart() {
    std::vector<Model> models(4);
    for (auto& model : models) model.architecture = dsmnModels().front();
    models[0].path = "/a/first, \"long\" run.safetensors";
    models[1].path = "/a/second.safetensors";
    models[2].path = "/b/second.safetensors";
    models[3].architecture = dsmnModels()[1];
    models[3].path = "/a/third.safetensors";
    const auto titles = distinctTitles(models);
    QCOMPARE(titles, (std::vector<std::string>{"Model1 first, \"long\" run", "Model1 second",
                                               "Model1 second (2)", "Model2"}));
    LiveHop hop;
    hop.end = 44100;
    for (const std::size_t model : {std::size_t{0}, std::size_t{2}})
      hop.answers.push_back({{model, Precision::Float32}, {}, {}});
    {
      auto recording = LiveRecording::create(path("names"), 0);
      QVERIFY(recording.has_value());
      QVERIFY(recording->addDecisions(hop, titles).has_value());
    }
    const auto lines = linesOf("names.csv");
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[1].startsWith("1.000,\"Model1 first, \"\"long\"\" run\",Float32,"));
    QVERIFY(lines[2].startsWith("1.000,Model1 second (2),Float32,"));
  }

  void aRecordingThatCannotBeIsToldAndTheStreamGoesOn() {
    std::vector<Error> errors;
    int hops = 0;
    LiveSetup setup;
    setup.skipWhenLate = false;
    LiveClassifier live(setup, {[&](const auto&) { ++hops; },
                                [&](const Error& error) { errors.push_back(error); }});
    live.startRecording("/proc/nowhere/x");
    const std::vector<float> second(kClipSamples, 0.1F);
    live.input().push(kFloatMono, std::as_bytes(std::span(second)), {});
    live.input().finish();
    live.waitForEnd();
    QCOMPARE(errors.size(), std::size_t{1});
    QCOMPARE(hops, 4);
    QVERIFY(live.takeStatus().recording.empty());
  }

 private:
  std::filesystem::path path(const char* name) {
    return std::filesystem::path(m_folder->path().toStdString()) / name;
  }
  QList<QByteArray> linesOf(const char* name) {
    QFile file(m_folder->filePath(QString::fromLatin1(name)));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return file.readAll().trimmed().split('\n');
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestLiveRecording)
#include "tst_live_recording.moc"
