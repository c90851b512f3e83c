// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>

namespace scenelens {

/// The learning rate over a run: linear warm-up, then half a cosine.
///
/// Source: timm 0.6.13's CosineLRScheduler as the published training script sets it (t_initial =
/// epochs, warmup_prefix = True, one cycle), which are the defaults here. The cosine begins after
/// the warm-up and has the length of the whole run, so the last epoch ends above `minimum`.
struct LrSchedule {
  double base = 1e-3;         ///< after the warm-up
  double minimum = 1e-6;      ///< where the cosine ends; equal to `base`: a constant rate
  int warmupEpochs = 5;       ///< 0: no warm-up
  double warmupStart = 5e-5;  ///< rate of epoch 0 when there is a warm-up

  bool operator==(const LrSchedule&) const = default;
};

/// Says which number makes no sense.
[[nodiscard]] Status checkLrSchedule(const LrSchedule& schedule);

/// lr(t) for t = `epoch` >= 0 of a run of `epochs` > 0: warmupStart + t (base - warmupStart) /
/// warmupEpochs while t < warmupEpochs, then minimum + (base - minimum) (1 + cos(pi (t -
/// warmupEpochs) / epochs)) / 2, and `minimum` from t = warmupEpochs + epochs on. Thread-safe.
[[nodiscard]] double learningRate(const LrSchedule& schedule, int epochs, int epoch);

/// The rate of batch `batch` (0-based) of `epoch`: lr(epoch) for the first one, lr(epoch + 1) for
/// all others, because the published script steps its scheduler inside the batch loop.
[[nodiscard]] double learningRateOfBatch(const LrSchedule& schedule, int epochs, int epoch,
                                         std::size_t batch);

}  // namespace scenelens
