// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/portable_math.h"
#include "core/augment/sampling.h"

#include <QTest>

#include <array>
#include <cmath>
#include <functional>
#include <map>

using namespace scenelens;

namespace {

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
  double smallest = 1e300;
  double largest = -1e300;
};

constexpr int kDraws = 200'000;

Moments momentsOf(const std::function<double(SplitMix64&)>& draw) {
  SplitMix64 random(99);
  Moments m;
  double squares = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = draw(random);
    m.mean += x / kDraws;
    squares += x * x / kDraws;
    m.smallest = std::min(m.smallest, x);
    m.largest = std::max(m.largest, x);
  }
  m.variance = squares - m.mean * m.mean;
  return m;
}

bool near(double a, double b, double tolerance) {
  if (std::abs(a - b) <= tolerance) return true;
  qWarning("%.17g is not within %g of %.17g", a, tolerance, b);
  return false;
}

}  // namespace

class TestSampling final : public QObject {
  Q_OBJECT

 private slots:
  void logarithmAndExponentialAreThoseOfTheLibrary() {
    SplitMix64 random(1);
    for (int i = 0; i < 100'000; ++i) {
      const double x = std::ldexp(random.uniform(0.5, 1.0), int(uniformBelow(random, 400)) - 200);
      const double logged = std::log(x);
      QVERIFY(std::abs(portableLog(x) - logged) <= 3e-16 * std::max(1e-3, std::abs(logged)));
      const double y = random.uniform(-700.0, 700.0);
      QVERIFY(std::abs(portableExp(y) / std::exp(y) - 1.0) <= 1e-15);
    }
    QCOMPARE(portableLog(1.0), 0.0);
    QCOMPARE(portableExp(0.0), 1.0);
    QVERIFY(std::isinf(portableLog(0.0)) && portableLog(0.0) < 0.0);
    QCOMPARE(portableExp(-1000.0), 0.0);
    QVERIFY(std::isinf(portableExp(1000.0)));
  }

  // The same algorithms in Python with its own log and exp; equal to the last digits.
  void aSeedGivesTheseNumbers() {
    SplitMix64 normal(2023);
    for (const double x : {-0.7210640851376312, -0.05845278340339572, 0.23862974346724478})
      QVERIFY(near(standardNormal(normal), x, 1e-15));
    SplitMix64 gamma(2023);
    for (const double x : {1.590209621762318e-11, 0.5334448651734784, 0.0047681473519046655})
      QVERIFY(near(gammaSample(gamma, 0.2) / x, 1.0, 1e-13));
    SplitMix64 beta(2023);
    for (const double x : {2.981019643328591e-11, 0.027435148570853163, 0.12077301065263517})
      QVERIFY(near(betaSample(beta, 0.2, 0.2) / x, 1.0, 1e-13));
    SplitMix64 order(2023);
    QCOMPARE(permutation(order, 8), (std::vector<std::uint32_t>{2, 6, 4, 5, 0, 3, 7, 1}));
    SplitMix64 below(2023);
    for (const std::uint64_t x : {1, 9, 1, 5, 9, 6}) QCOMPARE(uniformBelow(below, 10), x);
  }

  void normalNumbersHaveTheirMoments() {
    const auto m = momentsOf(standardNormal);
    QVERIFY(near(m.mean, 0.0, 5.0 / std::sqrt(double(kDraws))));
    QVERIFY(near(m.variance, 1.0, 5.0 * std::sqrt(2.0 / kDraws)));
  }

  void gammaNumbersHaveTheirMoments_data() {
    QTest::addColumn<double>("shape");
    for (const double shape : {0.2, 0.9, 1.0, 3.5, 50.0}) QTest::addRow("%g", shape) << shape;
  }
  void gammaNumbersHaveTheirMoments() {
    QFETCH(double, shape);
    const auto m = momentsOf([shape](SplitMix64& r) { return gammaSample(r, shape); });
    // Five standard errors; the variance's is that of the fourth moment, 2 s^2 + 6 s.
    QVERIFY(near(m.mean, shape, 5.0 * std::sqrt(shape / kDraws)));
    QVERIFY(near(m.variance, shape, 5.0 * std::sqrt((2.0 * shape * shape + 6.0 * shape) / kDraws)));
    QVERIFY(m.smallest >= 0.0);
  }

  void betaNumbersHaveTheirMoments_data() {
    QTest::addColumn<double>("a");
    QTest::addColumn<double>("b");
    QTest::newRow("the code's mixup") << 0.2 << 0.2;
    QTest::newRow("the report's mixup") << 0.4 << 0.4;
    QTest::newRow("Freq-MixStyle") << 0.3 << 0.3;
    QTest::newRow("uniform") << 1.0 << 1.0;
    QTest::newRow("one-sided") << 2.0 << 5.0;
  }
  void betaNumbersHaveTheirMoments() {
    QFETCH(double, a);
    QFETCH(double, b);
    const auto m = momentsOf([=](SplitMix64& r) { return betaSample(r, a, b); });
    const double variance = a * b / ((a + b) * (a + b) * (a + b + 1.0));
    QVERIFY(near(m.mean, a / (a + b), 5.0 * std::sqrt(variance / kDraws)));
    // (x - mean)^2 lies in [0, 1], so its variance is below that of a coin.
    QVERIFY(near(m.variance, variance, 5.0 * std::sqrt(variance / kDraws)));
    QVERIFY(m.smallest >= 0.0 && m.largest <= 1.0);
  }

  void tinyShapesGiveNumbersNotNan() {
    SplitMix64 random(5);
    for (int i = 0; i < 2000; ++i) {
      const double x = betaSample(random, 1e-4, 1e-4);
      QVERIFY(x >= 0.0 && x <= 1.0);
    }
  }

  void boundedNumbersAreEvenlySpread() {
    SplitMix64 random(3);
    std::array<int, 7> counts{};
    for (int i = 0; i < 70'000; ++i) ++counts[uniformBelow(random, 7)];
    for (const int count : counts) QVERIFY(near(count, 10'000, 500));
    QCOMPARE(uniformBelow(random, 1), std::uint64_t(0));
  }

  void everyOrderIsEquallyLikely() {
    SplitMix64 random(4);
    std::map<std::vector<std::uint32_t>, int> counts;
    for (int i = 0; i < 24'000; ++i) ++counts[permutation(random, 4)];
    QCOMPARE(counts.size(), std::size_t(24));
    for (const auto& [order, count] : counts) QVERIFY(near(count, 1000, 160));
    QVERIFY(permutation(random, 0).empty());
  }
};

QTEST_GUILESS_MAIN(TestSampling)
#include "tst_sampling.moc"
