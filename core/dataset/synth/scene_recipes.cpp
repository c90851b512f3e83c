// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/scene_recipes.h"

#include <algorithm>

namespace scenelens::synth {

namespace {

double mix(Scene scene, Mixer& mixer) {
  switch (scene) {
    case Scene::Airport:
      return mixAirport(mixer);
    case Scene::Bus:
      return mixBus(mixer);
    case Scene::Metro:
      return mixMetro(mixer);
    case Scene::MetroStation:
      return mixMetroStation(mixer);
    case Scene::Park:
      return mixPark(mixer);
    case Scene::PublicSquare:
      return mixPublicSquare(mixer);
    case Scene::ShoppingMall:
      return mixShoppingMall(mixer);
    case Scene::StreetPedestrian:
      return mixStreetPedestrian(mixer);
    case Scene::StreetTraffic:
      return mixStreetTraffic(mixer);
    case Scene::Tram:
      return mixTram(mixer);
  }
  return 0.0;
}

}  // namespace

Signal renderRecording(const Recording& recording, int seconds) {
  // Rooms and filters need a moment to fill; it is cut off again.
  const std::size_t before = samplesOf(0.5);
  const auto scene = static_cast<std::uint64_t>(recording.scene);
  const auto location = static_cast<std::uint64_t>(recording.location);
  const auto segment = static_cast<std::uint64_t>(recording.segment);
  Mixer mixer(before + samplesOf(seconds), Random({recording.seed, scene, location}),
              Random({recording.seed, scene, location, segment}));
  const double level = std::clamp(mix(recording.scene, mixer), -56.0, -23.0);
  Signal sound = mixer.finish(level);
  sound.erase(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(before));
  return sound;
}

}  // namespace scenelens::synth
