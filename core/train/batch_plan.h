// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/augment/freq_mixstyle.h"
#include "core/augment/mixup.h"
#include "core/augment/spec_augment.h"
#include "core/augment/spectrum_correction.h"
#include "core/train/holdout.h"
#include "core/train/train_options.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace scenelens {

/// What is done to one clip's sound before its log-Mel; nothing leaves the cached log-Mel.
struct ClipPlan {
  std::uint32_t member = 0;                  ///< index into TrainingSet::train
  std::optional<std::size_t> response = {};  ///< index of an impulse response
  std::int64_t roll = 0;                     ///< samples

  [[nodiscard]] bool changesSound() const { return response.has_value() || roll != 0; }
};

/// Everything that chance decides about one batch of all processes: a plain value.
struct BatchPlan {
  std::vector<ClipPlan> clips;
  MixupPlan mixup;
  std::vector<std::int32_t> correction;  ///< row of SpectrumCorrection::shifts or -1, per clip
  FreqMixStylePlan mixStyle;
  std::vector<SpecAugmentPlan> masks;  ///< per clip; empty: none
};

/// The order of `clips` training clips in an epoch: depends on seed and epoch alone. Thread-safe.
[[nodiscard]] std::vector<std::uint32_t> epochOrder(std::uint64_t seed, int epoch,
                                                    std::size_t clips);

/// Draws the plan of the batch that holds `members` (indices into set.train). Each kind of
/// augmentation has its own stream of random numbers from (seed, epoch, batch), so that switching
/// one on changes no other. `correction` may be null; `responses` is the number of impulse
/// responses. Precondition: valid options. Thread-safe.
[[nodiscard]] BatchPlan planBatch(const TrainOptions& options, const TrainingSet& set,
                                  const SpectrumCorrection* correction, std::size_t responses,
                                  int epoch, std::size_t batch,
                                  std::span<const std::uint32_t> members);

}  // namespace scenelens
