// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/audio/wav_recorder.h"
#include "core/features/feature_shape.h"
#include "tests/core/support/device_sound.h"

#include <QTemporaryDir>
#include <QTest>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace scenelens;
using namespace scenelens::test;

class TestWavRecorder final : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void whatWasRecordedComesBackBitForBit_data() {
    QTest::addColumn<int>("samples");
    for (const int samples : {1, 44099, 44100, 100'001}) {
      QTest::addRow("%d samples", samples) << samples;
    }
  }
  void whatWasRecordedComesBackBitForBit() {
    QFETCH(int, samples);
    const auto sound = noise(std::size_t(samples), 2);
    const auto path = file("a.wav");
    auto recorder = WavRecorder::create(path);
    QVERIFY2(recorder.has_value(), recorder ? "" : recorder.error().text().c_str());
    for (std::size_t at = 0; at < sound.size(); at += 997) {
      const auto part = std::span(sound).subspan(at, std::min<std::size_t>(997, sound.size() - at));
      QVERIFY(recorder->add(part).has_value());
    }
    QVERIFY(recorder->finish().has_value());
    const auto clips = readAudioFile(path);
    QVERIFY2(clips.has_value(), clips ? "" : clips.error().text().c_str());
    std::vector<float> back;
    for (const auto& clip : *clips) {
      back.insert(back.end(), clip.samples.begin(),
                  clip.samples.begin() + std::ptrdiff_t(clip.validSamples));
    }
    QCOMPARE(back, sound);
    const auto info = probeAudioFile(path);
    QCOMPARE(QString::fromStdString(info->format), QStringLiteral("WAV, 24 bit"));
  }

  void loudSamplesAreClipped() {
    const auto path = file("loud.wav");
    auto recorder = WavRecorder::create(path);
    QVERIFY(recorder->add(std::vector{2.0F, -3.0F}).has_value());
    QVERIFY(recorder->finish().has_value());
    const auto clip = readAudioWindow(path);
    QCOMPARE(clip->samples[0], 1.0F - 1.0F / float(1 << 23));
    QCOMPARE(clip->samples[1], -1.0F);
  }

  void theFileCanBeReadWhileItGrows() {
    const auto path = file("growing.wav");
    const auto sound = noise(3 * kClipSamples + 1000, 4);
    auto recorder = WavRecorder::create(path);
    for (std::size_t at = 0; at < sound.size(); at += 500) {
      const auto part = std::span(sound).subspan(at, std::min<std::size_t>(500, sound.size() - at));
      QVERIFY(recorder->add(part).has_value());
    }
    const auto info = probeAudioFile(path);
    QVERIFY2(info.has_value(), info ? "" : info.error().text().c_str());
    QVERIFY(info->frames >= 2 * std::int64_t(kClipSamples));
    const auto clip = readAudioWindow(path, 1);
    QVERIFY(clip.has_value());
    QVERIFY(std::equal(clip->samples.begin(), clip->samples.end(), sound.begin() + kClipSamples));
  }

  void aKilledProgramLeavesAValidFile() {
    const auto path = file("killed.wav");
    const auto sound = noise(5 * kClipSamples + 20'000, 6);
    const pid_t child = ::fork();
    if (child == 0) {
      auto recorder = WavRecorder::create(path);
      if (!recorder || !recorder->add(std::span(sound).first(3 * kClipSamples)) ||
          !recorder->add(std::span(sound).subspan(3 * kClipSamples, 2 * kClipSamples + 17'001))) {
        ::_exit(1);
      }
      ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    const auto clips = readAudioFile(path);
    QVERIFY2(clips.has_value(), clips ? "" : clips.error().text().c_str());
    QVERIFY(clips->size() >= 5);
    for (std::size_t i = 0; i < 5; ++i) {
      QVERIFY(std::equal((*clips)[i].samples.begin(), (*clips)[i].samples.end(),
                         sound.begin() + std::ptrdiff_t(i * kClipSamples)));
    }
  }

  void nothingIsReplaced() {
    const auto path = file("there.wav");
    QVERIFY(writeWav24(path, noise(100, 1)).has_value());
    const auto created = WavRecorder::create(path);
    QVERIFY(!created.has_value());
    QVERIFY(QString::fromStdString(created.error().text()).contains(QStringLiteral("there.wav")));
    QCOMPARE(probeAudioFile(path)->frames, 100);
  }

  void aFullDiskIsAnErrorThatNamesTheFile() {
    const auto path = file("full.wav");
    // The recorder makes new files only, so a file that cannot grow takes the place of a full disk.
    auto recorder = WavRecorder::create(path);
    QVERIFY(recorder.has_value());
    ::signal(SIGXFSZ, SIG_IGN);
    limitFileSize(100'000);
    const auto added = recorder->add(noise(kClipSamples, 1));
    limitFileSize(-1);
    ::signal(SIGXFSZ, SIG_DFL);
    QVERIFY(!added.has_value());
    QVERIFY(QString::fromStdString(added.error().text()).contains(QStringLiteral("full.wav")));
    QVERIFY(!added.error().remedy.empty());
  }

 private:
  std::filesystem::path file(const char* name) {
    return std::filesystem::path(m_folder->path().toStdString()) / name;
  }
  static void limitFileSize(long bytes) {
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes < 0 ? limit.rlim_max : rlim_t(bytes);
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestWavRecorder)
#include "tst_wav_recorder.moc"
