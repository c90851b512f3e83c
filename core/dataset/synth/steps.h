// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/synth/random.h"
#include "core/dataset/synth/signal.h"

namespace scenelens::synth {

/// What people walk on.
enum class Ground { Stone, Floor, Gravel };

/// One person who walks by: comes nearer, passes, goes away.
[[nodiscard]] Signal footsteps(std::size_t samples, Ground ground, Random& random);

/// Wheels of a trolley or a suitcase rolling over the joints of tiles.
[[nodiscard]] Signal trolleyWheels(std::size_t samples, double joints, Random& random);

}  // namespace scenelens::synth
