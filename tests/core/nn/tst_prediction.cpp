// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/prediction.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace scenelens;

namespace {

std::array<float, kLogitCount> logitsWith(std::initializer_list<std::pair<int, float>> values) {
  std::array<float, kLogitCount> logits{};
  for (const auto& [index, value] : values) logits[size_t(index)] = value;
  return logits;
}

}  // namespace

class TestPrediction final : public QObject {
  Q_OBJECT

 private slots:
  void equalLogitsGiveEqualProbabilities() {
    const auto p = predictionFromLogits(logitsWith({}));
    for (const float value : p.scenes) QCOMPARE(value, 0.1F);
    for (const float value : p.groups) QVERIFY(std::abs(value - 1.0F / 3.0F) < 1e-6F);
    QCOMPARE(p.decision(), Scene::Airport);
  }

  void softmaxMatchesTheFormula() {
    // exp(2) / (exp(2) + 9) and exp(1) / (exp(1) + 2), by hand.
    const auto p = predictionFromLogits(logitsWith({{3, 2.0F}, {12, 1.0F}}));
    QVERIFY(std::abs(p.scenes[3] - 0.45085F) < 1e-5F);
    QVERIFY(std::abs(p.groups[2] - 0.57612F) < 1e-5F);
    QCOMPARE(p.decision(), Scene::MetroStation);
    QVERIFY(std::abs(p.confidence() - 0.45085F) < 1e-5F);
  }

  void hugeLogitsDoNotOverflow() {
    const auto p = predictionFromLogits(logitsWith({{1, 1e30F}, {0, -1e30F}, {10, 3e38F}}));
    QCOMPARE(p.scenes[1], 1.0F);
    QCOMPARE(p.scenes[0], 0.0F);
    QCOMPARE(p.groups[0], 1.0F);
  }

  void everyDistributionSumsToOne() {
    const auto p = predictionFromLogits(logitsWith({{1, 0.3F}, {5, 1.7F}, {10, -2.0F}}));
    const auto sum = [](const auto& values) {
      return std::accumulate(values.begin(), values.end(), 0.0);
    };
    QVERIFY(std::abs(sum(p.scenes) - 1.0) < 1e-6);
    QVERIFY(std::abs(sum(p.groups) - 1.0) < 1e-6);
    QVERIFY(std::abs(sum(p.combined) - 1.0) < 1e-6);
  }

  void theCombinedDecisionFollowsTheGroupHeadWhenTheTenClassHeadWavers() {
    // Bus (Transport) leads park (Outdoor) by little; the group head is sure of Outdoor.
    const auto p = predictionFromLogits(logitsWith({{1, 1.1F}, {4, 1.0F}, {11, 6.0F}}));
    QCOMPARE(p.decision(DecisionRule::TenClass), Scene::Bus);
    QCOMPARE(p.decision(DecisionRule::Combined), Scene::Park);
  }

  void theCombinedScoreIsTheDocumentedMixture() {
    const auto p = predictionFromLogits(logitsWith({{2, 1.0F}, {12, 1.0F}}), 0.8);
    double total = 0.0;
    std::array<double, kSceneCount> scores{};
    for (std::size_t c = 0; c < kSceneCount; ++c) {
      const auto group = std::size_t(groupOf(Scene(c)));
      scores[c] = 0.8 * double(p.scenes[c]) + 0.2 * double(p.groups[group]);
      total += scores[c];
    }
    for (std::size_t c = 0; c < kSceneCount; ++c) {
      QVERIFY(std::abs(double(p.combined[c]) - scores[c] / total) < 1e-6);
    }
  }

  void mixingRateOneIsTheTenClassHead() {
    const auto p = predictionFromLogits(logitsWith({{7, 2.0F}, {12, 5.0F}}), 1.0);
    for (std::size_t c = 0; c < kSceneCount; ++c) {
      QVERIFY(std::abs(p.combined[c] - p.scenes[c]) < 1e-6F);
    }
  }
};

QTEST_GUILESS_MAIN(TestPrediction)
#include "tst_prediction.moc"
