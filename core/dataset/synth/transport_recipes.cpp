// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/interior.h"
#include "core/dataset/synth/scene_recipes.h"
#include "core/dataset/synth/steps.h"
#include "core/dataset/synth/vehicles.h"
#include "core/dataset/synth/voices.h"

namespace scenelens::synth {

namespace {

Room cabin(Random& place) {
  return {place.uniform(0.25, 0.5), place.uniform(0.15, 0.4), place.uniform(2500, 6000)};
}

/// What happens among the passengers, in any vehicle.
void addPassengers(Mixer& mixer) {
  Random& place = mixer.place;
  Random& moment = mixer.moment;
  const double voices = place.uniform(-20, -5);
  const int near = place.below(3);
  if (place.chance(0.75)) mixer.add(babble(mixer.samples(), near, moment), voices, 0.3);
  const double activity = place.uniform(0.5, 4);
  mixer.add(rustle(mixer.samples(), activity, moment), place.uniform(-14, -4), 0.2);
  const double pitch = place.chance(0.7) ? place.uniform(170, 230) : place.uniform(95, 140);
  const double level = place.uniform(-10, 0);
  if (moment.chance(0.18)) {
    const bool chime = moment.chance(0.4);
    mixer.add(announcement(mixer.samples(), pitch, chime, moment), level, 0.2);
  }
  const double blades = place.uniform(90, 300);
  const double air = place.uniform(-14, -3);
  mixer.add(ventilation(mixer.samples(), blades, moment), air, 0);
}

void maybeDoors(Mixer& mixer, double share) {
  const double pitch = mixer.place.uniform(850, 2100);
  if (!mixer.moment.chance(share)) return;
  mixer.add(slidingDoor(mixer.samples(), mixer.moment), 0, 0.3);
  if (mixer.moment.chance(0.6)) mixer.add(doorBeeps(mixer.samples(), pitch, mixer.moment), -8, 0.3);
}

}  // namespace

double mixBus(Mixer& mixer) {
  Random& place = mixer.place;
  Random& moment = mixer.moment;
  mixer.setRoom(cabin(place));
  mixer.addBackground({13, -11, -8});
  const double idle = place.uniform(20, 36);
  const double motor = place.uniform(-2, 8);
  mixer.add(engine(mixer.samples(), idle, moment), motor, 0.2);
  // Tyres and body on the road, unless the bus stands.
  const double road = place.uniform(-7, 1);
  const double roar = place.uniform(180, 420);
  if (!moment.chance(0.25))
    mixer.add(railRolling(mixer.samples(), moment.uniform(0.1, 0.7), roar, moment), road, 0.1);
  if (moment.chance(0.2)) mixer.add(airRelease(mixer.samples(), moment), -3, 0.3);
  const double stop = place.uniform(900, 1600);
  if (moment.chance(0.1)) mixer.add(bell(mixer.samples(), stop, 0.3, moment), -10, 0.2);
  if (moment.chance(0.3)) mixer.add(trafficPasses(mixer.samples(), 15, 5, moment), -5, 0);
  addPassengers(mixer);
  maybeDoors(mixer, 0.12);
  return -32 + 6.5 * place.normal();
}

double mixMetro(Mixer& mixer) {
  Random& place = mixer.place;
  Random& moment = mixer.moment;
  mixer.setRoom(cabin(place));
  mixer.addBackground({10, -9, -8});
  const double roar = place.uniform(300, 800);
  const double rolling = place.uniform(-1, 7);
  const bool stands = moment.chance(0.2);
  const double speed = stands ? 0.05 : moment.uniform(0.35, 1.0);
  mixer.add(railRolling(mixer.samples(), speed, roar, moment), rolling - (stands ? 12 : 0), 0.2);
  const double whine = place.uniform(350, 1100);
  const double motor = place.uniform(-28, -9);
  if (!stands) mixer.add(traction(mixer.samples(), whine, moment), motor, 0.2);
  const double bogie = place.uniform(90, 170);
  const double clicks = place.uniform(-6, 4);
  const bool joints = place.chance(0.5);  // not every line has them
  if (!stands && joints) mixer.add(railClicks(mixer.samples(), speed, bogie, moment), clicks, 0.2);
  const double squeal = place.uniform(1500, 4500);
  if (!stands && moment.chance(0.12))
    mixer.add(brakeSqueal(mixer.samples(), squeal, moment), -9, 0.3);
  addPassengers(mixer);
  maybeDoors(mixer, stands ? 0.4 : 0.04);
  return -39 + 6.5 * place.normal();
}

double mixTram(Mixer& mixer) {
  Random& place = mixer.place;
  Random& moment = mixer.moment;
  mixer.setRoom(cabin(place));
  mixer.addBackground({11, -11, -9});
  const double roar = place.uniform(220, 600);
  const double rolling = place.uniform(-3, 5);
  const bool stands = moment.chance(0.25);
  const double speed = stands ? 0.05 : moment.uniform(0.15, 0.65);
  mixer.add(railRolling(mixer.samples(), speed, roar, moment), rolling - (stands ? 12 : 0), 0.2);
  const double whine = place.uniform(250, 800);
  const double motor = place.uniform(-27, -9);
  if (!stands) mixer.add(traction(mixer.samples(), whine, moment), motor, 0.2);
  const double bogie = place.uniform(100, 210);
  const double clicks = place.uniform(-2, 8);
  const bool joints = place.chance(0.8);
  if (!stands && joints) mixer.add(railClicks(mixer.samples(), speed, bogie, moment), clicks, 0.2);
  const double squeal = place.uniform(1200, 4200);
  if (moment.chance(0.22)) mixer.add(brakeSqueal(mixer.samples(), squeal, moment), -8, 0.3);
  const double gong = place.uniform(600, 1300);
  if (moment.chance(0.15)) mixer.add(bell(mixer.samples(), gong, 0.5, moment), -8, 0.3);
  if (moment.chance(0.35)) mixer.add(trafficPasses(mixer.samples(), 15, 7, moment), -4, 0);
  addPassengers(mixer);
  maybeDoors(mixer, stands ? 0.3 : 0.04);
  return -38 + 6.5 * place.normal();
}

}  // namespace scenelens::synth
