// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/synth/random.h"
#include "core/dataset/synth/signal.h"

namespace scenelens::synth {

/// Air that is blown into a room: rushing, and the blades of the fan.
[[nodiscard]] Signal ventilation(std::size_t samples, double blades, Random& random);

/// A motor's hum, the chain's rumble and the clack of the steps.
[[nodiscard]] Signal escalator(std::size_t samples, double mains, Random& random);

/// The signal of closing doors: `pitch` Hz, two to eight beeps.
[[nodiscard]] Signal doorBeeps(std::size_t samples, double pitch, Random& random);

/// A door that slides and hits its frame.
[[nodiscard]] Signal slidingDoor(std::size_t samples, Random& random);

/// Music from a shop: bass, chords and a beat.
[[nodiscard]] Signal music(std::size_t samples, double tempo, double root, Random& random);

/// Cups, cutlery, coins, keys.
[[nodiscard]] Signal clinks(std::size_t samples, double perSecond, Random& random);

/// Bodies and things that move: cloth, bags, seats, small knocks.
[[nodiscard]] Signal rustle(std::size_t samples, double perSecond, Random& random);

/// The very high whine of screens and lamps, a little unsteady.
[[nodiscard]] Signal electronicWhine(std::size_t samples, double pitch, Random& random);

/// A bell: a tram's gong or a church far away.
[[nodiscard]] Signal bell(std::size_t samples, double pitch, double ring, Random& random);

}  // namespace scenelens::synth
