// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/feature_shape.h"
#include "core/features/mel_filterbank.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <numeric>

using namespace scenelens;

class TestMelFilterbank final : public QObject {
  Q_OBJECT

 private slots:
  void everyBandMatchesTorchaudio() {
    // Rows of torchaudio 0.13's filterbank in float32: bins, sum and peak of each of the 256 bands.
    QFile file(QStringLiteral(SCENELENS_TEST_DATA "/melfb_rows.csv"));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.errorString()));
    file.readLine();
    const MelFilterbank filterbank;
    std::size_t band = 0;
    for (; !file.atEnd(); ++band) {
      const auto fields = file.readLine().trimmed().split(',');
      QCOMPARE(fields[0].toULongLong(), band);
      const auto weights = filterbank.weights(band);
      const auto& run = filterbank.bands()[band];
      const auto sum = std::accumulate(weights.begin(), weights.end(), 0.0);
      const auto peak = double(*std::max_element(weights.begin(), weights.end()));
      // float32 corners move a weight by up to 2e-4 of the peak; bins at the very edge may drop
      // out.
      QVERIFY(std::abs(int(run.firstBin) - fields[2].toInt()) <= 1);
      QVERIFY(std::abs(int(run.firstBin + run.size) - 1 - fields[3].toInt()) <= 1);
      QVERIFY2(std::abs(sum - fields[4].toDouble()) < 2e-4 * fields[4].toDouble(),
               qPrintable(QStringLiteral("band %1: sum %2").arg(band).arg(sum)));
      QVERIFY2(std::abs(peak - fields[5].toDouble()) < 2e-4 * fields[5].toDouble(),
               qPrintable(QStringLiteral("band %1: peak %2").arg(band).arg(peak)));
    }
    QCOMPARE(band, kMels);
  }

  void noBandIsEmpty() {
    const MelFilterbank filterbank;
    for (std::size_t band = 0; band < kMels; ++band) {
      QVERIFY(!filterbank.weights(band).empty());
      QVERIFY(filterbank.bands()[band].firstBin + filterbank.bands()[band].size <= kBins);
    }
  }

  void frequencyAndBandAreInverse() {
    for (const std::size_t band : {0U, 1U, 100U, 255U}) {
      QVERIFY(std::abs(MelFilterbank::bandAtHz(MelFilterbank::centreHz(band)) - double(band)) <
              1e-9);
    }
    QVERIFY(MelFilterbank::centreHz(255) < 22050.0);
    QVERIFY(MelFilterbank::centreHz(0) > 0.0);
  }
};

QTEST_GUILESS_MAIN(TestMelFilterbank)
#include "tst_mel_filterbank.moc"
