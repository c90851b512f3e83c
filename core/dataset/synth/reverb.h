// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/synth/signal.h"

namespace scenelens::synth {

/// A room to put sounds into.
struct Room {
  double size = 1.0;     ///< 0.3 (a carriage) .. 3 (a hall): scales the delays
  double seconds = 1.0;  ///< time to fall by 60 dB
  double cutoff = 5000;  ///< Hz: above it the walls swallow more
};

/// The sound that comes back from the room, without the direct sound: parallel comb filters with
/// damping, then all-passes (M. R. Schroeder 1962; delay lengths chosen mutually prime).
[[nodiscard]] Signal reverberate(const Signal& dry, const Room& room);

}  // namespace scenelens::synth
