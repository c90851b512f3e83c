// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/live/cpu_meter.h"
#include "core/live/file_replay.h"
#include "core/live/live_classifier.h"
#include "tests/core/support/device_sound.h"
#include "tests/core/support/int8_weights.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace scenelens;
using namespace scenelens::test;

namespace {

const auto kIgnoreProblem = [](const Error& /*problem*/) {};
const auto kIgnoreFile = [](const std::filesystem::path& /*file*/, std::int64_t /*position*/) {};

/// Resident memory in KiB.
qint64 residentKib() {
  QFile file(QStringLiteral("/proc/self/status"));
  if (!file.open(QIODevice::ReadOnly)) return 0;
  for (const auto& line : file.readAll().split('\n')) {
    if (line.startsWith("VmRSS:")) return line.mid(6).trimmed().split(' ').first().toLongLong();
  }
  return 0;
}

}  // namespace

class TestFileReplay final : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void filesFollowEachOtherWithoutAGap() {
    const auto first = noise(kClipSamples + 1234, 1);
    const auto second = noise(5000, 2);
    QVERIFY(writeWav24(path("a.wav"), first).has_value());
    QVERIFY(writeWav24(path("b.wav"), second).has_value());
    BlockRing ring(10'000);
    std::vector<std::pair<std::string, std::int64_t>> files;
    const auto done = replayFiles(
        {path("")}, {.speed = 0.0}, ring,
        [&](const auto& file, std::int64_t position) {
          files.emplace_back(file.filename().string(), position);
        },
        kIgnoreProblem, JobControl());
    QVERIFY2(done.has_value(), done ? "" : done.error().text().c_str());
    auto expected = first;
    expected.insert(expected.end(), second.begin(), second.end());
    QCOMPARE(samplesOf(ring), expected);
    QCOMPARE(files.size(), std::size_t{2});
    QCOMPARE(files[0], (std::pair<std::string, std::int64_t>("a.wav", 0)));
    QCOMPARE(files[1], (std::pair<std::string, std::int64_t>("b.wav", kClipSamples + 1234)));
  }

  void keepsTimeAsADeviceDoes() {
    QVERIFY(writeWav24(path("a.wav"), noise(kClipSamples, 1)).has_value());
    for (const double speed : {1.0, 4.0}) {
      BlockRing ring(10'000);
      QElapsedTimer timer;
      timer.start();
      QVERIFY(replayFiles({path("a.wav")}, {.speed = speed}, ring, kIgnoreFile, kIgnoreProblem,
                          JobControl())
                  .has_value());
      const double seconds = double(timer.nsecsElapsed()) / 1e9;
      // Never early; late only as far as the machine is busy.
      QVERIFY2(seconds >= 0.999 / speed && seconds < 1.0 / speed + 1.0,
               qPrintable(QString::number(seconds)));
    }
  }

  void repeatsUntilItIsCancelled() {
    QVERIFY(writeWav24(path("a.wav"), noise(1000, 1)).has_value());
    BlockRing ring(64);
    JobControl control;
    std::atomic<int> begun{0};
    Status done;
    std::thread source([&] {
      done = replayFiles(
          {path("a.wav")}, {.speed = 0.0, .repeat = true}, ring,
          [&](const auto&, std::int64_t) { ++begun; }, kIgnoreProblem, control);
    });
    SoundBlock block;
    while (begun < 50 && ring.pop(block)) {
    }
    control.cancel();
    source.join();
    QVERIFY(done.has_value());
  }

  void brokenFilesAreToldAndLeftOut() {
    QVERIFY(writeWav24(path("a.wav"), noise(1000, 1)).has_value());
    QFile broken(m_folder->filePath(QStringLiteral("b.wav")));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("no sound");
    broken.close();
    BlockRing ring(64);
    std::vector<Error> problems;
    QVERIFY(replayFiles(
                {path("")}, {.speed = 0.0}, ring, kIgnoreFile,
                [&](const Error& error) { problems.push_back(error); }, JobControl())
                .has_value());
    QCOMPARE(samplesOf(ring).size(), std::size_t{1000});
    QCOMPARE(problems.size(), std::size_t{1});
    QVERIFY(problems[0].file == path("b.wav"));
  }

  void nothingToReplayIsAnError() {
    BlockRing ring(4);
    SoundBlock block;
    const auto done =
        replayFiles({path("missing.wav")}, {}, ring, kIgnoreFile, kIgnoreProblem, JobControl());
    QVERIFY(!done.has_value());
    QVERIFY(!ring.pop(block));  // the reader is not left waiting
  }

  /// A minute of sound as fast as it is analysed; SCENELENS_SOAK_SECONDS=3600 makes it an hour.
  void aLongReplayLosesNothingAndKeepsItsMemory() {
    bool given = false;
    const int asked = qEnvironmentVariableIntValue("SCENELENS_SOAK_SECONDS", &given);
    const std::int64_t seconds = given ? asked : 60;
    QVERIFY(writeWav24(path("a.wav"), noise(10 * kClipSamples, 1)).has_value());
    auto models = std::make_shared<std::vector<Model>>(1);
    auto& model = models->front();
    model.architecture = dsmnModels().front();
    model.weights = untrainedWeights(model.architecture, 7);
    auto twins = std::make_shared<std::vector<Int8Twin>>();
    twins->push_back(quantizedTwin(model));
    LiveSetup setup;
    setup.models = models;
    setup.twins = twins;
    setup.choices = {{0, Precision::Float32}, {0, Precision::Int8}};
    setup.hop = kShortestLiveHop;
    setup.skipWhenLate = false;
    setup.historySeconds = 10.0;
    JobControl control;
    std::atomic<std::int64_t> hops{0};
    std::atomic<qint64> early{0};
    CpuMeter meter;
    QElapsedTimer timer;
    timer.start();
    LiveClassifier live(setup, {[&](const std::shared_ptr<const LiveHop>& hop) {
                                  ++hops;
                                  // Buffers have their size after a third.
                                  if (hop->end >= seconds * kSampleRate / 3 && early == 0) {
                                    early = residentKib();
                                  }
                                  if (hop->end >= seconds * kSampleRate) control.cancel();
                                },
                                {}});
    QVERIFY(replayFiles({path("a.wav")}, {.speed = 0.0, .repeat = true}, live.input(), kIgnoreFile,
                        kIgnoreProblem, control)
                .has_value());
    live.waitForEnd();
    const qint64 late = residentKib();
    const auto status = live.takeStatus();
    QCOMPARE(status.dropped, 0);
    QCOMPARE(status.skipped, 0);
    QVERIFY(hops >= seconds * 10);
    qInfo(
        "%lld s of sound in %.1f s, %.0f %% of a core; resident %lld KiB after a third, %lld KiB "
        "at the end",
        static_cast<long long>(status.samples / kSampleRate), double(timer.elapsed()) / 1e3,
        100.0 * meter.take(), early.load(), late);
    QVERIFY2(late - early < 2048, qPrintable(QString::number(late - early)));
  }

 private:
  std::filesystem::path path(const char* name) {
    return std::filesystem::path(m_folder->path().toStdString()) / name;
  }
  static std::vector<float> samplesOf(BlockRing& ring) {
    std::vector<float> samples;
    SoundBlock block;
    while (ring.pop(block)) {
      const std::size_t at = samples.size();
      samples.resize(at + block.bytes.size() / sizeof(float));
      std::memcpy(samples.data() + at, block.bytes.data(), block.bytes.size());
    }
    return samples;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestFileReplay)
#include "tst_file_replay.moc"
