// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/generators.h"
#include "core/dataset/synth/interior.h"
#include "core/dataset/synth/scene_recipes.h"
#include "core/dataset/synth/steps.h"
#include "core/dataset/synth/vehicles.h"
#include "core/dataset/synth/voices.h"
#include "core/features/feature_shape.h"

#include <algorithm>

namespace scenelens::synth {

namespace {

Room hall(Random& place, double size, double seconds) {
  return {size * place.uniform(0.7, 1.3), seconds * place.uniform(0.6, 1.5),
          place.uniform(2500, 7000)};
}

void addPeople(Mixer& mixer, int near, double voices, int walkers, double steps, double wet) {
  mixer.add(babble(mixer.samples(), near, mixer.moment), voices, wet);
  for (int i = 0; i < walkers; ++i) {
    const double level = steps + mixer.place.uniform(-9, 2);
    mixer.add(footsteps(mixer.samples(), Ground::Floor, mixer.moment), level, wet * 0.8);
  }
}

/// Things that hum in every building.
void addBuilding(Mixer& mixer, double air, double escalatorShare, double whineShare) {
  Random& place = mixer.place;
  const double blades = place.uniform(80, 260);
  const double airLevel = air + place.uniform(-5, 4);
  mixer.add(ventilation(mixer.samples(), blades, mixer.moment), airLevel, 0.3);
  if (place.chance(escalatorShare)) {
    const double level = place.uniform(-14, -3);
    mixer.add(escalator(mixer.samples(), place.chance(0.5) ? 100 : 50, mixer.moment), level, 0.4);
  }
  if (place.chance(whineShare)) {
    const double pitch = place.uniform(14800, 16500);
    mixer.add(electronicWhine(mixer.samples(), pitch, mixer.moment), place.uniform(-52, -38), 0);
  }
}

void maybeAnnounce(Mixer& mixer, double share, double chime, double wet) {
  const double pitch =
      mixer.place.chance(0.6) ? mixer.place.uniform(170, 230) : mixer.place.uniform(95, 140);
  const double level = mixer.place.uniform(-9, 3);
  if (!mixer.moment.chance(share)) return;
  const bool withChime = mixer.moment.chance(chime);
  mixer.add(announcement(mixer.samples(), pitch, withChime, mixer.moment), level, wet);
}

/// A train that comes into the station or leaves it.
Signal passingTrain(Mixer& mixer, double roar, bool squeals) {
  Random& moment = mixer.moment;
  const double speed = moment.uniform(0.3, 0.9);
  Signal train = railRolling(mixer.samples(), speed, roar, moment);
  addTo(train, railClicks(mixer.samples(), speed, 150, moment));
  if (squeals) {
    Signal squeal = brakeSqueal(mixer.samples(), moment.uniform(1800, 5500), moment);
    setLoudness(squeal, -12);
    addTo(train, squeal);
  }
  const double arrival = moment.uniform(-2, 6);
  const double rise = moment.uniform(1.5, 4);
  for (std::size_t i = 0; i < train.size(); ++i) {
    const double from = (static_cast<double>(i) / kSampleRate - arrival) / rise;
    train[i] *= static_cast<float>(1 / (1 + from * from));
  }
  return train;
}

}  // namespace

double mixAirport(Mixer& mixer) {
  Random& place = mixer.place;
  mixer.setRoom(hall(place, 2.1, 1.5));
  mixer.addBackground({1, -6, -8});
  addBuilding(mixer, -3, 0.3, 0.3);
  const int near = 1 + place.below(4);
  const double voices = place.uniform(-9, 4);
  addPeople(mixer, near, voices, 1 + place.below(2), -6, 0.5);
  maybeAnnounce(mixer, 0.35, 0.5, 0.7);
  const double trolley = place.uniform(-10, 1);
  const double joints = place.uniform(5, 14);
  if (mixer.moment.chance(0.55))
    mixer.add(trolleyWheels(mixer.samples(), joints, mixer.moment), trolley, 0.4);
  if (mixer.moment.chance(0.2)) mixer.add(doorBeeps(mixer.samples(), 1900, mixer.moment), -18, 0.5);
  if (place.chance(0.25)) mixer.add(clinks(mixer.samples(), 1.5, mixer.moment), -16, 0.4);
  mixer.add(rustle(mixer.samples(), place.uniform(0.5, 3), mixer.moment), -9, 0.3);
  return -44 + 6.5 * place.normal();
}

double mixMetroStation(Mixer& mixer) {
  Random& place = mixer.place;
  mixer.setRoom(hall(place, 1.8, 2.1));
  mixer.addBackground({3, -7, -9});
  addBuilding(mixer, 0, 0.45, 0.2);
  const int near = place.below(3);
  const double voices = place.uniform(-17, -4);
  addPeople(mixer, near, voices, 1 + place.below(3), -5, 0.7);
  maybeAnnounce(mixer, 0.3, 0.3, 0.8);
  const double roar = place.uniform(250, 600);
  const double train = place.uniform(2, 11);
  const bool squeals = place.chance(0.5);
  if (mixer.moment.chance(0.5)) mixer.add(passingTrain(mixer, roar, squeals), train, 0.5);
  const double beeps = place.uniform(800, 1900);
  if (mixer.moment.chance(0.2)) mixer.add(doorBeeps(mixer.samples(), beeps, mixer.moment), -8, 0.6);
  mixer.add(rustle(mixer.samples(), place.uniform(0.3, 2), mixer.moment), -10, 0.5);
  return -46 + 6.5 * place.normal();
}

double mixShoppingMall(Mixer& mixer) {
  Random& place = mixer.place;
  mixer.setRoom(hall(place, 1.6, 1.2));
  mixer.addBackground({0, -5, -8});
  addBuilding(mixer, -4, 0.4, 0.3);
  const int near = 2 + place.below(4);
  const double voices = place.uniform(-5, 6);
  addPeople(mixer, near, voices, 1 + place.below(3), -6, 0.5);
  const double tempo = place.uniform(85, 132);
  const double root = 110 * place.uniform(0.8, 1.5);
  const double loud = place.uniform(-16, -3);
  if (place.chance(0.6)) mixer.add(music(mixer.samples(), tempo, root, mixer.moment), loud, 0.6);
  maybeAnnounce(mixer, 0.08, 0.7, 0.6);
  if (place.chance(0.3)) mixer.add(clinks(mixer.samples(), 2.5, mixer.moment), -13, 0.4);
  if (mixer.moment.chance(0.25))
    mixer.add(trolleyWheels(mixer.samples(), 8, mixer.moment), -5, 0.4);
  if (mixer.moment.chance(0.25)) {
    const Voice child{mixer.moment.uniform(270, 400), 4.0, 0.3};
    mixer.add(speech(mixer.samples(), child, mixer.moment), -5, 0.5);
  }
  mixer.add(rustle(mixer.samples(), place.uniform(1, 4), mixer.moment), -8, 0.3);
  return -44 + 6.5 * place.normal();
}

}  // namespace scenelens::synth
