// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/transforms.h"

#include "core/augment/mixup.h"
#include "core/augment/spectrum_correction.h"
#include "core/features/feature_extractor.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <numeric>

namespace scenelens {

namespace {

void fit(std::vector<Stripe>& stripes, int size) {
  for (auto& stripe : stripes) {
    stripe.start = std::clamp(stripe.start, 0, size);
    stripe.width = std::clamp(stripe.width, 0, size - stripe.start);
  }
}

float meanOf(std::span<const float> values) {
  return static_cast<float>(std::accumulate(values.begin(), values.end(), 0.0) /
                            static_cast<double>(values.size()));
}

void fillStripes(const SpecAugmentPlan& plan, float value, std::span<float> logmel) {
  for (const auto& stripe : plan.mel) {
    std::ranges::fill(logmel.subspan(static_cast<std::size_t>(stripe.start) * kFrames,
                                     static_cast<std::size_t>(stripe.width) * kFrames),
                      value);
  }
  for (const auto& stripe : plan.time) {
    for (std::size_t m = 0; m < kMels; ++m) {
      std::ranges::fill(logmel.subspan(m * kFrames + static_cast<std::size_t>(stripe.start),
                                       static_cast<std::size_t>(stripe.width)),
                        value);
    }
  }
}

FeatureMap mapOf(std::vector<float> logmel) {
  FeatureMap map;
  map.logmel = std::move(logmel);
  map.features.resize(kFeatureSize);
  featuresFromLogMel(map.logmel, map.features);
  return map;
}

}  // namespace

SpecAugmentPlan fittedPlan(SpecAugmentPlan plan) {
  fit(plan.mel, static_cast<int>(kMels));
  fit(plan.time, static_cast<int>(kFrames));
  const auto inside = [](double frame) {
    return frame > 0.0 && frame < static_cast<double>(kFrames - 1);
  };
  if (plan.warp && !(inside(plan.warp->from) && inside(plan.warp->to))) plan.warp.reset();
  return plan;
}

FeatureMap previewSpecAugment(const SpecAugmentPlan& plan, const FeatureMap& before) {
  FeatureMap after = before;
  applySpecAugment(plan, after.features);
  // The warp weighs frames with weights that sum to 1, so it may act on either side of the
  // normalisation; the stripes then get what 0 stands for.
  applySpecAugment({.mel = {}, .time = {}, .warp = plan.warp}, after.logmel);
  fillStripes(plan, meanOf(before.logmel), after.logmel);
  return after;
}

FeatureMap previewShift(std::span<const float> shift, const FeatureMap& before) {
  std::vector<float> logmel = before.logmel;
  applyShift(shift, logmel);
  return mapOf(std::move(logmel));
}

FeatureMap previewMixup(double lambda, const FeatureMap& a, const FeatureMap& b) {
  std::vector<float> mixed(a.logmel.size());
  mixRow(lambda, a.logmel, b.logmel, mixed);
  return mapOf(std::move(mixed));
}

std::optional<std::array<float, kLogitCount>> mixedTargets(double lambda, std::optional<Scene> a,
                                                           std::optional<Scene> b) {
  if (!a || !b) return std::nullopt;
  std::array<float, kLogitCount> mixed{};
  mixRow(lambda, hardTargets(*a), hardTargets(*b), mixed);
  return mixed;
}

std::vector<float> differenceOf(std::span<const float> before, std::span<const float> after) {
  assert(before.size() == after.size());
  std::vector<float> difference(before.size());
  std::transform(after.begin(), after.end(), before.begin(), difference.begin(), std::minus<>());
  return difference;
}

}  // namespace scenelens
