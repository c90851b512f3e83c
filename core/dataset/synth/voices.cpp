// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/voices.h"

#include "core/dataset/synth/filters.h"
#include "core/dataset/synth/generators.h"
#include "core/dataset/synth/numeric.h"
#include "core/features/feature_shape.h"

#include <algorithm>
#include <array>

namespace scenelens::synth {

namespace {

using Formants = std::array<double, 3>;
constexpr std::array<Formants, 8> kVowels{{{270, 2290, 3010},
                                           {390, 1990, 2550},
                                           {530, 1840, 2480},
                                           {660, 1720, 2410},
                                           {730, 1090, 2440},
                                           {570, 840, 2410},
                                           {300, 870, 2240},
                                           {490, 1350, 1690}}};

/// Adds one syllable that glides from one vowel to another.
class Speaker {
 public:
  Speaker(const Voice& voice, Random& random)
      : m_random(random),
        m_pulses(Waveform::falling(std::clamp(static_cast<int>(8000 / voice.pitch), 8, 70), 7.0,
                                   2.0, random)),
        m_scale(voice.pitch > 150 ? 1.17 : 1.0) {}

  void vowel(Signal& out, std::size_t at, std::size_t length, double pitch, double loud) {
    const Formants from = pick();
    const Formants to = pick();
    const double bend = m_random.uniform(-0.12, 0.12);
    const double breath = m_random.uniform(0.02, 0.08);
    const std::size_t end = std::min(at + length, out.size());
    for (std::size_t i = at; i < end; ++i) {
      const double position = static_cast<double>(i - at) / static_cast<double>(length);
      if ((i - at) % 256 == 0) glide(from, to, position);
      m_turns += pitch * (1 + bend * (position - 0.5)) / kSampleRate;
      if (m_turns >= 1.0) m_turns -= 1.0;
      const double envelope = std::min({1.0, position * 8, (1 - position) * 4}) * loud;
      const auto source =
          static_cast<float>(envelope * (m_pulses.at(m_turns) + breath * m_random.white()));
      out[i] += m_filters[0].process(source) + 0.6F * m_filters[1].process(source) +
                0.35F * m_filters[2].process(source) + 0.02F * source;
    }
  }

  void hiss(Signal& out, std::size_t at, std::size_t length, double loud) {
    Biquad filter = Biquad::bandPass(m_random.uniform(3500, 8000), 1.0);
    const std::size_t end = std::min(at + length, out.size());
    for (std::size_t i = at; i < end; ++i) {
      const double position = static_cast<double>(i - at) / static_cast<double>(length);
      out[i] += static_cast<float>(loud * 4 * position * (1 - position)) *
                filter.process(m_random.white());
    }
  }

 private:
  Formants pick() { return kVowels[static_cast<std::size_t>(m_random.below(kVowels.size()))]; }

  void glide(const Formants& from, const Formants& to, double position) {
    for (std::size_t k = 0; k < m_filters.size(); ++k) {
      const double frequency = m_scale * (from[k] + (to[k] - from[k]) * position);
      m_filters[k].become(Biquad::bandPass(frequency, 5.0 + 2.0 * static_cast<double>(k)));
    }
  }

  Random& m_random;
  Waveform m_pulses;
  double m_scale;
  double m_turns = 0.0;
  std::array<Biquad, 3> m_filters{Biquad::bandPass(500, 5), Biquad::bandPass(1500, 7),
                                  Biquad::bandPass(2500, 9)};
};

/// Noise with the long-term spectrum of speech whose octaves rise and fall like syllables.
Signal murmur(std::size_t samples, Random& random) {
  constexpr std::array<std::array<double, 3>, 5> kOctaves{
      {{150, 300, 0.9}, {300, 700, 1.0}, {700, 1500, 0.5}, {1500, 3200, 0.25}, {3200, 8000, 0.12}}};
  Signal sum(samples);
  for (const auto& [low, high, gain] : kOctaves) {
    Signal octave = noiseBand(samples, low, high, random);
    modulate(octave, random.uniform(4, 7), 0.6, random);
    addTo(sum, octave, 0, static_cast<float>(gain * random.uniform(0.7, 1.3)));
  }
  return sum;
}

}  // namespace

Signal speech(std::size_t samples, const Voice& voice, Random& random) {
  Signal out(samples);
  Speaker speaker(voice, random);
  double pitch = voice.pitch;
  // The first phrase may have begun before.
  double seconds = -random.uniform(0.0, 1.0);
  while (samplesOf(seconds) < samples) {
    pitch = voice.pitch * random.uniform(0.9, 1.25);
    const int count = 2 + random.below(9);
    for (int i = 0; i < count; ++i) {
      const double length = random.uniform(0.6, 1.4) / voice.syllables;
      const double loud = random.uniform(0.5, 1.0);
      if (seconds >= 0) {
        const std::size_t at = samplesOf(seconds);
        speaker.vowel(out, at, samplesOf(length * 0.85), pitch, loud);
        if (random.chance(0.35))
          speaker.hiss(out, samplesOf(seconds + length * 0.8), samplesOf(0.09), 0.25 * loud);
      }
      seconds += length;
      pitch *= random.uniform(0.94, 1.02);
    }
    seconds += random.uniform(0.3, 1.7) * (1 - voice.talking) / std::max(voice.talking, 0.05) *
               count / voice.syllables;
  }
  return out;
}

Signal babble(std::size_t samples, int near, Random& random) {
  Signal sum = murmur(samples, random);
  setLoudness(sum, near > 0 ? -6 : 0);
  for (int i = 0; i < near; ++i) {
    const bool high = random.chance(0.5);
    const Voice voice{high ? random.uniform(165, 260) : random.uniform(85, 150),
                      random.uniform(3.5, 5.5), random.uniform(0.3, 0.8)};
    Signal single = speech(samples, voice, random);
    // Those further away are duller.
    OnePole distance(random.uniform(1200, 7000));
    for (float& sample : single) sample = distance.process(sample);
    setLoudness(single, random.uniform(-10, 3));
    addTo(sum, single);
  }
  return sum;
}

Signal announcement(std::size_t samples, double pitch, bool chime, Random& random) {
  Signal out(samples);
  double begin = random.uniform(-1.0, 1.2);
  if (chime) {
    constexpr std::array<double, 3> kPartials{1.0, 2.0, 3.01};
    const double root = random.uniform(420, 700);
    for (const double step : {7.0, 4.0, 0.0}) {
      if (begin >= 0) {
        Signal tone = strike(root * semitones(step), kPartials, 0.35, random);
        addTo(out, tone, samplesOf(begin), 0.6F);
      }
      begin += 0.4;
    }
    begin += 0.3;
  }
  const std::size_t at = samplesOf(begin);
  if (at < samples) {
    Signal voice = speech(samples - at, {pitch, 4.2, 0.85}, random);
    setLoudness(voice, 0);
    addTo(out, voice, at);
  }
  Biquad low = Biquad::highPass(random.uniform(300, 450), 0.9);
  Biquad high = Biquad::lowPass(random.uniform(3200, 5500), 0.9);
  for (float& sample : out) sample = high.process(low.process(sample));
  return out;
}

}  // namespace scenelens::synth
