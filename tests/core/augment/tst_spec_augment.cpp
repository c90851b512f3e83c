// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/spec_augment.h"
#include "core/features/feature_shape.h"
#include "tests/core/augment/reference.h"

#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <map>

using namespace scenelens;

namespace {

std::vector<Stripe> stripesOf(const QJsonArray& list) {
  std::vector<Stripe> stripes;
  for (const auto& pair : list)
    stripes.push_back({pair.toArray()[0].toInt(), pair.toArray()[1].toInt()});
  return stripes;
}

bool hit(const std::vector<Stripe>& stripes, int at) {
  return std::any_of(stripes.begin(), stripes.end(),
                     [at](const Stripe& s) { return at >= s.start && at < s.start + s.width; });
}

}  // namespace

class TestSpecAugment final : public QObject {
  Q_OBJECT

 private slots:
  void aSeedGivesTheseStripes() {
    SplitMix64 random(7);
    const auto plan = planSpecAugment({}, random);
    QCOMPARE(plan.mel.size(), std::size_t(2));
    QCOMPARE(plan.time.size(), std::size_t(2));
    QCOMPARE(plan.mel[0].start, 24);
    QCOMPARE(plan.mel[0].width, 1);
    QCOMPARE(plan.mel[1].start, 203);
    QCOMPARE(plan.mel[1].width, 0);
    QCOMPARE(plan.time[0].start, 29);
    QCOMPARE(plan.time[1].start, 42);
    QVERIFY(!plan.warp);
  }

  void stripesFollowTorchlibrosasRule_data() {
    QTest::addColumn<QJsonObject>("rule");
    for (const auto& rule : augmentJson()[QStringLiteral("stripes")].toArray()) {
      const auto object = rule.toObject();
      QTest::addRow("%d wide, stripes up to %d", object[QStringLiteral("size")].toInt(),
                    object[QStringLiteral("max_width")].toInt())
          << object;
    }
  }
  void stripesFollowTorchlibrosasRule() {
    QFETCH(QJsonObject, rule);
    const int size = rule[QStringLiteral("size")].toInt();
    const int maxWidth = rule[QStringLiteral("max_width")].toInt();
    SpecAugmentOptions options;
    (size == int(kMels) ? options.melWidth : options.timeWidth) = maxWidth;
    constexpr int kDraws = 100'000;
    SplitMix64 random(11);
    std::map<int, int> widths;
    std::map<int, int> lastStart;
    double startMean = 0.0;
    int endMax = 0;
    int startMin = size;
    for (int i = 0; i < kDraws; ++i) {
      const auto plan = planSpecAugment(options, random);
      const auto stripe = (size == int(kMels) ? plan.mel : plan.time)[0];
      ++widths[stripe.width];
      lastStart[stripe.width] = std::max(lastStart[stripe.width], stripe.start);
      startMean += double(stripe.start) / kDraws;
      startMin = std::min(startMin, stripe.start);
      endMax = std::max(endMax, stripe.start + stripe.width);
    }
    const auto shares = rule[QStringLiteral("width_share")].toArray();
    for (int w = 0; w <= maxWidth; ++w) {
      // Both sides are counts: five standard errors of the smaller one.
      const double share = shares[w].toDouble();
      QVERIFY(std::abs(double(widths[w]) / kDraws - share) < 0.01);
      QCOMPARE(widths[w] > 0, share > 0.0);
    }
    const auto starts = rule[QStringLiteral("start_max_by_width")].toArray();
    for (int w = 0; w < maxWidth; ++w) QCOMPARE(lastStart[w], starts[w].toInt());
    QCOMPARE(startMin, rule[QStringLiteral("start_min")].toInt());
    QCOMPARE(endMax, rule[QStringLiteral("end_max")].toInt());
    QVERIFY(std::abs(startMean - rule[QStringLiteral("start_mean")].toDouble()) <
            5.0 * size / std::sqrt(12.0 * kDraws) * 1.3);
  }

  void inclusiveWidthsReachTheMaximum() {
    SplitMix64 random(12);
    std::map<int, int> widths;
    for (int i = 0; i < 30'000; ++i)
      ++widths[planSpecAugment({.inclusive = true}, random).mel[0].width];
    QCOMPARE(widths.size(), std::size_t(3));
    for (const auto& [width, count] : widths) QVERIFY(std::abs(count - 10'000) < 420);
    QCOMPARE(widths.rbegin()->first, 2);
  }

  void masksAreThoseOfTheReference() {
    const auto mask = augmentJson()[QStringLiteral("mask")].toObject();
    SpecAugmentPlan plan;
    plan.mel = stripesOf(mask[QStringLiteral("mel")].toArray());
    plan.time = stripesOf(mask[QStringLiteral("time")].toArray());
    QCOMPARE(plan.mel.size(), std::size_t(3));
    std::vector<float> ones(kFeatureSize, 1.0F);
    applySpecAugment(plan, ones);
    const auto bands = mask[QStringLiteral("band_sums")].toArray();
    const auto frames = mask[QStringLiteral("frame_sums")].toArray();
    for (std::size_t c = 0; c < kChannels; ++c) {
      for (int m = 0; m < int(kMels); ++m) {
        int sum = 0;
        for (std::size_t t = 0; t < kFrames; ++t)
          sum += int(ones[c * kMapSize + std::size_t(m) * kFrames + t]);
        QCOMPARE(sum, bands[m].toInt());
      }
      for (int t = 0; t < int(kFrames); ++t) {
        int sum = 0;
        for (std::size_t m = 0; m < kMels; ++m)
          sum += int(ones[c * kMapSize + m * kFrames + std::size_t(t)]);
        QCOMPARE(sum, frames[t].toInt());
      }
    }
  }

  void valuesOutsideTheMasksAreUntouched() {
    SplitMix64 random(13);
    std::vector<float> original(kFeatureSize);
    for (auto& value : original) value = float(random.uniform(1.0, 2.0));
    for (int i = 0; i < 20; ++i) {
      auto features = original;
      const auto plan = planSpecAugment(
          {.melStripes = 4, .melWidth = 40, .timeStripes = 3, .timeWidth = 12}, random);
      applySpecAugment(plan, features);
      for (std::size_t k = 0; k < features.size(); ++k) {
        const bool masked =
            hit(plan.mel, int(k / kFrames % kMels)) || hit(plan.time, int(k % kFrames));
        QCOMPARE(features[k], masked ? 0.0F : original[k]);
      }
    }
  }

  void noStripesChangeNothing() {
    SplitMix64 random(14);
    std::vector<float> features(kFeatureSize, 3.0F);
    applySpecAugment(planSpecAugment({.melStripes = 0, .timeStripes = 0}, random), features);
    QCOMPARE(features, std::vector<float>(kFeatureSize, 3.0F));
  }

  void theWarpIsThatOfTheReference() {
    const auto warp = augmentJson()[QStringLiteral("warp")].toObject();
    const auto expected = augmentTensor("warped");
    auto features = augmentTensor("batch");
    QVERIFY(features.size() >= kFeatureSize);
    features.resize(kFeatureSize);
    SpecAugmentPlan plan;
    plan.warp = {warp[QStringLiteral("from")].toDouble(), warp[QStringLiteral("to")].toDouble()};
    applySpecAugment(plan, features);
    QCOMPARE(features.size(), expected.size());
    for (std::size_t i = 0; i < features.size(); ++i)
      QVERIFY(std::abs(features[i] - expected[i]) < 1e-5F);
  }

  void theWarpStaysInsideAndKeepsTheEnds_data() {
    QTest::addColumn<int>("reach");
    QTest::newRow("smallest") << 1;
    QTest::newRow("largest") << 20;
  }
  void theWarpStaysInsideAndKeepsTheEnds() {
    QFETCH(int, reach);
    SplitMix64 random(15);
    for (int i = 0; i < 2000; ++i) {
      const auto plan =
          planSpecAugment({.melStripes = 0, .timeStripes = 0, .timeWarp = reach}, random);
      QVERIFY(plan.warp.has_value());
      QVERIFY(plan.warp->from >= reach + 1 && plan.warp->from <= 42 - reach);
      QVERIFY(std::abs(plan.warp->to - plan.warp->from) <= reach);
      std::vector<float> features(kMapSize);
      for (std::size_t k = 0; k < features.size(); ++k) features[k] = float(k % kFrames);
      applySpecAugment(plan, features);
      QCOMPARE(features.front(), 0.0F);
      QCOMPARE(features[kFrames - 1], 43.0F);
      for (std::size_t t = 1; t < kFrames; ++t) QVERIFY(features[t] > features[t - 1]);
    }
  }

  void badOptionsAreNamed() {
    QVERIFY(checkSpecAugment({}).has_value());
    QVERIFY(checkSpecAugment({.timeWarp = 20}).has_value());
    QVERIFY(!checkSpecAugment({.melStripes = -1}));
    QVERIFY(!checkSpecAugment({.melWidth = 0}));
    QVERIFY(!checkSpecAugment({.melWidth = 256}));
    QVERIFY(!checkSpecAugment({.timeWidth = 44}));
    QVERIFY(!checkSpecAugment({.timeStripes = 1'000'000}));
    const auto status = checkSpecAugment({.timeWarp = 21});
    QVERIFY(!status && status.error().text().find("21") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestSpecAugment)
#include "tst_spec_augment.moc"
