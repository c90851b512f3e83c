// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/vehicles.h"

#include "core/dataset/synth/generators.h"
#include "core/dataset/synth/numeric.h"
#include "core/features/feature_shape.h"

#include <algorithm>
#include <cmath>

namespace scenelens::synth {

namespace {

double secondsOf(std::size_t samples) {
  return static_cast<double>(samples) / kSampleRate;
}

/// One vehicle that passes at time `closest` (s), `distance` (m) away, with `speed` (m/s).
struct Pass {
  double closest;
  double distance;
  double speed;
  double firing;  ///< Hz of its engine
  double engineShare;
  double tyreCentre;
};

void addPass(Signal& out, const Pass& pass, Random& random) {
  constexpr double kSpeedOfSound = 343.0;
  const Waveform firing = Waveform::falling(40, 6.5, 5.0, random);
  Biquad tyre = Biquad::bandPass(pass.tyreCentre, 0.5);
  Biquad rumble = Biquad::lowPass(140);
  OnePole air(8000);
  Wander roughness(25, random);
  double turns = random.uniform();
  double along = 0.0;
  double away = 1.0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i % 64 == 0) {
      along = pass.speed * (secondsOf(i) - pass.closest);
      away = std::sqrt(along * along + pass.distance * pass.distance);
      air.setCutoff(std::min(11000.0, 120000.0 / away));
    }
    const double towards = -along / away * pass.speed;  // m/s
    turns += pass.firing / (1 - towards / kSpeedOfSound) / kSampleRate;
    if (turns >= 1.0) turns -= 1.0;
    const double gain = pass.distance / away;
    const float noise = random.white();
    const auto motor =
        static_cast<float>(pass.engineShare * (1 + 0.3 * roughness.next())) * firing.at(turns);
    const float sound = tyre.process(noise) + 1.5F * rumble.process(noise) + motor;
    out[i] += static_cast<float>(gain) * air.process(sound);
  }
}

}  // namespace

Signal engine(std::size_t samples, double idle, Random& random) {
  const Waveform even = Waveform::falling(36, 5.5, 6.0, random);
  const Waveform uneven = Waveform::falling(30, 4.5, 6.0, random);
  Wander throttle(0.35, random);
  Wander flutter(12, random);
  Biquad cabin = Biquad::peak(random.uniform(60, 130), 1.5, 7);
  Biquad clatter = Biquad::bandPass(random.uniform(900, 2200), 0.6);
  OnePole wall(random.uniform(350, 900));
  const double load = random.uniform(0.0, 0.5);
  Signal out(samples);
  double turns = random.uniform();
  for (float& sample : out) {
    const double drive = std::max(0.0, load + 0.5 * throttle.next());
    turns += idle * (1 + 0.9 * drive + 0.012 * flutter.next()) / kSampleRate;
    if (turns >= 2.0) turns -= 2.0;
    const float pulse = even.at(turns) + 0.5F * uneven.at(turns / 2);
    const auto strength = static_cast<float>(0.6 + 0.7 * drive);
    const float rattle = clatter.process(random.white()) * (0.3F + 0.2F * std::abs(pulse));
    sample = strength * (cabin.process(wall.process(pulse)) + 0.25F * rattle);
  }
  return out;
}

Signal railRolling(std::size_t samples, double speed, double roar, Random& random) {
  Signal low = noiseBand(samples, 28, 90 + 90 * speed, random);
  modulate(low, 5, 0.5, random);
  setLoudness(low, 4);
  Signal middle = noiseBand(samples, roar * 0.6, roar * 1.8, random);
  modulate(middle, 3 + 5 * speed, 0.45, random);
  setLoudness(middle, -7 + 6 * speed);
  Signal high = noiseBand(samples, 1500, 5200, random);
  modulate(high, 9, 0.5, random);
  setLoudness(high, -21 + 10 * speed);
  addTo(low, middle);
  addTo(low, high);
  return low;
}

Signal railClicks(std::size_t samples, double speed, double pitch, Random& random) {
  Signal out(samples);
  const double axles = 2.1 / (4 + 16 * speed);  // s between the two axles of a bogie
  const double carriage = 12.0 / (4 + 16 * speed);
  double at = -random.uniform(0, carriage);
  while (at < secondsOf(samples)) {
    const double strength = random.uniform(0.3, 1.0);
    for (const double offset : {0.0, axles}) {
      if (at + offset < 0) continue;
      Signal thump = knock(pitch * random.uniform(0.9, 1.1), 1.0, 0.03, random);
      setLoudness(thump, 0);
      Signal clack = knock(pitch * 7 * random.uniform(0.8, 1.2), 0.8, 0.012, random);
      setLoudness(clack, -9);
      addTo(out, thump, samplesOf(at + offset), static_cast<float>(strength));
      addTo(out, clack, samplesOf(at + offset), static_cast<float>(strength));
    }
    at += carriage * random.uniform(0.8, 1.3) + (random.chance(0.2) ? carriage : 0.0);
  }
  return out;
}

Signal traction(std::size_t samples, double whine, Random& random) {
  const Waveform motor = Waveform::falling(6, 7, 6, random);
  const Waveform gears = Waveform::falling(4, 5, 6, random);
  Wander slow(0.25, random);
  Wander jitter(14, random);
  const double start = random.uniform(0.35, 0.95);
  const double trend = random.uniform(-0.06, 0.06);  // a second: speeding up or slowing down
  const double ratio = random.uniform(2.3, 3.7);
  Signal out(samples);
  double turns = 0.0;
  double gearTurns = 0.0;
  for (std::size_t i = 0; i < samples; ++i) {
    const double speed = std::clamp(start + trend * secondsOf(i) + 0.03 * slow.next(), 0.1, 1.1);
    const double pitch = whine * speed * (1 + 0.012 * jitter.next());
    turns += pitch / kSampleRate;
    gearTurns += pitch * ratio / kSampleRate;
    if (turns >= 1.0) turns -= 1.0;
    if (gearTurns >= 1.0) gearTurns -= 1.0;
    out[i] = static_cast<float>(speed) * (motor.at(turns) + 0.35F * gears.at(gearTurns)) *
             (1.0F + 0.25F * random.white());
  }
  return out;
}

Signal brakeSqueal(std::size_t samples, double pitch, Random& random) {
  Signal out(samples);
  const double begin = random.uniform(-1.0, secondsOf(samples));
  const double length = random.uniform(0.5, 2.2);
  Wander drift(6, random);
  Wander strength(9, random);
  const Waveform tone = Waveform::falling(3, 9, 4, random);
  double turns = 0.0;
  for (std::size_t i = 0; i < samples; ++i) {
    const double position = (secondsOf(i) - begin) / length;
    if (position <= 0 || position >= 1) continue;
    const double envelope =
        4 * position * (1 - position) * std::max(0.0, 0.6 + 0.6 * strength.next());
    turns += pitch * (1.03 - 0.06 * position + 0.012 * drift.next()) / kSampleRate;
    if (turns >= 1.0) turns -= 1.0;
    out[i] = static_cast<float>(envelope) * tone.at(turns) * (1.0F + 0.5F * random.white());
  }
  return out;
}

Signal airRelease(std::size_t samples, Random& random) {
  Signal out(samples);
  const double begin = random.uniform(0.0, secondsOf(samples));
  const double length = random.uniform(0.25, 0.9);
  Signal burst = noiseBand(samplesOf(length), random.uniform(1500, 3500), 15000, random);
  for (std::size_t i = 0; i < burst.size(); ++i) {
    const double position = static_cast<double>(i) / static_cast<double>(burst.size());
    burst[i] *= static_cast<float>(std::min(1.0, position * 30) * (1 - position) * (1 - position));
  }
  addTo(out, burst, samplesOf(begin));
  return out;
}

Signal trafficPasses(std::size_t samples, double perMinute, double distance, Random& random) {
  Signal out(samples);
  const double seconds = secondsOf(samples);
  const double gap = 60.0 / perMinute;
  for (double at = -2.5 + random.uniform(0, gap); at < seconds + 2.5;
       at += gap * random.uniform(0.3, 1.7)) {
    const bool heavy = random.chance(0.2);
    const bool motorCycle = !heavy && random.chance(0.12);
    addPass(out,
            {at, distance * random.uniform(0.8, 1.9), random.uniform(6, 16),
             heavy        ? random.uniform(35, 60)
             : motorCycle ? random.uniform(90, 160)
                          : random.uniform(45, 95),
             heavy        ? random.uniform(0.3, 0.8)
             : motorCycle ? 0.5
                          : random.uniform(0.05, 0.3),
             random.uniform(600, 1300)},
            random);
  }
  return out;
}

Signal farTraffic(std::size_t samples, Random& random) {
  Signal low = noiseBand(samples, 30, 160, random);
  modulate(low, 1.2, 0.5, random);
  setLoudness(low, 3);
  Signal wash = noiseBand(samples, 250, 1100, random);
  modulate(wash, 0.6, 0.5, random);
  setLoudness(wash, -5);
  addTo(low, wash);
  return low;
}

}  // namespace scenelens::synth
