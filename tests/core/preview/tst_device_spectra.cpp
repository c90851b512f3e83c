// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/device_spectra.h"
#include "tests/core/preview/device_set.h"

#include <QFile>
#include <QTest>

using namespace scenelens;
using namespace scenelens::test;

class TestDeviceSpectra final : public QObject {
  Q_OBJECT

 private slots:
  void averagesThePowerOfADevicesClips() {
    DeviceSet set;
    for (int segment = 0; segment < 3; ++segment) set.add(segment, 0);
    set.add(0, 1);
    const auto spectra = measureDeviceSpectra(set.dataset, {}, JobControl());
    QVERIFY(spectra.complete());
    QCOMPARE(spectra.count(0), std::size_t{3});
    QCOMPARE(spectra.count(1), std::size_t{1});
    QCOMPARE(spectra.count(2), std::size_t{0});
    QVERIFY(spectra.meanPower(2).empty());
    std::vector<double> expected(kMels, 0.0);
    for (std::size_t i = 0; i < 3; ++i) {
      const auto sound = readAudioWindow(set.dataset.path(set.dataset.clips[i]));
      QVERIFY(sound.has_value());
      std::vector<float> power(kMapSize);
      FeatureExtractor().melPower(sound->samples, power);
      for (std::size_t j = 0; j < kMapSize; ++j)
        expected[j / kFrames] += double(power[j]) / double(3 * kFrames);
    }
    const auto mean = spectra.meanPower(0);
    for (std::size_t m = 0; m < kMels; ++m) QVERIFY(std::abs(mean[m] / expected[m] - 1.0) < 1e-6);
  }

  void knowsWhichClipsAreTheSameSecond() {
    DeviceSet set;
    set.add(5, 0);
    set.add(6, 0);
    set.add(5, 2);
    const auto spectra = measureDeviceSpectra(set.dataset, {}, JobControl());
    QCOMPARE(spectra.clips.size(), std::size_t{3});
    QVERIFY(spectra.clips[0].second >= 0);
    QCOMPARE(spectra.clips[0].second, spectra.clips[2].second);
    QCOMPARE(spectra.clips[1].second, -1);
    QCOMPARE(spectra.clips[0].logMagnitude.size(), std::size_t{1025});
    QVERIFY(spectra.clips[1].logMagnitude.empty());
  }

  void doesNotDependOnTheThreads() {
    DeviceSet set;
    for (int segment = 0; segment < 4; ++segment) {
      set.add(segment, 0);
      set.add(segment, 1);
    }
    const auto one = measureDeviceSpectra(set.dataset, {.threads = 1}, JobControl());
    const auto four = measureDeviceSpectra(set.dataset, {.threads = 4}, JobControl());
    QCOMPARE(one.clips.size(), std::size_t{8});
    for (std::size_t i = 0; i < one.clips.size(); ++i) {
      QCOMPARE(one.clips[i].clip, four.clips[i].clip);
      QCOMPARE(one.clips[i].power, four.clips[i].power);
      QCOMPARE(one.clips[i].logMagnitude, four.clips[i].logMagnitude);
    }
  }

  void ofManyClipsEveryDeviceGetsItsShare() {
    DeviceSet set;
    for (int segment = 0; segment < 30; ++segment) set.add(segment, 0);
    for (int segment = 0; segment < 10; ++segment) set.add(segment, 1);
    set.add(99, 2);
    const auto spectra = measureDeviceSpectra(set.dataset, {.maxClips = 12}, JobControl());
    QCOMPARE(spectra.count(0), std::size_t{4});
    QCOMPARE(spectra.count(1), std::size_t{4});
    QCOMPARE(spectra.count(2), std::size_t{1});
    const auto shared = std::ranges::count_if(
        spectra.clips, [](const ClipSpectrum& clip) { return clip.second >= 0; });
    QVERIFY2(shared >= 4 && shared <= 6, qPrintable(QString::number(shared)));
  }

  void theTrainingFoldAloneIsAnOption() {
    DeviceSet set;
    set.add(1, 0);
    set.add(2, 0, Fold::Test);
    QCOMPARE(measureDeviceSpectra(set.dataset, {}, JobControl()).planned, std::size_t{2});
    QCOMPARE(measureDeviceSpectra(set.dataset, {.trainingOnly = true}, JobControl()).planned,
             std::size_t{1});
  }

  void whatWasMeasuredBeforeACancelStays() {
    DeviceSet set;
    for (int segment = 0; segment < 6; ++segment) set.add(segment, 0);
    JobControl* self = nullptr;
    JobControl control([&](std::size_t done, std::size_t) {
      if (done == 2) self->cancel();
    });
    self = &control;
    const auto spectra = measureDeviceSpectra(set.dataset, {.threads = 1}, control);
    QCOMPARE(spectra.clips.size(), std::size_t{2});
    QCOMPARE(spectra.planned, std::size_t{6});
    QVERIFY(!spectra.complete());
  }

  void aClipThatCannotBeReadIsSkippedAndNamed() {
    DeviceSet set;
    set.add(1, 0);
    set.add(2, 0);
    const auto broken = set.dataset.path(set.dataset.clips[1]);
    QVERIFY(QFile(QString::fromStdString(broken.string())).resize(10));
    const auto spectra = measureDeviceSpectra(set.dataset, {}, JobControl());
    QCOMPARE(spectra.clips.size(), std::size_t{1});
    QCOMPARE(spectra.skipped.size(), std::size_t{1});
    QCOMPARE(spectra.skipped[0].file, broken);
    QVERIFY(spectra.complete());
  }

  void aSetWithoutDevicesIsNothing() {
    const auto spectra = measureDeviceSpectra(Dataset(), {}, JobControl());
    QVERIFY(spectra.clips.empty());
    QVERIFY(spectra.complete());
  }
};

QTEST_APPLESS_MAIN(TestDeviceSpectra)
#include "tst_device_spectra.moc"
