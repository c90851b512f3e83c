// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/features/feature_extractor.h"
#include "core/live/live_classifier.h"
#include "core/nn/engines.h"
#include "tests/core/support/device_sound.h"
#include "tests/core/support/int8_weights.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <numeric>

using namespace scenelens;
using namespace scenelens::test;

namespace {

constexpr StreamFormat kFloatMono{kSampleRate, 1, SampleType::Float32};

/// Everything a stream said, in order; the thread has ended when it is read.
struct Heard {
  std::vector<std::shared_ptr<const LiveHop>> hops;
  std::vector<Error> errors;

  LiveClassifier::Listener listener() {
    return {[this](std::shared_ptr<const LiveHop> hop) { hops.push_back(std::move(hop)); },
            [this](const Error& error) { errors.push_back(error); }};
  }
};

void feed(LiveClassifier& live, const StreamFormat& format, const std::vector<std::byte>& bytes,
          std::size_t block) {
  const JobControl control;
  for (std::size_t at = 0; at < bytes.size(); at += block) {
    live.input().pushWhenRoom(format,
                              std::span(bytes).subspan(at, std::min(block, bytes.size() - at)),
                              std::chrono::steady_clock::now(), control);
  }
}

}  // namespace

class TestLiveClassifier final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    auto models = std::make_shared<std::vector<Model>>();
    auto twins = std::make_shared<std::vector<Int8Twin>>();
    for (const auto& architecture : dsmnModels()) {
      Model model;
      model.architecture = architecture;
      model.weights = untrainedWeights(architecture, 7);
      twins->push_back(quantizedTwin(model));
      QVERIFY(twins->back().has_value());
      models->push_back(std::move(model));
    }
    m_setup.models = models;
    m_setup.twins = twins;
    m_setup.skipWhenLate = false;
    for (std::size_t i = 0; i < models->size(); ++i) {
      m_setup.choices.push_back({i, Precision::Float32});
      m_setup.choices.push_back({i, Precision::Int8});
    }
  }

  void streamAndFileGiveEqualBits_data() {
    QTest::addColumn<int>("hop");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("block");
    QTest::newRow("whole seconds") << 44100 << 1 << 882;
    QTest::newRow("odd blocks, stereo") << 44100 << 2 << 1013;
    QTest::newRow("100 ms, 5.1") << 4410 << 6 << 5000;
  }
  void streamAndFileGiveEqualBits() {
    QFETCH(int, hop);
    QFETCH(int, channels);
    QFETCH(int, block);
    QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "scene.wav";
    QVERIFY(writeWav24(path, noise(3 * kClipSamples, 11)).has_value());
    const auto windows = readAudioFile(path);
    QVERIFY(windows.has_value());
    std::vector<float> sound;
    for (const auto& clip : *windows) {
      sound.insert(sound.end(), clip.samples.begin(), clip.samples.end());
    }

    const StreamFormat format{kSampleRate, channels, SampleType::Int32};
    auto setup = m_setup;
    setup.hop = hop;
    Heard heard;
    {
      LiveClassifier live(setup, heard.listener());
      feed(live, format, deviceBytes(sound, format), std::size_t(block));
      live.input().finish();
      live.waitForEnd();
    }
    QVERIFY(heard.errors.empty());
    QCOMPARE(heard.hops.size(), std::size_t(3 * 44100 / hop));

    FeatureExtractor extractor;
    FeatureMap map;
    std::vector<std::unique_ptr<Classifier>> classifiers;
    for (const auto& choice : setup.choices) {
      const Model& model = choice.precision == Precision::Float32 ? (*setup.models)[choice.model]
                                                                  : *(*setup.twins)[choice.model];
      auto made = makeClassifier(model, engineFor(model));
      QVERIFY(made.has_value());
      classifiers.push_back(std::move(*made));
    }
    int compared = 0;
    for (const auto& result : heard.hops) {
      if (result->end < std::int64_t(kClipSamples)) {
        QVERIFY(result->answers.empty());
        continue;
      }
      // Where a window is one of the file's own, it is read from the file.
      const auto start = std::size_t(result->end) - kClipSamples;
      const std::vector<float> samples =
          start % kClipSamples == 0
              ? readAudioWindow(path, start / kClipSamples)->samples
              : std::vector<float>(sound.begin() + std::ptrdiff_t(start),
                                   sound.begin() + std::ptrdiff_t(result->end));
      extractor.extract(samples, map);
      QCOMPARE(result->map.logmel, map.logmel);
      QCOMPARE(result->map.features, map.features);
      QCOMPARE(result->answers.size(), setup.choices.size());
      for (std::size_t i = 0; i < classifiers.size(); ++i) {
        QVERIFY(result->answers[i].choice == setup.choices[i]);
        const auto expected = classifiers[i]->predict(map.features);
        QVERIFY(result->answers[i].raw.scenes == expected->scenes);
        QVERIFY(result->answers[i].raw.groups == expected->groups);
        QVERIFY(result->answers[i].raw.combined == expected->combined);
      }
      ++compared;
    }
    QCOMPARE(compared, hop == 44100 ? 3 : 21);
  }

  void smoothingIsExponential() {
    Prediction smoothed;
    smoothed.scenes[0] = 1.0F;
    smoothed.groups[0] = 1.0F;
    smoothed.combined[0] = 1.0F;
    Prediction raw;
    raw.scenes[3] = 1.0F;
    raw.groups[2] = 1.0F;
    raw.combined[3] = 1.0F;
    // Ten steps of 0.1 s with a time constant of 1 s: 1/e of the old is left.
    for (int i = 0; i < 10; ++i) smoothPrediction(smoothed, raw, 0.1, 1.0);
    QVERIFY(std::abs(smoothed.scenes[0] - 0.36788F) < 1e-5F);
    QVERIFY(std::abs(smoothed.scenes[3] - 0.63212F) < 1e-5F);
    QVERIFY(std::abs(smoothed.groups[2] - 0.63212F) < 1e-5F);
    QVERIFY(std::abs(std::accumulate(smoothed.combined.begin(), smoothed.combined.end(), 0.0F) -
                     1.0F) < 1e-5F);
    smoothPrediction(smoothed, raw, 0.1, 0.0);
    QCOMPARE(smoothed.scenes[3], 1.0F);
  }

  void smoothedAnswersFollowTheRawOnes() {
    auto setup = m_setup;
    setup.choices = {{2, Precision::Float32}};
    setup.hop = 22050;
    setup.smoothingSeconds = 2.0;
    const auto hops = hopsOf(setup, kFloatMono, noise(4 * kClipSamples, 3), 441 * 4);
    Prediction expected;
    bool first = true;
    for (const auto& hop : hops) {
      if (hop->answers.empty()) continue;
      const auto& answer = hop->answers[0];
      if (first) {
        expected = answer.raw;
      } else {
        smoothPrediction(expected, answer.raw, 0.5, 2.0);
      }
      first = false;
      QVERIFY(answer.smoothed.scenes == expected.scenes);
    }
    QVERIFY(!first);
  }

  void anyDeviceFormatIsHeard_data() {
    QTest::addColumn<int>("rate");
    QTest::addColumn<int>("channels");
    QTest::addColumn<SampleType>("type");
    for (const int rate : {8000, 16000, 44100, 48000, 96000}) {
      for (const int channels : {1, 2, 6}) {
        for (const auto type : {SampleType::UInt8, SampleType::Int16, SampleType::Float32}) {
          QTest::addRow("%d Hz, %d channels, type %d", rate, channels, int(type))
              << rate << channels << type;
        }
      }
    }
  }
  void anyDeviceFormatIsHeard() {
    QFETCH(int, rate);
    QFETCH(int, channels);
    QFETCH(SampleType, type);
    auto setup = m_setup;
    setup.choices = {{0, Precision::Float32}};
    setup.hop = 11025;
    const StreamFormat format{rate, channels, type};
    Heard heard;
    LiveClassifier live(setup, heard.listener());
    feed(live, format, deviceBytes(noise(std::size_t(rate) * 2, 5), format), 1021);
    live.input().finish();
    live.waitForEnd();
    QVERIFY(heard.errors.empty());
    QVERIFY(heard.hops.size() >= 7 && heard.hops.size() <= 8);
    QCOMPARE(heard.hops.back()->answers.size(), std::size_t{1});
    const auto status = live.takeStatus();
    QVERIFY(status.format == format);
    QCOMPARE(status.dropped, 0);
    QCOMPARE(status.skipped, 0);
    QVERIFY(std::abs(status.samples - 2 * std::int64_t(kClipSamples)) <= 1);
    QCOMPARE(status.level.samples, std::int64_t(rate) * 2 * channels);
  }

  void silenceIsASceneLikeAnyOther() {
    auto setup = m_setup;
    setup.hop = 44100;
    const auto hops = hopsOf(setup, kFloatMono, std::vector<float>(2 * kClipSamples), 882);
    QCOMPARE(hops.size(), std::size_t{2});
    for (const auto& answer : hops.back()->answers) {
      const float sum = std::accumulate(answer.raw.scenes.begin(), answer.raw.scenes.end(), 0.0F);
      QVERIFY(std::abs(sum - 1.0F) < 1e-5F);
    }
    QCOMPARE(hops.back()->map.logmel.front(), -10.0F);
  }

  void columnsTileTheStreamWithoutGapOrRepetition_data() {
    QTest::addColumn<int>("hop");
    for (const int hop : {4410, 11025, 22050, 40000, 44100}) QTest::addRow("%d", hop) << hop;
  }
  void columnsTileTheStreamWithoutGapOrRepetition() {
    QFETCH(int, hop);
    auto setup = m_setup;
    setup.choices.clear();
    setup.hop = hop;
    // A ramp, so that the waveform's columns say where they come from.
    std::vector<float> ramp(5 * kClipSamples);
    for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = float(i) / float(1 << 18);
    const auto hops = hopsOf(setup, kFloatMono, ramp, 4410);
    std::int64_t next = -1;
    for (const auto& result : hops) {
      if (result->map.logmel.empty()) continue;
      // The first window holds the beginning, but for what a long hop passed over.
      if (next < 0) next = (std::max<std::int64_t>(0, result->end - 45'124) + 1023) / 1024;
      QCOMPARE(result->firstColumn, next);
      for (const auto& column : result->columns) {
        QCOMPARE(column.lowest, float(next * 1024) / float(1 << 18));
        QCOMPARE(column.highest, float(next * 1024 + 1023) / float(1 << 18));
        ++next;
      }
      // Little is held back: the reflected frames and an incomplete column.
      QVERIFY(result->end - next * 1024 < 4 * 1024);
    }
    QVERIFY(next > 160);
  }

  void soundTimeIsThatOfTheSampleNotOfItsBlock() {
    auto setup = m_setup;
    setup.choices.clear();
    setup.hop = 11025;
    Heard heard;
    LiveClassifier live(setup, heard.listener());
    // One block of a second: the four windows end in the middle of it.
    const std::vector<float> second(kClipSamples, 0.1F);
    const auto arrived = std::chrono::steady_clock::now();
    live.input().push(kFloatMono, std::as_bytes(std::span(second)), arrived);
    live.input().finish();
    live.waitForEnd();
    QCOMPARE(heard.hops.size(), std::size_t{4});
    for (std::size_t i = 0; i < 4; ++i) {
      const std::chrono::duration<double> ago = arrived - heard.hops[i]->soundTime;
      QVERIFY(std::abs(ago.count() - 0.25 * double(3 - i)) < 1e-6);
    }
  }

  void lateDecisionsAreLeftOutAndCounted() {
    auto setup = m_setup;
    setup.skipWhenLate = true;
    setup.hop = 4410;
    Heard heard;
    LiveClassifier live(setup, heard.listener());
    // Ten seconds at once.
    feed(live, kFloatMono, deviceBytes(noise(10 * kClipSamples, 2), kFloatMono), 1764 * 4);
    live.input().finish();
    live.waitForEnd();
    const auto status = live.takeStatus();
    QVERIFY(status.skipped > 0);
    QCOMPARE(status.dropped, 0);
    QCOMPARE(std::int64_t(heard.hops.size()) + status.skipped, 100);
    QCOMPARE(heard.hops.back()->end, 10 * std::int64_t(kClipSamples));  // the newest is not
  }

  void theSoundOfTheLastMinuteCanBeKept() {
    auto setup = m_setup;
    setup.choices.clear();
    setup.historySeconds = 5.0;
    const auto sound = noise(8 * kClipSamples, 21);
    Heard heard;
    LiveClassifier live(setup, heard.listener());
    feed(live, kFloatMono, deviceBytes(sound, kFloatMono), 3333);
    live.input().finish();
    live.waitForEnd();
    const auto kept = live.sound(4 * 44100, 5 * 44100 + 7);
    QVERIFY(std::equal(kept.begin(), kept.end(), sound.begin() + 4 * 44100));
    QCOMPARE(kept.size(), std::size_t(44107));
    QCOMPARE(live.sound(0, 44100).size(), std::size_t{0});                   // forgotten
    QCOMPARE(live.sound(7 * 44100, 20 * 44100).size(), std::size_t(44100));  // not heard yet
  }

  void choicesAndHopChangeWhileItListens() {
    auto setup = m_setup;
    setup.choices = {{0, Precision::Float32}};
    setup.hop = 44100;
    Heard heard;
    LiveClassifier live(setup, heard.listener());
    const auto second = deviceBytes(noise(kClipSamples, 1), kFloatMono);
    feed(live, kFloatMono, second, second.size());
    QTRY_COMPARE(live.takeStatus().samples, 44100);
    live.setChoices({{1, Precision::Int8}, {3, Precision::Float32}});
    live.setHop(22050);
    feed(live, kFloatMono, second, second.size());
    live.input().finish();
    live.waitForEnd();
    QCOMPARE(heard.hops.size(), std::size_t{3});
    const auto& answers = heard.hops.back()->answers;
    QCOMPARE(answers.size(), std::size_t{2});
    QVERIFY((answers[0].choice == LiveChoice{1, Precision::Int8}));
    QVERIFY((answers[1].choice == LiveChoice{3, Precision::Float32}));
    QCOMPARE(heard.hops[1]->end, 44100 + 22050);
  }

  void aDeviceMayChangeItsFormatInBetween() {
    auto setup = m_setup;
    setup.choices = {{0, Precision::Float32}};
    Heard heard;
    LiveClassifier live(setup, heard.listener());
    const StreamFormat wide{48000, 2, SampleType::Int16};
    feed(live, kFloatMono, deviceBytes(noise(kClipSamples, 1), kFloatMono), 4096);
    feed(live, wide, deviceBytes(noise(48000, 2), wide), 4096);
    live.input().finish();
    live.waitForEnd();
    QVERIFY(heard.errors.empty());
    QVERIFY(std::abs(live.takeStatus().samples - 2 * 44100) <= 1);
  }

  void aFormatThatCannotBeIsToldOnceInWords() {
    Heard heard;
    LiveClassifier live(m_setup, heard.listener());
    const StreamFormat odd{500, 1, SampleType::Int16};
    feed(live, odd, std::vector<std::byte>(1000), 100);
    live.input().finish();
    live.waitForEnd();
    QCOMPARE(heard.errors.size(), std::size_t{1});
    QVERIFY(heard.hops.empty());
  }

  void canBeDestroyedAtAnyMoment() {
    auto setup = m_setup;
    setup.choices = {{0, Precision::Float32}};
    const auto sound = deviceBytes(noise(2 * kClipSamples, 1), kFloatMono);
    for (int i = 0; i < 50; ++i) {
      LiveClassifier live(setup, {});
      feed(live, kFloatMono, sound, sound.size() / std::size_t(i + 1));
    }
  }

 private:
  static std::vector<std::shared_ptr<const LiveHop>> hopsOf(const LiveSetup& setup,
                                                            const StreamFormat& format,
                                                            const std::vector<float>& sound,
                                                            std::size_t block) {
    Heard heard;
    LiveClassifier live(setup, heard.listener());
    feed(live, format, deviceBytes(sound, format), block);
    live.input().finish();
    live.waitForEnd();
    return heard.hops;
  }

  LiveSetup m_setup;
};

QTEST_GUILESS_MAIN(TestLiveClassifier)
#include "tst_live_classifier.moc"
