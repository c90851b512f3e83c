// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/interior.h"

#include "core/dataset/synth/generators.h"
#include "core/dataset/synth/numeric.h"
#include "core/features/feature_shape.h"

#include <algorithm>
#include <array>

namespace scenelens::synth {

namespace {

double secondsOf(std::size_t samples) {
  return static_cast<double>(samples) / kSampleRate;
}

/// Adds a note with a soft start and end.
void addNote(Signal& out, const Waveform& wave, double pitch, double at, double length,
             double gain) {
  const std::size_t begin = samplesOf(at);
  const std::size_t count = samplesOf(length);
  double turns = 0.0;
  for (std::size_t i = 0; i < count && begin + i < out.size(); ++i) {
    const double position = static_cast<double>(i) / static_cast<double>(count);
    const double envelope = std::min({1.0, position * 30, (1 - position) * 3}) * gain;
    turns += pitch / kSampleRate;
    if (turns >= 1.0) turns -= 1.0;
    out[begin + i] += static_cast<float>(envelope) * wave.at(turns);
  }
}

}  // namespace

Signal ventilation(std::size_t samples, double blades, Random& random) {
  Signal air = noiseBand(samples, 70, 900, random);
  Biquad duct = Biquad::peak(random.uniform(150, 500), 2.5, 6);
  duct.process(air);
  modulate(air, 1.5, 0.12, random);
  setLoudness(air, 0);
  const Waveform hum = Waveform::falling(6, 8, 5, random);
  Wander drift(0.8, random);
  double turns = 0.0;
  const auto share = static_cast<float>(gainOf(random.uniform(-26, -14)));
  for (float& sample : air) {
    turns += blades * (1 + 0.004 * drift.next()) / kSampleRate;
    if (turns >= 1.0) turns -= 1.0;
    sample += share * hum.at(turns);
  }
  return air;
}

Signal escalator(std::size_t samples, double mains, Random& random) {
  Signal out = noiseBand(samples, 60, 420, random);
  modulate(out, 7, 0.4, random);
  setLoudness(out, -2);
  const Waveform hum = Waveform::falling(12, 4, 7, random);
  double turns = 0.0;
  const auto share = static_cast<float>(gainOf(-14));
  for (float& sample : out) {
    turns += mains / kSampleRate;
    if (turns >= 1.0) turns -= 1.0;
    sample += share * hum.at(turns);
  }
  const double interval = random.uniform(0.35, 0.7);
  for (double at = random.uniform(0, interval); at < secondsOf(samples);
       at += interval * random.uniform(0.99, 1.01)) {
    Signal clack = knock(random.uniform(600, 1300), 1.3, 0.015, random);
    setLoudness(clack, -10 + random.uniform(-4, 2));
    addTo(out, clack, samplesOf(at));
  }
  return out;
}

Signal doorBeeps(std::size_t samples, double pitch, Random& random) {
  Signal out(samples);
  const Waveform tone = Waveform::falling(4, 10, 4, random);
  const int count = 2 + random.below(7);
  const double interval = random.uniform(0.18, 0.45);
  const bool alternating = random.chance(0.4);
  const double begin = random.uniform(-1.0, secondsOf(samples));
  for (int i = 0; i < count; ++i) {
    const double at = begin + i * interval;
    if (at < 0) continue;
    const double height = alternating && i % 2 == 1 ? semitones(-4) : 1.0;
    addNote(out, tone, pitch * height, at, interval * 0.6, 1.0);
  }
  return out;
}

Signal slidingDoor(std::size_t samples, Random& random) {
  Signal out(samples);
  const double begin = random.uniform(-0.5, secondsOf(samples));
  const double length = random.uniform(0.8, 1.8);
  Signal slide = noiseBand(samplesOf(length), 200, random.uniform(1500, 4000), random);
  modulate(slide, 15, 0.5, random);
  fadeEnds(slide, slide.size() / 4);
  setLoudness(slide, -8);
  Signal hit = knock(random.uniform(110, 260), 0.8, 0.05, random);
  setLoudness(hit, 0);
  if (begin >= 0) addTo(out, slide, samplesOf(begin));
  if (begin + length >= 0) addTo(out, hit, samplesOf(begin + length));
  return out;
}

Signal music(std::size_t samples, double tempo, double root, Random& random) {
  constexpr std::array<std::array<int, 3>, 4> kChords{
      {{0, 4, 7}, {9, 12, 16}, {5, 9, 12}, {7, 11, 14}}};
  Signal out(samples);
  const Waveform pad = Waveform::falling(14, 7, 5, random);
  const Waveform bass = Waveform::falling(8, 9, 3, random);
  const double beat = 60.0 / tempo;
  const double offset = -random.uniform(0, beat);
  const auto firstChord = static_cast<std::size_t>(random.below(kChords.size()));
  int index = 0;
  for (double at = offset; at < secondsOf(samples); at += beat / 2, ++index) {
    if (at < 0) continue;
    const auto& chord =
        kChords[(firstChord + static_cast<std::size_t>(index / 8)) % kChords.size()];
    if (index % 4 == 0) {
      for (const int note : chord)
        addNote(out, pad, root * 2 * semitones(note), at, 2 * beat, 0.18);
      Signal kick = knock(65, 2.0, 0.05, random);
      setLoudness(kick, -6);
      addTo(out, kick, samplesOf(at));
    }
    if (random.chance(0.7))
      addNote(out, bass, root * semitones(chord[0]) / 2, at, beat * 0.45, 0.4);
    if (random.chance(0.5)) {
      const int note = chord[static_cast<std::size_t>(random.below(3))];
      addNote(out, pad, root * 4 * semitones(note), at, beat * random.uniform(0.4, 1.0), 0.25);
    }
    Signal hat = knock(9000, 0.7, 0.02, random);
    setLoudness(hat, -20 + random.uniform(-4, 4));
    addTo(out, hat, samplesOf(at));
  }
  return out;
}

Signal clinks(std::size_t samples, double perSecond, Random& random) {
  constexpr std::array<double, 5> kPartials{1.0, 1.52, 2.31, 2.87, 3.9};
  Signal out(samples);
  for (double at = random.uniform(0, 1 / perSecond); at < secondsOf(samples);
       at += random.uniform(0.05, 1.95) / perSecond) {
    const double decay = random.uniform(0.01, 0.06);
    const double pitch = random.uniform(1400, 4200);
    const auto gain = static_cast<float>(random.uniform(0.2, 1.0));
    addTo(out, strike(pitch, kPartials, decay, random), samplesOf(at), gain);
  }
  return out;
}

Signal rustle(std::size_t samples, double perSecond, Random& random) {
  Signal out(samples);
  for (double at = random.uniform(0, 1 / perSecond); at < secondsOf(samples);
       at += random.uniform(0.1, 1.9) / perSecond) {
    if (random.chance(0.4)) {
      const double decay = random.uniform(0.008, 0.03);
      Signal hit = knock(random.uniform(150, 1800), 0.9, decay, random);
      setLoudness(hit, random.uniform(-8, 0));
      addTo(out, hit, samplesOf(at));
      continue;
    }
    const double length = random.uniform(0.08, 0.4);
    Signal cloth = noiseBand(samplesOf(length), random.uniform(800, 3000), 12000, random);
    modulate(cloth, 30, 0.8, random);
    fadeEnds(cloth, cloth.size() / 3);
    setLoudness(cloth, random.uniform(-20, -9));
    addTo(out, cloth, samplesOf(at));
  }
  return out;
}

Signal electronicWhine(std::size_t samples, double pitch, Random& random) {
  Signal out(samples);
  Wander drift(3, random);
  Wander level(2, random);
  double turns = 0.0;
  for (float& sample : out) {
    turns += (pitch + 12 * drift.next()) / kSampleRate;
    sample = static_cast<float>((0.75 + 0.25 * level.next()) * sineOfTurns(turns));
  }
  return out;
}

Signal bell(std::size_t samples, double pitch, double ring, Random& random) {
  constexpr std::array<double, 7> kPartials{0.5, 1.0, 1.19, 1.56, 2.0, 2.51, 3.01};
  Signal out(samples);
  const double interval = random.uniform(0.35, 1.4);
  const int strokes = 1 + random.below(4);
  const double begin = random.uniform(-1.0, secondsOf(samples));
  for (int i = 0; i < strokes; ++i) {
    const double at = begin + i * interval;
    if (at >= 0) addTo(out, strike(pitch, kPartials, ring, random), samplesOf(at));
  }
  return out;
}

}  // namespace scenelens::synth
