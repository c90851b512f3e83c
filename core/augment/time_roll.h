// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/random.h"

#include <cstdint>
#include <span>

namespace scenelens {

/// Rotation of the waveform: what leaves at one end comes back at the other. Not in the report; off
/// by default.
struct TimeRollOptions {
  /// The shift is uniform in -max .. max, in samples at 44.1 kHz; 0 is off. CP-JKU's code rolls by
  /// up to 4,000 samples at 32 kHz, 0.125 s; that is 5,512 here.
  std::int64_t maximumShift = 0;
};

/// Says when the shift makes no sense (below 0 or longer than a clip).
[[nodiscard]] Status checkTimeRoll(const TimeRollOptions& options);

/// Draws the shift of one clip. Precondition: valid options.
[[nodiscard]] std::int64_t planTimeRoll(const TimeRollOptions& options, SplitMix64& random);

/// rolled[(i + shift) mod size] = samples[i], as torch.roll. The spans have the same size and do
/// not overlap; any shift is fine.
void applyTimeRoll(std::int64_t shift, std::span<const float> samples, std::span<float> rolled);

}  // namespace scenelens
