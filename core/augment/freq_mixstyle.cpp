// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/freq_mixstyle.h"

#include "core/augment/sampling.h"
#include "core/features/feature_shape.h"

#include <fmt/format.h>

#include <cassert>
#include <cmath>

namespace scenelens {

namespace {

struct BandStyle {
  double mean = 0.0;
  double deviation = 1.0;
};

/// Statistics of one band of one clip; its frames lie kMapSize apart from channel to channel.
BandStyle styleOf(const float* band, std::size_t channels) {
  const auto count = static_cast<double>(channels * kFrames);
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t t = 0; t < kFrames; ++t) sum += static_cast<double>(band[c * kMapSize + t]);
  }
  const double mean = sum / count;
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t t = 0; t < kFrames; ++t) {
      const double difference = static_cast<double>(band[c * kMapSize + t]) - mean;
      squares += difference * difference;
    }
  }
  constexpr double kEpsilon = 1e-6;
  return {mean, std::sqrt(squares / (count - 1.0) + kEpsilon)};
}

}  // namespace

Status checkFreqMixStyle(const FreqMixStyleOptions& options) {
  if (!(options.probability >= 0.0 && options.probability <= 1.0))
    return fail(
        {.reason = fmt::format("Freq-MixStyle cannot use the probability {}", options.probability),
         .remedy = "Choose 0 to 1"});
  if (!(options.alpha > 0.0) || !std::isfinite(options.alpha))
    return fail({.reason = fmt::format("Freq-MixStyle cannot use alpha {}", options.alpha),
                 .remedy = "Choose a number above 0, such as 0.3"});
  return {};
}

FreqMixStylePlan planFreqMixStyle(const FreqMixStyleOptions& options, std::size_t batchSize,
                                  SplitMix64& random) {
  FreqMixStylePlan plan;
  if (!chance(random, options.probability)) return plan;
  plan.lambdas.reserve(batchSize);
  for (std::size_t i = 0; i < batchSize; ++i)
    plan.lambdas.push_back(betaSample(random, options.alpha, options.alpha));
  plan.partners = permutation(random, static_cast<std::uint32_t>(batchSize));
  return plan;
}

void applyFreqMixStyle(const FreqMixStylePlan& plan, std::size_t channels, std::span<float> batch) {
  if (plan.lambdas.empty()) return;
  const std::size_t clips = plan.lambdas.size();
  const std::size_t clipSize = channels * kMapSize;
  assert(plan.partners.size() == clips && batch.size() == clips * clipSize);
  std::vector<BandStyle> styles(clips * kMels);
  for (std::size_t clip = 0; clip < clips; ++clip) {
    for (std::size_t m = 0; m < kMels; ++m)
      styles[clip * kMels + m] = styleOf(batch.data() + clip * clipSize + m * kFrames, channels);
  }
  for (std::size_t clip = 0; clip < clips; ++clip) {
    const double own = plan.lambdas[clip];
    for (std::size_t m = 0; m < kMels; ++m) {
      const BandStyle& a = styles[clip * kMels + m];
      const BandStyle& b = styles[plan.partners[clip] * kMels + m];
      const double mean = own * a.mean + (1.0 - own) * b.mean;
      const double scale = (own * a.deviation + (1.0 - own) * b.deviation) / a.deviation;
      for (std::size_t c = 0; c < channels; ++c) {
        float* band = batch.data() + clip * clipSize + c * kMapSize + m * kFrames;
        for (std::size_t t = 0; t < kFrames; ++t)
          band[t] = static_cast<float>((static_cast<double>(band[t]) - a.mean) * scale + mean);
      }
    }
  }
}

}  // namespace scenelens
