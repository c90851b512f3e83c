// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/sound_filter.h"
#include "tests/core/preview/preview_reference.h"

#include <QTest>

using namespace scenelens;
using namespace scenelens::test;

namespace {

/// As in make_preview.py.
std::vector<float> wavyShift() {
  std::vector<float> shift(kMels);
  for (std::size_t m = 0; m < kMels; ++m) shift[m] = float(0.8 * std::sin(double(m) / 40.0));
  return shift;
}

}  // namespace

class TestSoundFilter final : public QObject {
  Q_OBJECT

 private slots:
  void theFactorsOfAShiftMatchNumpy() {
    const auto factors = factorsOfMelShift(wavyShift());
    QCOMPARE(factors.size(), std::size_t{1025});
    const double error = errorOfEvery(32, previewJson()[u"shift_factors"].toArray(), factors);
    QVERIFY2(error < 1e-5, qPrintable(QString::number(error)));
  }

  void theSoundMatchesTorch() {
    const auto sound = filterSound(factorsOfMelShift(wavyShift()), noiseSignal());
    const double error = errorOfEvery(441, previewJson()[u"shifted_sound"].toArray(), sound);
    QVERIFY2(error < 1e-5, qPrintable(QString::number(error)));
  }

  void ofNoiseTheLogMelMovesByTheShift() {
    const auto shift = wavyShift();
    const auto samples = noiseSignal();
    const auto before = featuresOf(samples);
    const auto after = featuresOf(filterSound(factorsOfMelShift(shift), samples));
    double worst = 0.0;
    for (std::size_t m = 0; m < kMels; ++m) {
      double mean = 0.0;
      for (std::size_t t = 0; t < kFrames; ++t) {
        const std::size_t i = m * kFrames + t;
        mean += double(after.logmel[i] - before.logmel[i]) / double(kFrames);
      }
      worst = std::max(worst, 10.0 * std::abs(mean - double(shift[m])));
    }
    QVERIFY2(worst < 0.5, qPrintable(QString::number(worst)));  // dB
  }
};

QTEST_APPLESS_MAIN(TestSoundFilter)
#include "tst_sound_filter.moc"
