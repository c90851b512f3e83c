// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/freq_mixstyle.h"
#include "core/features/feature_shape.h"
#include "tests/core/augment/reference.h"

#include <QJsonArray>
#include <QTest>

#include <cmath>

using namespace scenelens;

class TestFreqMixStyle final : public QObject {
  Q_OBJECT

 private slots:
  void matchesTorch() {
    const auto json = augmentJson()[QStringLiteral("mixstyle")].toObject();
    FreqMixStylePlan plan;
    for (const auto& value : json[QStringLiteral("lambdas")].toArray())
      plan.lambdas.push_back(value.toDouble());
    for (const auto& value : json[QStringLiteral("partners")].toArray())
      plan.partners.push_back(std::uint32_t(value.toInt()));
    auto batch = augmentTensor("batch", -10.0F);
    const auto expected = augmentTensor("mixstyle", -10.0F);
    QCOMPARE(batch.size(), 3 * kFeatureSize);
    applyFreqMixStyle(plan, kChannels, batch);
    for (std::size_t i = 0; i < batch.size(); ++i)
      QVERIFY2(std::abs(batch[i] - expected[i]) < 2e-5F, qPrintable(QString::number(i)));
  }

  void itIsOffByDefaultAndDrawsByItsProbability() {
    SplitMix64 random(1);
    int mixed = 0;
    for (int i = 0; i < 10'000; ++i) {
      QVERIFY(planFreqMixStyle({}, 4, random).lambdas.empty());
      mixed += planFreqMixStyle({.probability = 0.4}, 4, random).lambdas.empty() ? 0 : 1;
    }
    QVERIFY(std::abs(mixed - 4000) < 250);  // five standard errors
    std::vector<float> batch(4 * kMapSize, 2.5F);
    applyFreqMixStyle({}, 1, batch);
    QCOMPARE(batch, std::vector<float>(4 * kMapSize, 2.5F));
  }

  void aSeedGivesThisPlan() {
    SplitMix64 random(7);
    const auto plan = planFreqMixStyle({.probability = 1.0}, 3, random);
    QCOMPARE(plan.partners, (std::vector<std::uint32_t>{1, 0, 2}));
    const std::vector<double> lambdas = {0.9992125626456112, 0.7509395430750688,
                                         0.000218529761302136};
    for (std::size_t i = 0; i < 3; ++i) QVERIFY(std::abs(plan.lambdas[i] - lambdas[i]) < 1e-13);
  }

  void lambdaZeroTakesThePartnersStatistics() {
    SplitMix64 random(2);
    std::vector<float> batch(2 * kMapSize);
    for (std::size_t i = 0; i < batch.size(); ++i)
      batch[i] = float(i < kMapSize ? random.uniform(0.0, 1.0) : random.uniform(-9.0, -5.0));
    applyFreqMixStyle({.lambdas = {0.0, 1.0}, .partners = {1, 0}}, 1, batch);
    for (std::size_t m = 0; m < kMels; ++m) {
      double a = 0.0;
      double b = 0.0;
      for (std::size_t t = 0; t < kFrames; ++t) {
        a += double(batch[m * kFrames + t]) / kFrames;
        b += double(batch[kMapSize + m * kFrames + t]) / kFrames;
      }
      QVERIFY(std::abs(a - b) < 1e-5);
    }
  }

  void constantBandsStayFinite() {
    std::vector<float> batch(2 * kMapSize, -10.0F);
    std::fill(batch.begin() + kMapSize, batch.end(), 1.0F);
    applyFreqMixStyle({.lambdas = {0.5, 0.5}, .partners = {1, 0}}, 1, batch);
    for (const float value : batch) QVERIFY(std::abs(value + 4.5F) < 1e-5F);
  }

  void badOptionsAreNamed() {
    QVERIFY(checkFreqMixStyle({}).has_value());
    QVERIFY(!checkFreqMixStyle({.probability = 1.1}));
    QVERIFY(!checkFreqMixStyle({.probability = double(NAN)}));
    QVERIFY(!checkFreqMixStyle({.alpha = 0.0}));
  }
};

QTEST_GUILESS_MAIN(TestFreqMixStyle)
#include "tst_freq_mixstyle.moc"
