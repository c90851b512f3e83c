// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/steps.h"

#include "core/dataset/synth/generators.h"
#include "core/dataset/synth/numeric.h"
#include "core/features/feature_shape.h"

#include <algorithm>
#include <cmath>

namespace scenelens::synth {

namespace {

/// How loud somebody is at `seconds` who passes at `closest` with this speed and distance.
double passing(double seconds, double closest, double speed, double distance) {
  const double along = speed * (seconds - closest) / distance;
  return 1.0 / std::sqrt(1.0 + along * along);
}

/// A shoe in gravel: many small stones, each a tiny knock.
Signal scrunch(Random& random) {
  Signal sound(samplesOf(0.22));
  Biquad body = Biquad::bandPass(random.uniform(1800, 4200), 0.7);
  float grain = 0.0F;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double position = static_cast<double>(i) / static_cast<double>(sound.size());
    const double density = 0.03 * position * (1 - position) * 4;
    if (random.chance(density)) grain = static_cast<float>(random.uniform(0.2, 1.0));
    grain *= 0.985F;
    sound[i] = body.process(grain * random.white());
  }
  return sound;
}

struct Shoe {
  double thump;
  double click;
  double clickShare;
  double decay;
};

Signal step(Ground ground, const Shoe& shoe, Random& random) {
  if (ground == Ground::Gravel) return scrunch(random);
  Signal sound = knock(shoe.thump * random.uniform(0.9, 1.1), 1.2, 0.018, random);
  setLoudness(sound, 0);
  sound.resize(samplesOf(0.16));
  Signal click = knock(shoe.click * random.uniform(0.85, 1.15), 0.9, shoe.decay, random);
  setLoudness(click, 0);
  addTo(sound, click, samplesOf(0.004), static_cast<float>(shoe.clickShare));
  Signal scuff = noiseBand(samplesOf(0.07), 2500, 9000, random);
  fadeEnds(scuff, scuff.size() / 2);
  setLoudness(scuff, -14 + random.uniform(-5, 5));
  addTo(sound, scuff, samplesOf(0.03));
  return sound;
}

}  // namespace

Signal footsteps(std::size_t samples, Ground ground, Random& random) {
  Signal out(samples);
  const double seconds = static_cast<double>(samples) / kSampleRate;
  const double interval = random.uniform(0.46, 0.62);
  const double closest = random.uniform(-1.0, seconds + 1.0);
  const double distance = random.uniform(1.0, 4.0);
  const bool heels = ground != Ground::Gravel && random.chance(0.3);
  const Shoe shoe{
      random.uniform(80, 170), heels ? random.uniform(1700, 3200) : random.uniform(500, 1400),
      heels ? random.uniform(0.8, 1.6) : random.uniform(0.2, 0.7), heels ? 0.007 : 0.012};
  bool left = true;
  for (double at = random.uniform(0.0, interval); at < seconds;
       at += interval * random.uniform(0.94, 1.06)) {
    const Signal sound = step(ground, shoe, random);
    const double gain =
        passing(at, closest, 1.4, distance) * random.uniform(0.75, 1.0) * (left ? 1.0 : 0.85);
    addTo(out, sound, samplesOf(at), static_cast<float>(gain));
    left = !left;
  }
  return out;
}

Signal trolleyWheels(std::size_t samples, double joints, Random& random) {
  const double seconds = static_cast<double>(samples) / kSampleRate;
  const double closest = random.uniform(-1.0, seconds + 1.0);
  const double low = random.uniform(180, 500);
  Signal out = noiseBand(samples, low, low * random.uniform(5, 9), random);
  modulate(out, 18, 0.5, random);
  setLoudness(out, -8);
  const double body = random.uniform(700, 1600);
  for (double at = random.uniform(0, 1 / joints); at < seconds;
       at += random.uniform(0.85, 1.15) / joints) {
    Signal click = knock(body * random.uniform(0.8, 1.3), 1.5, 0.008, random);
    setLoudness(click, -2 + random.uniform(-6, 0));
    addTo(out, click, samplesOf(at));
    addTo(out, click, samplesOf(at + 0.035), 0.6F);  // the second axle
  }
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] *= static_cast<float>(passing(static_cast<double>(i) / kSampleRate, closest, 1.3, 2.0));
  return out;
}

}  // namespace scenelens::synth
