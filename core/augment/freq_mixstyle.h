// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/random.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace scenelens {

/// Freq-MixStyle (Kim et al., 2022; Schmid et al., DCASE 2022 and 2023): the mean and deviation of
/// each mel band are mixed with those of another clip, targets stay. Not in the report; off by
/// default.
struct FreqMixStyleOptions {
  double probability = 0.0;  ///< per batch; 0 is off. CP-JKU's DCASE 2023 code: 0.4
  double alpha = 0.3;        ///< lambda ~ Beta(alpha, alpha), one per clip; CP-JKU: 0.3
};

/// Says which option has a value that makes no sense.
[[nodiscard]] Status checkFreqMixStyle(const FreqMixStyleOptions& options);

/// What is done to one batch: nothing when empty, else a number per clip.
struct FreqMixStylePlan {
  std::vector<double> lambdas;          ///< weight of the clip's own statistics
  std::vector<std::uint32_t> partners;  ///< whose statistics are mixed in
};

/// Draws what is done to a batch. Precondition: valid options.
[[nodiscard]] FreqMixStylePlan planFreqMixStyle(const FreqMixStyleOptions& options,
                                                std::size_t batchSize, SplitMix64& random);

/// In place on a batch of clips x channels x 256 x 44, normally log-Mels before normalisation
/// (channels = 1). With m and s^2 the mean and unbiased variance of a band over channels and
/// frames, s = sqrt(s^2 + 1e-6): (x - m) / s * mix(s) + mix(m), mix(v) = l v + (1 - l) v_partner.
void applyFreqMixStyle(const FreqMixStylePlan& plan, std::size_t channels, std::span<float> batch);

}  // namespace scenelens
