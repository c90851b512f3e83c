// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/prediction_row.h"
#include "tests/core/store/store_fixture.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace scenelens;

class TestPredictionRow final : public QObject {
  Q_OBJECT

 private slots:
  void bytesAreLittleEndianFloats() {
    Prediction prediction;
    prediction.scenes[0] = 1.0F;
    prediction.scenes[9] = -0.15625F;
    prediction.groups[2] = 0.5F;
    const auto row = packPrediction({1, 2}, prediction, true);
    QCOMPARE(row.scenes.size(), 40);
    QCOMPARE(row.groups.size(), 12);
    // IEEE 754: 1.0 is 3F800000, -0.15625 is BE200000, 0.5 is 3F000000.
    QCOMPARE(row.scenes.first(4).toHex(), QByteArray("0000803f"));
    QCOMPARE(row.scenes.last(4).toHex(), QByteArray("000020be"));
    QCOMPARE(row.groups.last(4).toHex(), QByteArray("0000003f"));
  }

  void theCheckSumIsThatOfZlib() {
    // zlib.crc32(struct.pack('<qI10f3f', 7, 9, *[0.1]*10, 0.25, 0.25, 0.5)) in Python.
    Prediction prediction;
    prediction.scenes.fill(0.1F);
    prediction.groups = {0.25F, 0.25F, 0.5F};
    QCOMPARE(packPrediction({7, 9}, prediction, true).checkSum, kZlibSays);
  }

  void everyPredictionComesBackBitForBit() {
    for (std::uint32_t seed = 0; seed < 20'000; ++seed) {
      const Prediction prediction = somePrediction(seed);
      const PredictionKey key{3, seed};
      const auto back = unpackPrediction(key, packPrediction(key, prediction, true), true);
      QVERIFY(back && sameBits(*back, prediction));
    }
  }

  void oddNumbersComeBackToo() {
    Prediction prediction;
    prediction.scenes = {0.0F, -0.0F, std::numeric_limits<float>::denorm_min(), 1.0F};
    prediction.groups = {1e-38F, 1.0F, 0.0F};
    prediction.combined = combineHeads(prediction.scenes, prediction.groups);
    const auto back = unpackPrediction({}, packPrediction({}, prediction, true), true);
    QVERIFY(back && sameBits(*back, prediction));
  }

  void everyFlippedBitIsNoticed() {
    const PredictionKey key{12, 34'567};
    const auto good = packPrediction(key, somePrediction(1), true);
    for (QByteArray PredictionRow::*part : {&PredictionRow::scenes, &PredictionRow::groups}) {
      for (qsizetype i = 0; i < (good.*part).size() * 8; ++i) {
        PredictionRow row = good;
        (row.*part)[i / 8] = static_cast<char>((row.*part)[i / 8] ^ (1 << (i % 8)));
        QVERIFY(!unpackPrediction(key, row, true));
      }
    }
    PredictionRow row = good;
    row.checkSum ^= 1;
    QVERIFY(!unpackPrediction(key, row, true));
    QVERIFY(!unpackPrediction({12, 34'566}, good, true));
    QVERIFY(!unpackPrediction({13, 34'567}, good, true));
    QVERIFY(!unpackPrediction(key, good, false));
    row = good;
    row.scenes.chop(1);
    QVERIFY(!unpackPrediction(key, row, true));
  }

 private:
  static constexpr std::uint32_t kZlibSays = 3935868190U;
};

QTEST_GUILESS_MAIN(TestPredictionRow)
#include "tst_prediction_row.moc"
