// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/lr_schedule.h"

#include <fmt/format.h>

#include <cassert>
#include <cmath>
#include <numbers>

namespace scenelens {

Status checkLrSchedule(const LrSchedule& schedule) {
  const auto bad = [](const char* name, double value) {
    return fail({.reason = fmt::format("the learning rate schedule cannot use {} {}", name, value),
                 .remedy = "Choose a number above 0 (a minimum or warm-up start may be 0)"});
  };
  if (!(schedule.base > 0.0) || !std::isfinite(schedule.base))
    return bad("the base", schedule.base);
  if (!(schedule.minimum >= 0.0 && schedule.minimum <= schedule.base))
    return bad("the minimum", schedule.minimum);
  if (!(schedule.warmupStart >= 0.0) || !std::isfinite(schedule.warmupStart))
    return bad("the warm-up start", schedule.warmupStart);
  if (schedule.warmupEpochs < 0)
    return fail({.reason = fmt::format("the learning rate cannot warm up for {} epochs",
                                       schedule.warmupEpochs),
                 .remedy = "Choose 0 or more"});
  return {};
}

double learningRate(const LrSchedule& schedule, int epochs, int epoch) {
  assert(epochs > 0 && epoch >= 0);
  if (epoch < schedule.warmupEpochs) {
    const double step = (schedule.base - schedule.warmupStart) / schedule.warmupEpochs;
    return schedule.warmupStart + epoch * step;
  }
  const int t = epoch - schedule.warmupEpochs;
  if (t >= epochs) return schedule.minimum;
  return schedule.minimum +
         0.5 * (schedule.base - schedule.minimum) * (1.0 + std::cos(std::numbers::pi * t / epochs));
}

double learningRateOfBatch(const LrSchedule& schedule, int epochs, int epoch, std::size_t batch) {
  return learningRate(schedule, epochs, batch == 0 ? epoch : epoch + 1);
}

}  // namespace scenelens
