// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/mixup.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace scenelens;

namespace {

constexpr int kEpochs = 100;

bool isPermutation(std::vector<std::uint32_t> order) {
  std::sort(order.begin(), order.end());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    if (order[i] != i) return false;
  }
  return true;
}

}  // namespace

class TestMixup final : public QObject {
  Q_OBJECT

 private slots:
  void defaultsAreThePublishedCodes() {
    QCOMPARE(MixupOptions().alpha, 0.2);
    QCOMPARE(MixupOptions().wholeBatchEpochs, 60);
    QVERIFY(MixupOptions().schedule == MixupSchedule::Code);
    QCOMPARE(reportMixup().alpha, 0.4);
    QCOMPARE(mixupWithoutHesitation().alpha, 0.5);
  }

  void aSeedGivesThisPlan() {
    SplitMix64 whole(7);
    const auto plan = planMixup({}, 0, kEpochs, 8, whole);
    QCOMPARE(plan.partners, (std::vector<std::uint32_t>{2, 6, 5, 1, 7, 3, 0, 4}));
    QVERIFY(std::abs(plan.lambda - 0.9525886885478386) < 1e-13);
    SplitMix64 half(7);
    const auto later = planMixup({}, 60, kEpochs, 8, half);
    QCOMPARE(later.partners, (std::vector<std::uint32_t>{2, 1, 3, 0}));
    QVERIFY(std::abs(later.lambda - 0.013129261955681865) < 1e-13);
  }

  void theCodesScheduleMixesAllThenHalfOfTheBatch() {
    SplitMix64 random(1);
    for (int epoch = 0; epoch < kEpochs; ++epoch) {
      const auto plan = planMixup({}, epoch, kEpochs, 33, random);
      QCOMPARE(plan.partners.size(), std::size_t(epoch < 60 ? 33 : 16));
      QVERIFY(isPermutation(plan.partners));
      QVERIFY(plan.lambda >= 0.0 && plan.lambda <= 1.0);
    }
  }

  void withoutHesitationFollowsItsThreeStages() {
    const auto options = mixupWithoutHesitation();
    for (int epoch = 0; epoch < kEpochs; ++epoch) {
      double expected = 1.0;
      if (epoch >= 90) {
        expected = (100.0 - epoch) / 10.0;
      } else if (epoch >= 60) {
        expected = epoch % 2 == 0 ? 1.0 : 0.0;
      }
      QVERIFY(std::abs(mixupProbability(options, epoch, kEpochs) - expected) < 1e-12);
    }
  }

  void withoutHesitationScalesWithTheEpochs() {
    const auto options = mixupWithoutHesitation();
    QCOMPARE(mixupProbability(options, 11, 20), 1.0);
    QCOMPARE(mixupProbability(options, 13, 20), 0.0);
    QCOMPARE(mixupProbability(options, 18, 20), 1.0);
    QCOMPARE(mixupProbability(options, 19, 20), 0.5);
    QCOMPARE(mixupProbability(options, 0, 1), 1.0);
  }

  void withoutHesitationDrawsByItsProbabilityAndKeepsTheClipDominant() {
    const auto options = mixupWithoutHesitation();
    SplitMix64 random(2);
    int mixed = 0;
    for (int i = 0; i < 10'000; ++i) {
      const auto plan = planMixup(options, 97, kEpochs, 4, random);
      mixed += plan.partners.empty() ? 0 : 1;
      QVERIFY(plan.lambda >= 0.5);
      QVERIFY(!plan.partners.empty() || plan.lambda == 1.0);
    }
    QVERIFY2(std::abs(mixed - 3000) < 230, qPrintable(QString::number(mixed)));  // 5 sigma
  }

  void rowsAreMixedByLambdaAndTheRestIsCopied() {
    const std::vector<float> batch = {1, 2, 10, 20, 100, 200};
    std::vector<float> mixed(batch.size());
    applyMixup({.lambda = 0.25, .partners = {1, 0}}, 2, batch, mixed);
    QCOMPARE(mixed, (std::vector<float>{7.75F, 15.5F, 3.25F, 6.5F, 100, 200}));
    applyMixup({}, 2, batch, mixed);
    QCOMPARE(mixed, batch);
  }

  void mixedTargetsSumToOneInBothHeads() {
    SplitMix64 random(3);
    std::vector<float> targets;
    for (const auto scene : allScenes()) {
      const auto row = hardTargets(scene);
      QCOMPARE(row[std::size_t(scene)], 1.0F);
      QCOMPARE(row[kSceneCount + std::size_t(groupOf(scene))], 1.0F);
      targets.insert(targets.end(), row.begin(), row.end());
    }
    std::vector<float> mixed(targets.size());
    for (int i = 0; i < 200; ++i) {
      const auto plan = planMixup({}, i % kEpochs, kEpochs, kSceneCount, random);
      applyMixup(plan, kLogitCount, targets, mixed);
      for (std::size_t row = 0; row < kSceneCount; ++row) {
        float scenes = 0.0F;
        float groups = 0.0F;
        for (std::size_t c = 0; c < kLogitCount; ++c)
          (c < kSceneCount ? scenes : groups) += mixed[row * kLogitCount + c];
        QVERIFY(std::abs(scenes - 1.0F) < 1e-6F);
        QVERIFY(std::abs(groups - 1.0F) < 1e-6F);
        const float own = mixed[row * kLogitCount + row];
        const bool alone = row >= plan.partners.size() || plan.partners[row] == row;
        QVERIFY(std::abs(own - (alone ? 1.0F : float(plan.lambda))) < 1e-6F);
      }
    }
  }

  void emptyAndSingleClipBatchesAreFine() {
    SplitMix64 random(4);
    QVERIFY(planMixup({}, 0, kEpochs, 0, random).partners.empty());
    QVERIFY(planMixup({}, 99, kEpochs, 1, random).partners.empty());
    QCOMPARE(planMixup({}, 0, kEpochs, 1, random).partners, std::vector<std::uint32_t>{0});
  }

  void badOptionsAreNamed() {
    QVERIFY(checkMixup({}).has_value());
    for (const double alpha : {0.0, -1.0, double(NAN), double(INFINITY)})
      QVERIFY(!checkMixup({.alpha = alpha}));
    const auto status = checkMixup({.wholeBatchEpochs = -1});
    QVERIFY(!status && status.error().text().find("-1") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestMixup)
#include "tst_mixup.moc"
