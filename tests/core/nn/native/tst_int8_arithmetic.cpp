// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/int8_arithmetic.h"

#include <QTest>

#include <cmath>

using namespace scenelens::int8;

class TestInt8Arithmetic final : public QObject {
  Q_OBJECT

 private slots:
  void aReluRoundsToTheNearestWithTiesUp() {
    const Requant quarter = requantFor(0.25, 0);
    QCOMPARE(quarter.multiplier, 1U << 22);
    QCOMPARE(requantized(quarter, 0), 0U);
    QCOMPARE(requantized(quarter, 1), 0U);  // 0.25
    QCOMPARE(requantized(quarter, 2), 1U);  // 0.5 goes up
    QCOMPARE(requantized(quarter, 5), 1U);  // 1.25
    QCOMPARE(requantized(quarter, 6), 2U);  // 1.5 goes up
    QCOMPARE(requantized(quarter, 400), 100U);
  }

  void aReluClampsToItsRange() {
    const Requant quarter = requantFor(0.25, 0);
    QCOMPARE(requantized(quarter, -1), 0U);
    QCOMPARE(requantized(quarter, -(1 << 28)), 0U);
    QCOMPARE(requantized(quarter, 1020), 255U);
    QCOMPARE(requantized(quarter, 1 << 28), 255U);
  }

  void aSignedMapHasItsZeroAt128() {
    const Requant half = requantFor(0.5, 128);
    QCOMPARE(requantized(half, 0), 128U);
    QCOMPARE(requantized(half, 1), 129U);   // 0.5 goes up
    QCOMPARE(requantized(half, -1), 128U);  // -0.5 goes up, too
    QCOMPARE(requantized(half, -3), 127U);
    QCOMPARE(requantized(half, 254), 255U);
    QCOMPARE(requantized(half, 1 << 28), 255U);
    QCOMPARE(requantized(half, -256), 0U);
    QCOMPARE(requantized(half, -(1 << 28)), 0U);
  }

  void equalsTheExactRuleForEveryAccumulator_data() {
    QTest::addColumn<double>("ratio");
    QTest::addColumn<int>("zero");
    for (const double ratio : {0.9, 0.3331, 0.01, 0.000777, 1e-7, 1e-12}) {
      for (const int zero : {0, 128}) {
        QTest::addRow("%g %d", ratio, zero) << ratio << zero;
      }
    }
  }
  void equalsTheExactRuleForEveryAccumulator() {
    // clamp(floor(accumulator * multiplier / 2^24 + 1/2) + zero, 0, 255) in 64 bits.
    QFETCH(double, ratio);
    QFETCH(int, zero);
    const Requant requant = requantFor(ratio, zero);
    for (std::int64_t accumulator = -(1 << 28); accumulator <= (1 << 28);
         accumulator += accumulator > -40'000 && accumulator < 40'000 ? 1 : 9973) {
      const std::int64_t product = accumulator * std::int64_t(requant.multiplier) + (1 << 23);
      const auto expected = std::clamp<std::int64_t>((product >> 24) + zero, 0, 255);
      QCOMPARE(std::int64_t(requantized(requant, std::int32_t(accumulator))), expected);
    }
  }

  void aRatioTooLargeStillGivesNumbersInRange() {
    for (const double ratio : {2.0, 64.0, 1e30}) {
      for (const int zero : {0, 128}) {
        const Requant requant = requantFor(ratio, zero);
        for (const std::int32_t accumulator : {-(1 << 28), -1, 0, 1, 7, 1 << 28}) {
          QVERIFY(requantized(requant, accumulator) <= 255U);
        }
        QCOMPARE(requantized(requant, 0), std::uint32_t(zero));
      }
    }
  }

  void theSumIsRoundedOnceTogetherWithTheThirdBranch() {
    const ThirdScale third = thirdScaleFor(0.5);
    QCOMPARE(third.shift, 20);
    QCOMPARE(third.multiplier, 1 << 19);
    const SumRequant requant = sumRequantFor(0.25, third);
    QCOMPARE(requantizedSum(requant, third, 0, 0), 128U);
    QCOMPARE(requantizedSum(requant, third, 1, 0), 128U);   // 0.25
    QCOMPARE(requantizedSum(requant, third, 1, 1), 129U);   // 0.25 + 0.5
    QCOMPARE(requantizedSum(requant, third, -1, 1), 128U);  // 0.25, where two roundings give 129
    QCOMPARE(requantizedSum(requant, third, -100, 10), 108U);
    QCOMPARE(requantizedSum(requant, third, 1 << 28, 255), 255U);
    QCOMPARE(requantizedSum(requant, third, -(1 << 28), 255), 0U);
  }

  void theSumEqualsTheExactRule_data() {
    QTest::addColumn<double>("ratio");
    QTest::addColumn<double>("thirdRatio");
    for (const double ratio : {0.3, 0.004, 1e-6, 50.0}) {
      for (const double third : {0.1, 1.7, 60.0, 1e6}) {
        QTest::addRow("%g %g", ratio, third) << ratio << third;
      }
    }
  }
  void theSumEqualsTheExactRule() {
    QFETCH(double, ratio);
    QFETCH(double, thirdRatio);
    const ThirdScale third = thirdScaleFor(thirdRatio);
    QVERIFY(std::int64_t{255} * third.multiplier <= 1 << 29);
    const SumRequant requant = sumRequantFor(ratio, third);
    for (std::int64_t accumulator = -(1 << 28); accumulator <= (1 << 28);
         accumulator += accumulator > -2000 && accumulator < 2000 ? 1 : 99'971) {
      for (const std::uint32_t number : {0U, 1U, 100U, 255U}) {
        const std::int64_t half = third.shift > 0 ? std::int64_t{1} << (third.shift - 1) : 0;
        const std::int64_t sum =
            accumulator * requant.multiplier + std::int64_t{number} * third.multiplier + half;
        const auto expected = std::clamp<std::int64_t>((sum >> third.shift) + 128, 0, 255);
        QCOMPARE(std::int64_t(requantizedSum(requant, third, std::int32_t(accumulator), number)),
                 expected);
      }
    }
  }

  void aGainIsTheSigmoidInFourteenBits() {
    QCOMPARE(attentionGain(0.0F), 8192);
    QCOMPARE(attentionGain(100.0F), 16384);
    QCOMPARE(attentionGain(-100.0F), 0);
    QCOMPARE(attentionGain(1e30F), 16384);
    for (float x = -25.0F; x < 25.0F; x += 0.0137F) {
      const double exact = 16384.0 / (1.0 + std::exp(-double(x)));
      QVERIFY2(std::abs(attentionGain(x) - exact) <= 0.5001, qPrintable(QString::number(x)));
    }
  }

  void anAttendedWeightIsRoundedWithTiesUp() {
    QCOMPARE(attended(127, 16384), 127);
    QCOMPARE(attended(127, 0), 0);
    QCOMPARE(attended(3, 8192), 2);    // 1.5
    QCOMPARE(attended(-3, 8192), -1);  // -1.5
    QCOMPARE(attended(-127, 16384), -127);
  }

  void theHeadScalesInSixtyFourBits() {
    QCOMPARE(headScaled(3, std::int64_t{1} << 29), std::int64_t{2});    // 1.5
    QCOMPARE(headScaled(-3, std::int64_t{1} << 29), std::int64_t{-1});  // -1.5
    QCOMPARE(headScaled(std::int64_t{1} << 30, std::int64_t{1} << 30), std::int64_t{1} << 30);
  }
};

QTEST_GUILESS_MAIN(TestInt8Arithmetic)
#include "tst_int8_arithmetic.moc"
