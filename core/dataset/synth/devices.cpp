// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/devices.h"

#include "core/dataset/synth/filters.h"
#include "core/dataset/synth/generators.h"
#include "core/dataset/synth/numeric.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace scenelens::synth {

namespace {

struct Device {
  std::vector<Biquad> response;
  double noise;      ///< dBFS of its own hiss
  double threshold;  ///< dBFS above which it turns down; 0 for never
  double ratio;
  double makeUp;  ///< dB
};

Device deviceAt(std::size_t index) {
  using B = Biquad;
  switch (index) {
    case 0:  // a: flat binaural microphones
      return {{B::highPass(18)}, -94, 0, 1, 0};
    case 1:  // b: a telephone
      return {{B::highPass(110), B::peak(330, 0.8, -3), B::peak(3400, 0.9, 7),
               B::highShelf(9000, -6), B::lowPass(17000)},
              -74,
              -38,
              2.2,
              5};
    case 2:  // c: a camera in a housing
      return {{B::highPass(70), B::peak(750, 0.9, 5), B::peak(2500, 1.0, -6), B::peak(6500, 1.2, 5),
               B::lowPass(15000)},
              -70,
              -34,
              2.6,
              3};
    case 3:  // s1
      return {{B::highPass(160), B::peak(1400, 0.8, 5), B::highShelf(5000, -7)}, -78, -36, 1.6, 3};
    case 4:  // s2
      return {
          {B::lowShelf(250, -8), B::peak(5200, 0.8, 8), B::lowPass(14000, 1.1)}, -76, -40, 1.8, 0};
    case 5:  // s3
      return {{B::highPass(55), B::lowShelf(180, 4), B::peak(900, 0.7, -5), B::highShelf(3200, 4)},
              -72,
              -35,
              2.0,
              4};
    case 6:  // s4
      return {{B::highPass(240), B::peak(2100, 0.7, 9), B::highShelf(6000, -9)}, -74, -42, 2.5, 6};
    case 7:  // s5
      return {
          {B::lowShelf(300, 5), B::peak(4200, 0.6, -9), B::highShelf(11000, 3)}, -68, -36, 1.5, 1};
    default:  // s6
      return {{B::highPass(90), B::peak(480, 1.0, 8), B::peak(1500, 0.9, -5),
               B::highShelf(4000, -11), B::lowPass(12500)},
              -66,
              -40,
              3.0,
              5};
  }
}

/// Turns down what is above the threshold, fast, and comes back slowly.
void compress(Signal& signal, double threshold, double ratio) {
  constexpr std::size_t kStep = 32;
  constexpr double kAttack = 0.25;    // per step: about 3 ms
  constexpr double kRelease = 0.006;  // about 120 ms
  const double slope = 1.0 / ratio - 1.0;
  double envelope = gainOf(threshold);
  float gain = 1.0F;
  for (std::size_t begin = 0; begin < signal.size(); begin += kStep) {
    const std::size_t end = std::min(begin + kStep, signal.size());
    double energy = 0.0;
    for (std::size_t i = begin; i < end; ++i) energy += double{signal[i]} * signal[i];
    const double level = std::sqrt(energy / kStep);
    envelope += (level > envelope ? kAttack : kRelease) * (level - envelope);
    const double above = decibelsOf(std::max(envelope, 1e-9)) - threshold;
    const auto target = static_cast<float>(above > 0 ? gainOf(slope * above) : 1.0);
    const float change = (target - gain) / kStep;
    for (std::size_t i = begin; i < end; ++i) {
      gain += change;
      signal[i] *= gain;
    }
  }
}

/// Straight to half of full scale, then bent so that it never gets there.
float softLimit(float x) {
  constexpr float kKnee = 0.5F;
  const float size = std::abs(x);
  if (size <= kKnee) return x;
  const float over = (size - kKnee) / (1 - kKnee);
  const float bent = kKnee + (0.98F - kKnee) * over / (1 + over);
  return x < 0 ? -bent : bent;
}

}  // namespace

Signal record(const Signal& sound, std::size_t index, Random noise) {
  Device device = deviceAt(index);
  Signal out = sound;
  for (Biquad& filter : device.response) filter.process(out);
  if (device.threshold < 0) compress(out, device.threshold, device.ratio);
  const auto makeUp = static_cast<float>(gainOf(device.makeUp));
  const auto hiss = static_cast<float>(gainOf(device.noise) * 1.7);  // uniform noise: rms 0.58
  for (float& sample : out) sample = softLimit(makeUp * sample + hiss * noise.white());
  return out;
}

}  // namespace scenelens::synth
