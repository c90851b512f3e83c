// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/time_roll.h"

#include "core/augment/sampling.h"
#include "core/features/feature_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace scenelens {

Status checkTimeRoll(const TimeRollOptions& options) {
  constexpr auto kMost = static_cast<std::int64_t>(kClipSamples);
  if (options.maximumShift >= 0 && options.maximumShift <= kMost) return {};
  return fail({.reason = fmt::format("time roll cannot shift by {} samples", options.maximumShift),
               .remedy = fmt::format("Choose 0 (off) to {}", kMost)});
}

std::int64_t planTimeRoll(const TimeRollOptions& options, SplitMix64& random) {
  const auto choices = static_cast<std::uint64_t>(2 * options.maximumShift + 1);
  return static_cast<std::int64_t>(uniformBelow(random, choices)) - options.maximumShift;
}

void applyTimeRoll(std::int64_t shift, std::span<const float> samples, std::span<float> rolled) {
  assert(samples.size() == rolled.size());
  if (samples.empty()) return;
  const auto size = static_cast<std::int64_t>(samples.size());
  const auto first = ((-shift) % size + size) % size;  // the sample that comes to stand in front
  std::ranges::rotate_copy(samples, samples.begin() + first, rolled.begin());
}

}  // namespace scenelens
