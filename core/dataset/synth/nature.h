// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/synth/random.h"
#include "core/dataset/synth/signal.h"

namespace scenelens::synth {

/// One bird that repeats its phrase: chirps that slide in pitch around `pitch` Hz.
[[nodiscard]] Signal bird(std::size_t samples, double pitch, Random& random);

/// Gusts at the microphone (below 150 Hz) and in the leaves (`leaves` 0..1).
[[nodiscard]] Signal wind(std::size_t samples, double leaves, Random& random);

/// Falling water.
[[nodiscard]] Signal fountain(std::size_t samples, double brightness, Random& random);

}  // namespace scenelens::synth
