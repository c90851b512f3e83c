// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/synth/random.h"
#include "core/dataset/synth/signal.h"

namespace scenelens::synth {

/// A diesel engine heard from inside the bus. `idle` in Hz of firing (20-40).
[[nodiscard]] Signal engine(std::size_t samples, double idle, Random& random);

/// Wheels rolling on rails, from inside: rumble, roar, and the carriage that shakes.
/// `speed` 0..1 makes it louder and brighter; `roar` in Hz is the carriage's resonance.
[[nodiscard]] Signal railRolling(std::size_t samples, double speed, double roar, Random& random);

/// The double knocks of the bogies over rail joints or points.
[[nodiscard]] Signal railClicks(std::size_t samples, double speed, double pitch, Random& random);

/// The whine of traction motors and gears, in Hz at full speed; it follows the train's speed.
[[nodiscard]] Signal traction(std::size_t samples, double whine, Random& random);

/// Brakes or wheels that squeal in a curve, once in the segment or not at all.
[[nodiscard]] Signal brakeSqueal(std::size_t samples, double pitch, Random& random);

/// Compressed air that is let off: bus doors, brakes.
[[nodiscard]] Signal airRelease(std::size_t samples, Random& random);

/// Cars, lorries or motor cycles that pass: tyres, engine and their Doppler shift.
[[nodiscard]] Signal trafficPasses(std::size_t samples, double perMinute, double distance,
                                   Random& random);

/// The roar of many far streets.
[[nodiscard]] Signal farTraffic(std::size_t samples, Random& random);

}  // namespace scenelens::synth
