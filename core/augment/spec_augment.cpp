// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/spec_augment.h"

#include "core/augment/sampling.h"
#include "core/features/feature_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace scenelens {

namespace {

constexpr int kLastFrame = static_cast<int>(kFrames) - 1;
/// A warp's point keeps a frame's distance from both ends, before and after its move.
constexpr int kMaxWarp = (kLastFrame - 2) / 2;
/// More stripes than any map has rows are a slip of the keyboard.
constexpr int kMaxStripes = 1000;

Status checkAxis(const char* axis, int stripes, int width, std::size_t size) {
  if (stripes < 0 || stripes > kMaxStripes)
    return fail({.reason = fmt::format("SpecAugment cannot draw {} {} stripes", stripes, axis),
                 .remedy = fmt::format("Choose 0 to {}", kMaxStripes)});
  if (width < 1 || width >= static_cast<int>(size))
    return fail({.reason = fmt::format("SpecAugment cannot use the {} width {}", axis, width),
                 .remedy = fmt::format("Choose 1 to {}", size - 1)});
  return {};
}

std::vector<Stripe> drawStripes(int count, int maxWidth, bool inclusive, std::size_t size,
                                SplitMix64& random) {
  std::vector<Stripe> stripes(static_cast<std::size_t>(count));
  const auto widths = static_cast<std::uint64_t>(maxWidth) + (inclusive ? 1U : 0U);
  for (auto& stripe : stripes) {
    const auto width = uniformBelow(random, widths);
    stripe.width = static_cast<int>(width);
    stripe.start = static_cast<int>(uniformBelow(random, size - width));
  }
  return stripes;
}

void warpRow(const TimeWarp& warp, std::span<float> row) {
  std::array<float, kFrames> source{};
  std::ranges::copy(row, source.begin());
  for (int t = 0; t <= kLastFrame; ++t) {
    const double at = t <= warp.to ? t * warp.from / warp.to
                                   : warp.from + (t - warp.to) * (kLastFrame - warp.from) /
                                                     (kLastFrame - warp.to);
    const auto left = static_cast<std::size_t>(std::clamp(static_cast<int>(at), 0, kLastFrame - 1));
    const double part = std::clamp(at - static_cast<double>(left), 0.0, 1.0);
    row[static_cast<std::size_t>(t)] =
        static_cast<float>((1.0 - part) * static_cast<double>(source[left]) +
                           part * static_cast<double>(source[left + 1]));
  }
}

}  // namespace

Status checkSpecAugment(const SpecAugmentOptions& options) {
  if (auto mel = checkAxis("mel", options.melStripes, options.melWidth, kMels); !mel) return mel;
  if (auto time = checkAxis("time", options.timeStripes, options.timeWidth, kFrames); !time)
    return time;
  if (options.timeWarp < 0 || options.timeWarp > kMaxWarp)
    return fail(
        {.reason = fmt::format("SpecAugment cannot warp time by {} frames", options.timeWarp),
         .remedy = fmt::format("Choose 0 (no warp) to {}", kMaxWarp)});
  return {};
}

SpecAugmentPlan planSpecAugment(const SpecAugmentOptions& options, SplitMix64& random) {
  assert(checkSpecAugment(options));
  SpecAugmentPlan plan;
  plan.mel = drawStripes(options.melStripes, options.melWidth, options.inclusive, kMels, random);
  plan.time =
      drawStripes(options.timeStripes, options.timeWidth, options.inclusive, kFrames, random);
  if (options.timeWarp > 0) {
    const double reach = options.timeWarp;
    TimeWarp warp;
    warp.from = random.uniform(reach + 1.0, kLastFrame - 1 - reach);
    warp.to = warp.from + random.uniform(-reach, reach);
    plan.warp = warp;
  }
  return plan;
}

void applySpecAugment(const SpecAugmentPlan& plan, std::span<float> features) {
  assert(features.size() % kMapSize == 0);
  for (std::size_t row = 0; row < features.size() / kFrames; ++row) {
    const auto frames = features.subspan(row * kFrames, kFrames);
    if (plan.warp) warpRow(*plan.warp, frames);
    const auto band = static_cast<int>(row % kMels);
    const bool masked = std::ranges::any_of(plan.mel, [band](const Stripe& stripe) {
      return band >= stripe.start && band < stripe.start + stripe.width;
    });
    if (masked) std::ranges::fill(frames, 0.0F);
    for (const auto& stripe : plan.time) {
      std::ranges::fill(frames.subspan(static_cast<std::size_t>(stripe.start),
                                       static_cast<std::size_t>(stripe.width)),
                        0.0F);
    }
  }
}

}  // namespace scenelens
