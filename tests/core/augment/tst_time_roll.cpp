// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/time_roll.h"
#include "core/features/feature_shape.h"

#include <QTest>

#include <array>
#include <cstdlib>

using namespace scenelens;

class TestTimeRoll final : public QObject {
  Q_OBJECT

 private slots:
  void itIsARotationAsTorchRoll_data() {
    QTest::addColumn<qint64>("shift");
    QTest::addColumn<std::vector<float>>("expected");
    const auto row = [](qint64 shift, std::vector<float> expected) {
      QTest::addRow("%lld", static_cast<long long>(shift)) << shift << std::move(expected);
    };
    row(0, {0, 1, 2, 3, 4});
    row(2, {3, 4, 0, 1, 2});
    row(-1, {1, 2, 3, 4, 0});
    row(5, {0, 1, 2, 3, 4});
    row(-12, {2, 3, 4, 0, 1});
  }
  void itIsARotationAsTorchRoll() {
    QFETCH(qint64, shift);
    QFETCH(std::vector<float>, expected);
    const std::vector<float> samples = {0, 1, 2, 3, 4};
    std::vector<float> rolled(5);
    applyTimeRoll(shift, samples, rolled);
    QCOMPARE(rolled, expected);
    std::vector<float> back(5);
    applyTimeRoll(-shift, rolled, back);
    QCOMPARE(back, samples);
  }

  void nothingRollsNothing() { applyTimeRoll(3, {}, {}); }

  void aSeedGivesTheseShifts() {
    SplitMix64 random(7);
    for (const std::int64_t shift : {1700, -1708, -1291, 1316})
      QCOMPARE(planTimeRoll({.maximumShift = 5512}, random), shift);
  }

  void shiftsReachBothEndsAndNoFarther() {
    SplitMix64 random(1);
    std::array<int, 7> counts{};
    for (int i = 0; i < 7000; ++i) ++counts.at(std::size_t(planTimeRoll({3}, random) + 3));
    for (const int count : counts) QVERIFY(std::abs(count - 1000) < 160);
    for (int i = 0; i < 100; ++i) QCOMPARE(planTimeRoll({}, random), std::int64_t(0));
  }

  void badOptionsAreNamed() {
    QVERIFY(checkTimeRoll({}).has_value());
    QVERIFY(checkTimeRoll({44100}).has_value());
    QVERIFY(!checkTimeRoll({44101}));
    QVERIFY(!checkTimeRoll({-1}));
  }
};

QTEST_GUILESS_MAIN(TestTimeRoll)
#include "tst_time_roll.moc"
