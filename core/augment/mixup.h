// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/dataset/scene.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace scenelens {

/// Which part of a batch is mixed in which epoch.
enum class MixupSchedule : std::uint8_t {
  /// The published code, and the report's words: the whole batch in the first epochs, then only the
  /// first half of it, whose clips are mixed among themselves.
  Code,
  /// Yu, Wang, Wu, "Mixup Without Hesitation" (2021), as its code: always in the first 60 % of the
  /// epochs, in every second epoch up to 90 %, then with a probability that falls from 1 to 0 (per
  /// batch). Its lambda is max(l, 1 - l).
  WithoutHesitation
};

/// Mixup (Zhang et al., 2018): x = l x_i + (1 - l) x_j, and the same for both targets.
struct MixupOptions {
  MixupSchedule schedule = MixupSchedule::Code;
  /// lambda ~ Beta(alpha, alpha), > 0. Code 0.2 (our default); report 0.4; Without Hesitation 0.5.
  double alpha = 0.2;
  /// Schedule Code: in this many epochs the whole batch is mixed. Code 60 (of 100); the report
  /// gives no number.
  int wholeBatchEpochs = 60;
};

/// The report's setting: alpha 0.4.
[[nodiscard]] MixupOptions reportMixup();
/// The setting of "Mixup Without Hesitation": its schedule, alpha 0.5.
[[nodiscard]] MixupOptions mixupWithoutHesitation();
/// Says which option has a value that makes no sense.
[[nodiscard]] Status checkMixup(const MixupOptions& options);

/// What is done to one batch.
struct MixupPlan {
  double lambda = 1.0;  ///< weight of the clip itself, [0, 1]; one for the whole batch
  /// Clip i is mixed with clip partners[i]; clips from partners.size() on stay as they are. Empty:
  /// nothing is mixed.
  std::vector<std::uint32_t> partners;
};

/// Draws what is done to a batch in `epoch`, 0-based, of `epochs`. Preconditions: valid options,
/// 0 <= epoch < epochs.
[[nodiscard]] MixupPlan planMixup(const MixupOptions& options, int epoch, int epochs,
                                  std::size_t batchSize, SplitMix64& random);

/// The probability with which `epoch` mixes a batch: 0, 1 or between. Preconditions as planMixup.
[[nodiscard]] double mixupProbability(const MixupOptions& options, int epoch, int epochs);

/// Mixes the rows of `batch` into `mixed`: log-Mels (before normalisation) or targets. Both hold
/// whole rows of `rowSize` numbers and do not overlap; single precision as in the published code.
void applyMixup(const MixupPlan& plan, std::size_t rowSize, std::span<const float> batch,
                std::span<float> mixed);

/// One row of that: mixed = lambda x row + (1 - lambda) x partner, bit for bit what applyMixup
/// gives. The spans have the same size; `mixed` may be one of the others.
void mixRow(double lambda, std::span<const float> row, std::span<const float> partner,
            std::span<float> mixed);

/// One-hot targets of both heads, ten scenes then three groups, as rows for applyMixup.
[[nodiscard]] std::array<float, kLogitCount> hardTargets(Scene scene);

}  // namespace scenelens
