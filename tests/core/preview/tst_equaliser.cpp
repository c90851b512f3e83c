// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/equaliser.h"
#include "core/preview/sound_filter.h"
#include "tests/core/preview/preview_reference.h"

#include <QTest>

using namespace scenelens;
using namespace scenelens::test;

namespace {

std::vector<float> powerOf(std::span<const float> samples) {
  std::vector<float> power(kMapSize);
  FeatureExtractor().melPower(samples, power);
  return power;
}

Equaliser referenceEqualiser() {
  Equaliser equaliser;
  const auto gains = previewJson()[u"equaliser"].toObject()[u"gains"].toArray();
  for (std::size_t i = 0; i < Equaliser::kBands; ++i)
    equaliser.gains[i] = gains[qsizetype(i)].toDouble();
  return equaliser;
}

}  // namespace

class TestEqualiser final : public QObject {
  Q_OBJECT

 private slots:
  void zeroDecibelsChangeNothingBitForBit() {
    const auto samples = toneSignal();
    const auto plain = featuresOf(samples);
    const auto flat = previewEqualiser({}, powerOf(samples));
    QCOMPARE(flat.logmel, plain.logmel);
    QCOMPARE(flat.features, plain.features);
    QCOMPARE(filterSound(equaliserFactors({}), samples), samples);
  }

  void matchesNumpy() {
    const auto expected = previewJson()[u"equaliser"].toObject();
    const auto map = previewEqualiser(referenceEqualiser(), powerOf(toneSignal()));
    const double logmel = errorAgainst(expected[u"logmel"].toArray(), map.logmel);
    const double features = errorAgainst(expected[u"features"].toArray(), map.features);
    QVERIFY2(logmel < 1e-4, qPrintable(QString::number(logmel)));
    QVERIFY2(features < 5e-4, qPrintable(QString::number(features)));
  }

  void theSoundMatchesTorch() {
    const auto sound = filterSound(equaliserFactors(referenceEqualiser()), toneSignal());
    const double error = errorOfEvery(441, previewJson()[u"equalised_sound"].toArray(), sound);
    QVERIFY2(error < 1e-5, qPrintable(QString::number(error)));
  }

  void gainsAreLinearBetweenOctavesAndConstantBeyond() {
    Equaliser equaliser;
    equaliser.gains = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    QCOMPARE(equaliser.gainAt(0.0), 1.0);
    QCOMPARE(equaliser.gainAt(1000.0), 6.0);
    QCOMPARE(equaliser.gainAt(1000.0 * std::numbers::sqrt2), 6.5);
    QCOMPARE(equaliser.gainAt(22050.0), 10.0);
  }

  void aLouderClipIsTheSameToTheNetwork() {
    Equaliser equaliser;
    equaliser.gains.fill(12.0);
    const auto samples = noiseSignal();
    const auto plain = featuresOf(samples);
    const auto louder = previewEqualiser(equaliser, powerOf(samples));
    for (std::size_t i = 0; i < kMapSize; ++i)
      QVERIFY(std::abs(louder.logmel[i] - plain.logmel[i] - 1.2F) < 1e-4F);
    for (std::size_t i = 0; i < kFeatureSize; ++i)
      QVERIFY(std::abs(louder.features[i] - plain.features[i]) < 1e-3F);
  }

  /// Noise, whose spectrum is flat within each band, as the log-Mel's gain assumes.
  void theAudibleVersionHasTheSpectrumThatIsShown() {
    Equaliser equaliser;
    equaliser.gains = {0, 3, 6, 3, 0, -6, -9, -6, 0, 6};
    const auto samples = noiseSignal();
    const auto shown = previewEqualiser(equaliser, powerOf(samples));
    const auto heard = featuresOf(filterSound(equaliserFactors(equaliser), samples));
    double worst = 0.0;
    for (std::size_t m = 0; m < kMels; ++m) {
      double mean = 0.0;
      for (std::size_t t = 0; t < kFrames; ++t) {
        const std::size_t i = m * kFrames + t;
        mean += 10.0 * double(heard.logmel[i] - shown.logmel[i]) / double(kFrames);
      }
      worst = std::max(worst, std::abs(mean));
    }
    QVERIFY2(worst < 1.0, qPrintable(QString::number(worst)));  // dB
  }

  void aGainThatMakesNoSenseIsAnErrorThatNamesIt() {
    Equaliser equaliser;
    equaliser.gains[3] = 41.0;
    const auto status = checkEqualiser(equaliser);
    QVERIFY(!status);
    QVERIFY(status.error().reason.find("250 Hz") != std::string::npos);
    equaliser.gains[3] = std::nan("");
    QVERIFY(!checkEqualiser(equaliser));
    QVERIFY(checkEqualiser({}).has_value());
  }
};

QTEST_APPLESS_MAIN(TestEqualiser)
#include "tst_equaliser.moc"
