// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/interior.h"
#include "core/dataset/synth/nature.h"
#include "core/dataset/synth/scene_recipes.h"
#include "core/dataset/synth/steps.h"
#include "core/dataset/synth/vehicles.h"
#include "core/dataset/synth/voices.h"

namespace scenelens::synth {

namespace {

/// Echoes of house fronts; `wideness` 0 is a narrow street.
Room street(Random& place, double wideness) {
  return {place.uniform(1.0, 1.8) + wideness, place.uniform(0.4, 0.9) + 0.3 * wideness,
          place.uniform(2500, 5000)};
}

void addBirds(Mixer& mixer, int count, double level, double wet) {
  for (int i = 0; i < count; ++i) {
    const double pitch = mixer.place.uniform(2300, 6500);
    const double loud = level + mixer.place.uniform(-8, 4);
    mixer.add(bird(mixer.samples(), pitch, mixer.moment), loud, wet);
  }
}

void addWalkers(Mixer& mixer, int count, Ground ground, double level) {
  for (int i = 0; i < count; ++i) {
    const double loud = level + mixer.moment.uniform(-10, 3);
    mixer.add(footsteps(mixer.samples(), ground, mixer.moment), loud, 0.25);
  }
}

void maybeChildren(Mixer& mixer, double share, double level) {
  if (!mixer.moment.chance(share)) return;
  for (int i = 0; i < 2; ++i) {
    const Voice child{mixer.moment.uniform(280, 420), 3.5, 0.25};
    mixer.add(speech(mixer.samples(), child, mixer.moment), level, 0.3);
  }
}

}  // namespace

double mixPark(Mixer& mixer) {
  Random& place = mixer.place;
  mixer.setRoom(street(place, 1.0));
  mixer.addBackground({4, -6, -8});
  mixer.add(farTraffic(mixer.samples(), mixer.moment), place.uniform(-10, 3), 0.2);
  const double leaves = place.uniform(0, 1);
  const double gusts = place.uniform(-8, 4);
  if (place.chance(0.75)) mixer.add(wind(mixer.samples(), leaves, mixer.moment), gusts, 0);
  addBirds(mixer, place.below(4), -19, 0.4);
  const Ground path = place.chance(0.6) ? Ground::Gravel : Ground::Stone;
  if (mixer.moment.chance(0.45)) addWalkers(mixer, 1, path, path == Ground::Gravel ? -13 : -7);
  maybeChildren(mixer, 0.15, -11);
  const double voices = place.uniform(-22, -8);
  if (mixer.moment.chance(0.4)) mixer.add(babble(mixer.samples(), 1, mixer.moment), voices, 0.3);
  const double bright = place.uniform(0, 1);
  if (place.chance(0.12)) mixer.add(fountain(mixer.samples(), bright, mixer.moment), -6, 0.1);
  return -47 + 6.5 * place.normal();
}

double mixPublicSquare(Mixer& mixer) {
  Random& place = mixer.place;
  mixer.setRoom(street(place, 0.8));
  mixer.addBackground({3, -5, -8});
  mixer.add(farTraffic(mixer.samples(), mixer.moment), place.uniform(-5, 3), 0.3);
  const double voices = place.uniform(-13, 2);
  const int near = place.below(4);
  mixer.add(babble(mixer.samples(), near, mixer.moment), voices, 0.4);
  addWalkers(mixer, 1 + place.below(3), Ground::Stone, -7);
  const double bright = place.uniform(0, 1);
  const double water = place.uniform(-10, 2);
  if (place.chance(0.35)) mixer.add(fountain(mixer.samples(), bright, mixer.moment), water, 0.2);
  const double gusts = place.uniform(-8, 2);
  if (place.chance(0.4)) mixer.add(wind(mixer.samples(), 0.2, mixer.moment), gusts, 0);
  if (place.chance(0.35)) addBirds(mixer, 1 + place.below(2), -16, 0.3);
  maybeChildren(mixer, 0.15, -8);
  const double distance = place.uniform(14, 40);
  const double cars = place.uniform(-6, 3);
  if (place.chance(0.4))
    mixer.add(trafficPasses(mixer.samples(), 9, distance, mixer.moment), cars, 0.3);
  const double pitch = place.uniform(350, 800);
  if (mixer.moment.chance(0.08))
    mixer.add(bell(mixer.samples(), pitch, 1.2, mixer.moment), -9, 0.7);
  const double root = 110 * place.uniform(0.9, 1.6);
  if (place.chance(0.12)) mixer.add(music(mixer.samples(), 100, root, mixer.moment), -9, 0.5);
  return -46 + 6.5 * place.normal();
}

double mixStreetPedestrian(Mixer& mixer) {
  Random& place = mixer.place;
  mixer.setRoom(street(place, 0.0));
  mixer.addBackground({2, -5, -8});
  mixer.add(farTraffic(mixer.samples(), mixer.moment), place.uniform(-9, 1), 0.3);
  const double voices = place.uniform(-6, 6);
  const int near = 1 + place.below(4);
  mixer.add(babble(mixer.samples(), near, mixer.moment), voices, 0.3);
  addWalkers(mixer, 1 + place.below(4), Ground::Stone, -3);
  const double root = 110 * place.uniform(0.9, 1.6);
  const double loud = place.uniform(-16, -5);
  if (place.chance(0.25))
    mixer.add(music(mixer.samples(), place.uniform(90, 128), root, mixer.moment), loud, 0.4);
  const double distance = place.uniform(15, 40);
  if (place.chance(0.3))
    mixer.add(trafficPasses(mixer.samples(), 7, distance, mixer.moment), -4, 0.3);
  if (place.chance(0.25)) mixer.add(clinks(mixer.samples(), 1.5, mixer.moment), -14, 0.3);
  if (mixer.moment.chance(0.2))
    mixer.add(trolleyWheels(mixer.samples(), 16, mixer.moment), -3, 0.2);
  maybeChildren(mixer, 0.12, -6);
  if (place.chance(0.15)) addBirds(mixer, 1, -16, 0.3);
  mixer.add(rustle(mixer.samples(), place.uniform(0.5, 2.5), mixer.moment), -10, 0.2);
  return -43 + 6.5 * place.normal();
}

double mixStreetTraffic(Mixer& mixer) {
  Random& place = mixer.place;
  mixer.setRoom(street(place, 0.4));
  mixer.addBackground({4, -4, -9});
  mixer.add(farTraffic(mixer.samples(), mixer.moment), place.uniform(-2, 4), 0.2);
  const double distance = place.uniform(3.5, 16);
  const double perMinute = place.uniform(12, 50);
  const double cars = place.uniform(1, 10);
  mixer.add(trafficPasses(mixer.samples(), perMinute, distance, mixer.moment), cars, 0.2);
  const double idle = place.uniform(24, 40);
  if (mixer.moment.chance(0.2)) mixer.add(engine(mixer.samples(), idle, mixer.moment), 3, 0.2);
  if (mixer.moment.chance(0.35)) addWalkers(mixer, 1, Ground::Stone, -5);
  const double voices = place.uniform(-18, -7);
  if (place.chance(0.35)) mixer.add(babble(mixer.samples(), 1, mixer.moment), voices, 0.2);
  if (place.chance(0.15)) addBirds(mixer, 1, -14, 0.2);
  const double gusts = place.uniform(-8, 2);
  if (place.chance(0.3)) mixer.add(wind(mixer.samples(), 0.2, mixer.moment), gusts, 0);
  if (mixer.moment.chance(0.08))
    mixer.add(brakeSqueal(mixer.samples(), mixer.moment.uniform(2500, 5500), mixer.moment), -6,
              0.4);
  if (mixer.moment.chance(0.06)) mixer.add(airRelease(mixer.samples(), mixer.moment), 0, 0.2);
  return -39 + 6.5 * place.normal();
}

}  // namespace scenelens::synth
