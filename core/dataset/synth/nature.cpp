// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/nature.h"

#include "core/dataset/synth/generators.h"
#include "core/dataset/synth/numeric.h"
#include "core/features/feature_shape.h"

#include <algorithm>

namespace scenelens::synth {

namespace {

struct Chirp {
  double offset;  ///< s from the start of the phrase
  double length;  ///< s
  double from;    ///< Hz
  double to;      ///< Hz
  double trill;   ///< Hz of a fast vibrato, 0 for none
};

std::vector<Chirp> inventPhrase(double pitch, Random& random) {
  std::vector<Chirp> phrase;
  double at = 0.0;
  const int kinds = 1 + random.below(3);
  for (int kind = 0; kind < kinds; ++kind) {
    const Chirp model{0, random.uniform(0.03, 0.16), pitch * random.uniform(0.75, 1.35),
                      pitch * random.uniform(0.75, 1.35),
                      random.chance(0.3) ? random.uniform(25, 60) : 0.0};
    const int repeats = 1 + random.below(4);
    for (int i = 0; i < repeats; ++i) {
      phrase.push_back(model);
      phrase.back().offset = at;
      at += model.length + random.uniform(0.02, 0.12);
    }
  }
  return phrase;
}

void addChirp(Signal& out, const Chirp& chirp, std::size_t at, double gain) {
  const std::size_t length = samplesOf(chirp.length);
  double turns = 0.0;
  for (std::size_t i = 0; i < length && at + i < out.size(); ++i) {
    const double position = static_cast<double>(i) / static_cast<double>(length);
    const double vibrato =
        chirp.trill > 0 ? 0.06 * sineOfTurns(chirp.trill * chirp.length * position) : 0.0;
    turns += (chirp.from + (chirp.to - chirp.from) * position) * (1 + vibrato) / kSampleRate;
    const double envelope = 4 * position * (1 - position) * gain;
    out[at + i] +=
        static_cast<float>(envelope * (sineOfTurns(turns) + 0.08 * sineOfTurns(2 * turns)));
  }
}

}  // namespace

Signal bird(std::size_t samples, double pitch, Random& random) {
  Signal out(samples);
  const auto phrase = inventPhrase(pitch, random);
  const double seconds = static_cast<double>(samples) / kSampleRate;
  const double pause = random.uniform(1.0, 5.0);
  for (double at = random.uniform(-0.5, pause); at < seconds;
       at += phrase.back().offset + pause * random.uniform(0.6, 1.5)) {
    const double gain = random.uniform(0.5, 1.0);
    for (const Chirp& chirp : phrase)
      if (at + chirp.offset >= 0)
        addChirp(out, chirp, samplesOf(at + chirp.offset), gain * random.uniform(0.7, 1.0));
  }
  return out;
}

Signal wind(std::size_t samples, double leaves, Random& random) {
  Signal rumble = noiseBand(samples, 18, 110, random);
  Signal hiss = noiseBand(samples, 1800, 7500, random);
  setLoudness(hiss, 0);
  setLoudness(rumble, 0);
  Wander gust(0.7, random);
  Wander flutter(6, random);
  const auto share = static_cast<float>(0.35 * leaves);
  for (std::size_t i = 0; i < samples; ++i) {
    const double strength = 0.5 + 0.5 * gust.next();
    rumble[i] = static_cast<float>(0.15 + strength * strength) *
                (rumble[i] * static_cast<float>(1 + 0.6 * flutter.next()) + share * hiss[i]);
  }
  return rumble;
}

Signal fountain(std::size_t samples, double brightness, Random& random) {
  Signal water = noiseBand(samples, 350, 2500 + 6000 * brightness, random);
  modulate(water, 22, 0.35, random);
  setLoudness(water, 0);
  // Single drops and bubbles: short resonances at random times.
  const int drops = static_cast<int>(samples / (kSampleRate / 60));
  for (int i = 0; i < drops; ++i) {
    const double decay = random.uniform(0.004, 0.012);
    const auto gain = static_cast<float>(random.uniform(1.0, 6.0));
    const Signal drop = knock(random.uniform(500, 3500), 6.0, decay, random);
    const double at = random.uniform() * static_cast<double>(samples);
    addTo(water, drop, static_cast<std::size_t>(at), gain);
  }
  return water;
}

}  // namespace scenelens::synth
