// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/base/safetensors.h"
#include "core/train/pcgrad.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace scenelens;

namespace {

double largestDifference(std::span<const float> a, std::span<const float> b) {
  double largest = a.size() == b.size() ? 0.0 : INFINITY;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    largest = std::max(largest, std::abs(double{a[i]} - double{b[i]}));
  return largest;
}

}  // namespace

class TestPcGrad final : public QObject {
  Q_OBJECT

 private slots:
  /// tests/data/pcgrad.safetensors: two conflicting gradients and what Pytorch-PCGrad makes of
  /// them.
  void conflictingGradientsAreProjectedAsPublished() {
    const auto file = readSafetensors(SCENELENS_TEST_DATA "/pcgrad.safetensors");
    QVERIFY(file);
    const auto values = [&](const char* name) { return file->tensors.at(name).floats(); };
    std::vector<float> merged(values("g1").size());
    const auto mean = pcGrad(values("g1"), values("g2"), Merge::Mean, merged);
    QVERIFY(largestDifference(merged, values("merged_mean")) < 1e-6);
    const auto sum = pcGrad(values("g1"), values("g2"), Merge::Sum, merged);
    QVERIFY(largestDifference(merged, values("merged_sum")) < 1e-6);
    QVERIFY(mean.conflict && sum.conflict);
    QVERIFY(mean.cosine < 0.0 && mean.cosine > -1.0);
  }

  void theOrderOfTheTasksMakesNoDifference() {
    const auto file = readSafetensors(SCENELENS_TEST_DATA "/pcgrad.safetensors");
    QVERIFY(file);
    const auto g1 = file->tensors.at("g1").floats();
    const auto g2 = file->tensors.at("g2").floats();
    std::vector<float> one(g1.size());
    std::vector<float> other(g1.size());
    pcGrad(g1, g2, Merge::Mean, one);
    pcGrad(g2, g1, Merge::Mean, other);
    QVERIFY(largestDifference(one, other) < 1e-7);
  }

  void eachProjectionStandsAtARightAngleToTheOtherGradient() {
    // p1 = (1, 0) - (-1 / 2) (-1, 1) = (0.5, 0.5); p2 = (-1, 1) - (-1 / 1) (1, 0) = (0, 1).
    const std::vector<float> g1 = {1, 0};
    const std::vector<float> g2 = {-1, 1};
    std::vector<float> merged(2);
    const auto result = pcGrad(g1, g2, Merge::Sum, merged);
    QVERIFY(largestDifference(merged, std::vector<float>{0.5F, 1.5F}) < 1e-7);
    QVERIFY(std::abs(result.cosine + std::sqrt(0.5)) < 1e-12);
  }

  void gradientsThatAgreeAreOnlyMerged() {
    const std::vector<float> g1 = {1, 2, 0};
    const std::vector<float> g2 = {1, 0, 4};
    std::vector<float> merged(3);
    QVERIFY(!pcGrad(g1, g2, Merge::Mean, merged).conflict);
    QCOMPARE(merged, (std::vector<float>{1, 1, 2}));
    QVERIFY(!pcGrad(g1, g2, Merge::Sum, merged).conflict);
    QCOMPARE(merged, (std::vector<float>{2, 2, 4}));
  }

  void withoutPcGradAConflictIsSeenAndLeft() {
    const std::vector<float> g1 = {1, 0};
    const std::vector<float> g2 = {-3, 1};
    std::vector<float> merged(2);
    QVERIFY(mergeGradients(g1, g2, Merge::Mean, merged).conflict);
    QCOMPARE(merged, (std::vector<float>{-1, 0.5F}));
  }

  void aGradientOfZeroIsNoConflictAndNoDivision() {
    const std::vector<float> g1 = {0, 0};
    const std::vector<float> g2 = {3, -1};
    std::vector<float> merged(2);
    const auto result = pcGrad(g1, g2, Merge::Sum, merged);
    QVERIFY(!result.conflict);
    QCOMPARE(result.cosine, 0.0);
    QCOMPARE(merged, g2);
  }

  void opposedGradientsCancelOut() {
    const std::vector<float> g1 = {1, -2, 3, 4, 5, 6, 7, 8, 9};
    std::vector<float> g2(g1);
    for (float& value : g2) value *= -0.5F;
    std::vector<float> merged(g1.size());
    QCOMPARE(pcGrad(g1, g2, Merge::Sum, merged).cosine, -1.0);
    QVERIFY(largestDifference(merged, std::vector<float>(g1.size(), 0.0F)) < 1e-6);
  }

  void theResultMayReplaceAGradient() {
    SplitMix64 random(3);
    std::vector<float> g1(1001);
    std::vector<float> g2(1001);
    for (float& value : g1) value = static_cast<float>(random.uniform(-1, 0.5));
    for (float& value : g2) value = static_cast<float>(random.uniform(-0.5, 1));
    std::vector<float> merged(1001);
    QVERIFY(pcGrad(g1, g2, Merge::Mean, merged).conflict);
    pcGrad(g1, g2, Merge::Mean, g1);
    QCOMPARE(g1, merged);
  }
};

QTEST_APPLESS_MAIN(TestPcGrad)
#include "tst_pcgrad.moc"
