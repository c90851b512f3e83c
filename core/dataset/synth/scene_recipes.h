// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/scene.h"
#include "core/dataset/synth/mixer.h"

#include <cstdint>

namespace scenelens::synth {

/// Which recording: equal values give equal sound.
struct Recording {
  std::uint64_t seed = 0;
  Scene scene = Scene::Airport;
  int location = 0;
  int segment = 0;
};

/// The first `seconds` of a segment's recording, within +-0.71. Thread-safe.
[[nodiscard]] Signal renderRecording(const Recording& recording, int seconds);

// The recipes: they fill the mixer and return the background's level in dBFS.
double mixAirport(Mixer& mixer);
double mixMetroStation(Mixer& mixer);
double mixShoppingMall(Mixer& mixer);
double mixPark(Mixer& mixer);
double mixPublicSquare(Mixer& mixer);
double mixStreetPedestrian(Mixer& mixer);
double mixStreetTraffic(Mixer& mixer);
double mixBus(Mixer& mixer);
double mixMetro(Mixer& mixer);
double mixTram(Mixer& mixer);

}  // namespace scenelens::synth
