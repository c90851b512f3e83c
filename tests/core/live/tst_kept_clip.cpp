// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/live/kept_clip.h"
#include "tests/core/support/device_sound.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>
#include <thread>

using namespace scenelens;
using namespace scenelens::test;

class TestKeptClip final : public QObject {
  Q_OBJECT

 private slots:
  void clipsOfOneNameAreAllKept() {
    const QTemporaryDir folder;
    const auto stem = std::filesystem::path(folder.path().toStdString()) / "sub" / "kept";
    std::vector<std::filesystem::path> files(8);
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < files.size(); ++i) {
        threads.emplace_back([&, i] {
          if (auto kept = keepClip(stem, noise(5000 + i, i))) files[i] = *kept;
        });
      }
    }
    QCOMPARE(std::set(files.begin(), files.end()).size(), files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto probe = probeAudioFile(files[i]);
      QVERIFY(probe.has_value());
      QCOMPARE(probe->frames, std::int64_t(5000 + i));
    }
    QVERIFY(std::filesystem::exists(stem.string() + "-8.wav"));
  }

  void whereNothingCanBeWrittenTheErrorNamesTheFile() {
    const auto kept = keepClip("/proc/nowhere/x", noise(100, 1));
    QVERIFY(!kept.has_value());
    QVERIFY(kept.error().file == "/proc/nowhere/x.wav");
  }
};

QTEST_GUILESS_MAIN(TestKeptClip)
#include "tst_kept_clip.moc"
