// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace scenelens::synth {

/// Mono sound at 44.1 kHz.
using Signal = std::vector<float>;

/// Samples of a time in seconds.
[[nodiscard]] std::size_t samplesOf(double seconds);
/// Root mean square of the loudest eighth of a second: what a sound level meter would show (its
/// "fast" maximum), so that a short beep and a steady hum of equal level sound alike.
[[nodiscard]] double loudness(const Signal& signal);
/// Scales so that loudness() is that of `decibels` (re 1); silence stays silence.
void setLoudness(Signal& signal, double decibels);
/// Adds `source` times `gain` from sample `at`; what does not fit is dropped.
void addTo(Signal& target, const Signal& source, std::size_t at = 0, float gain = 1.0F);
/// Multiplies the first and last `samples` by ramps.
void fadeEnds(Signal& signal, std::size_t samples);

}  // namespace scenelens::synth
