// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/feature_shape.h"

#include <span>
#include <vector>

namespace scenelens {

/// What the networks see of one clip, and the log-Mel it was made from: a plain value.
struct FeatureMap {
  /// log10(mel power + 1e-10), 256 x 44, mel-major (a row per mel band), before normalisation.
  std::vector<float> logmel;
  /// 2 x 256 x 44: normalised log-Mel, then normalised delta. Each channel has mean 0 and unbiased
  /// standard deviation 1 over the clip (all zeros for a silent clip).
  std::vector<float> features;

  /// One channel of `features`, 256 x 44. Precondition: channel < 2.
  [[nodiscard]] std::span<const float> channel(std::size_t channel) const {
    return std::span(features).subspan(channel * kMapSize, kMapSize);
  }
};

}  // namespace scenelens
