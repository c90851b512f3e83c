// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/transforms.h"
#include "tests/core/preview/preview_reference.h"

#include <QTest>

#include <numeric>

using namespace scenelens;
using namespace scenelens::test;

namespace {

bool under(const std::vector<Stripe>& stripes, std::size_t at) {
  return std::ranges::any_of(stripes, [at](const Stripe& stripe) {
    return int(at) >= stripe.start && int(at) < stripe.start + stripe.width;
  });
}

}  // namespace

class TestTransforms final : public QObject {
  Q_OBJECT

 private slots:
  void masksZeroExactlyTheStripesOfBothChannels() {
    const auto before = featuresOf(toneSignal());
    const SpecAugmentPlan plan{{{10, 3}, {200, 1}, {255, 1}}, {{0, 2}, {30, 5}}, {}};
    const auto after = previewSpecAugment(plan, before);
    const float mean =
        float(std::accumulate(before.logmel.begin(), before.logmel.end(), 0.0) / double(kMapSize));
    std::size_t masked = 0;
    for (std::size_t m = 0; m < kMels; ++m) {
      for (std::size_t t = 0; t < kFrames; ++t) {
        const std::size_t i = m * kFrames + t;
        const bool hidden = under(plan.mel, m) || under(plan.time, t);
        masked += hidden ? 1 : 0;
        QCOMPARE(after.features[i], hidden ? 0.0F : before.features[i]);
        QCOMPARE(after.features[kMapSize + i], hidden ? 0.0F : before.features[kMapSize + i]);
        QCOMPARE(after.logmel[i], hidden ? mean : before.logmel[i]);
      }
    }
    QCOMPARE(masked, 5 * kFrames + 7 * kMels - 5 * 7);
  }

  void aWarpMovesLogMelAndInputAlike() {
    const auto before = featuresOf(toneSignal());
    const SpecAugmentPlan plan{{}, {}, TimeWarp{20.0, 24.0}};
    const auto after = previewSpecAugment(plan, before);
    QVERIFY(after.features != before.features);
    // Both are the same map up to mean and deviation, so they stay so.
    const double mean =
        std::accumulate(before.logmel.begin(), before.logmel.end(), 0.0) / double(kMapSize);
    double squares = 0.0;
    for (const float value : before.logmel) squares += (value - mean) * (value - mean);
    const double deviation = std::sqrt(squares / double(kMapSize - 1));
    for (std::size_t i = 0; i < kMapSize; ++i) {
      const double shown = mean + deviation * double(after.features[i]);
      QVERIFY(std::abs(shown - double(after.logmel[i])) < 1e-5);
    }
  }

  void editedStripesAreCutToTheMap() {
    const auto plan =
        fittedPlan({{{-4, 3}, {250, 20}, {400, 2}, {7, -1}}, {{40, 9}}, TimeWarp{0.0, 5.0}});
    QCOMPARE(plan.mel[0].start, 0);
    QCOMPARE(plan.mel[1].width, 6);
    QCOMPARE(plan.mel[2].start + plan.mel[2].width, 256);
    QCOMPARE(plan.mel[3].width, 0);
    QCOMPARE(plan.time[0].start, 40);
    QCOMPARE(plan.time[0].width, 4);
    QVERIFY(!plan.warp);
  }

  void mixupMatchesTorchaudio() {
    const auto expected = previewJson()[u"mixup"].toObject();
    const auto mixed = previewMixup(expected[u"lambda"].toDouble(), featuresOf(toneSignal()),
                                    featuresOf(noiseSignal()));
    // The tolerances of the feature extractor itself.
    const double logmel = errorAgainst(expected[u"logmel"].toArray(), mixed.logmel);
    const double features = errorAgainst(expected[u"features"].toArray(), mixed.features);
    QVERIFY2(logmel < 1e-3, qPrintable(QString::number(logmel)));
    QVERIFY2(features < 2e-3, qPrintable(QString::number(features)));
  }

  void mixupWithAllOrNothingIsOneOfTheClips() {
    const auto a = featuresOf(toneSignal());
    const auto b = featuresOf(noiseSignal());
    QCOMPARE(previewMixup(1.0, a, b).features, a.features);
    QCOMPARE(previewMixup(0.0, a, b).features, b.features);
  }

  void softTargetsAreSharesOfBothHeads() {
    const auto targets = mixedTargets(0.25, Scene::Airport, Scene::Bus);
    QVERIFY(targets.has_value());
    std::array<float, kLogitCount> expected{};
    expected[0] = 0.25F;   // airport
    expected[1] = 0.75F;   // bus
    expected[10] = 0.25F;  // indoor
    expected[12] = 0.75F;  // transport
    QVERIFY(*targets == expected);
    QVERIFY(!mixedTargets(0.25, std::nullopt, Scene::Bus));
    QVERIFY(!mixedTargets(0.25, Scene::Bus, std::nullopt));
  }

  void aShiftChangesTheInputOnlyBetweenBands() {
    const auto before = featuresOf(toneSignal());
    const auto level = previewShift(std::vector<float>(kMels, 0.5F), before);
    double worst = 0.0;
    for (std::size_t i = 0; i < kFeatureSize; ++i)
      worst = std::max(worst, std::abs(double(level.features[i]) - double(before.features[i])));
    QVERIFY2(worst < 1e-4, qPrintable(QString::number(worst)));  // normalised away
    std::vector<float> tilt(kMels);
    for (std::size_t m = 0; m < kMels; ++m) tilt[m] = 0.01F * float(m);
    const auto tilted = previewShift(tilt, before);
    const auto difference = differenceOf(before.logmel, tilted.logmel);
    for (std::size_t m = 0; m < kMels; ++m)
      QVERIFY(std::abs(difference[m * kFrames + 7] - tilt[m]) < 1e-6F);
    QVERIFY(tilted.features != before.features);
  }
};

QTEST_APPLESS_MAIN(TestTransforms)
#include "tst_transforms.moc"
