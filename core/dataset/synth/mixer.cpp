// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/mixer.h"

#include "core/dataset/synth/generators.h"
#include "core/dataset/synth/numeric.h"

#include <algorithm>
#include <cmath>

namespace scenelens::synth {

void Mixer::addBackground(const Colour& colour) {
  PinkNoise pink(moment);
  Biquad low = Biquad::lowShelf(110, colour.low + 4 + place.uniform(-2.5, 2.5));
  Biquad middle = Biquad::highShelf(700, colour.middle - 3 + place.uniform(-2.5, 2.5));
  Biquad high = Biquad::highShelf(5000, colour.high - 5 + place.uniform(-2.5, 2.5));
  const double frequency = 180 * exp2Of(place.uniform(0, 4));
  Biquad resonance = Biquad::peak(frequency, 1.2, place.uniform(-4, 5));
  // Low and high sounds come from different things and do not swell together.
  OnePole split(400);
  Wander lowSwell(0.8, moment);
  Wander highSwell(1.3, moment);
  Signal noise(samples());
  for (float& sample : noise) {
    const float coloured =
        resonance.process(high.process(middle.process(low.process(pink.next()))));
    const float below = split.process(coloured);
    const auto lowGain = static_cast<float>(1 + 0.3 * lowSwell.next());
    const auto highGain = static_cast<float>(1 + 0.25 * highSwell.next());
    sample = lowGain * below + highGain * (coloured - below);
  }
  setLoudness(noise, 0);
  addTo(m_dry, noise);
}

void Mixer::add(Signal sound, double level, double wet) {
  setLoudness(sound, level);
  addTo(m_dry, sound, 0, static_cast<float>(1 - 0.7 * wet));
  if (wet > 0) addTo(m_send, sound, 0, static_cast<float>(wet));
}

Signal Mixer::finish(double level) {
  constexpr float kPeak = 0.707F;
  addTo(m_dry, reverberate(m_send, m_room));
  Biquad(Biquad::highShelf(4800, place.uniform(-9, -3))).process(m_dry);  // distance and air
  const auto gain = static_cast<float>(gainOf(level));
  float peak = 0.0F;
  for (float& sample : m_dry) {
    sample *= gain;
    peak = std::max(peak, std::abs(sample));
  }
  if (peak > kPeak)
    for (float& sample : m_dry) sample *= kPeak / peak;
  return std::move(m_dry);
}

}  // namespace scenelens::synth
