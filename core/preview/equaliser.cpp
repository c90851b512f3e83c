// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/equaliser.h"

#include "core/augment/spectrum_correction.h"
#include "core/features/feature_extractor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace scenelens {

double Equaliser::gainAt(double hz) const {
  if (hz <= kCentres.front()) return gains.front();
  if (hz >= kCentres.back()) return gains.back();
  const double octave = std::log2(hz / kCentres.front());
  const auto left = std::min(static_cast<std::size_t>(octave), kBands - 2);
  const double part = octave - static_cast<double>(left);
  return (1.0 - part) * gains[left] + part * gains[left + 1];
}

bool Equaliser::isFlat() const {
  return std::ranges::all_of(gains, [](double gain) { return gain == 0.0; });
}

Status checkEqualiser(const Equaliser& equaliser) {
  for (std::size_t i = 0; i < Equaliser::kBands; ++i) {
    if (std::abs(equaliser.gains[i]) <= Equaliser::kMaxGain) continue;  // false for NaN
    return fail({.reason = fmt::format("the equaliser cannot use {} dB at {} Hz",
                                       equaliser.gains[i], Equaliser::kCentres[i]),
                 .remedy = fmt::format("Choose -{0} to {0} dB", Equaliser::kMaxGain)});
  }
  return {};
}

std::vector<float> equaliserFactors(const Equaliser& equaliser) {
  std::vector<float> factors(Stft::kBins);
  for (std::size_t k = 0; k < factors.size(); ++k) {
    const double hz = static_cast<double>(k) * kSampleRate / static_cast<double>(Stft::kSize);
    factors[k] = static_cast<float>(std::pow(10.0, equaliser.gainAt(hz) / 20.0));
  }
  return factors;
}

FeatureMap previewEqualiser(const Equaliser& equaliser, std::span<const float> power) {
  assert(power.size() == kMapSize);
  const auto shift = melShiftOfFactors(equaliserFactors(equaliser));
  FeatureMap map;
  map.logmel.resize(kMapSize);
  for (std::size_t m = 0; m < kMels; ++m) {
    const float gain = std::pow(10.0F, shift[m]);
    for (std::size_t t = 0; t < kFrames; ++t)
      map.logmel[m * kFrames + t] = gain * power[m * kFrames + t];
  }
  logOfMelPower(map.logmel);
  map.features.resize(kFeatureSize);
  featuresFromLogMel(map.logmel, map.features);
  return map;
}

}  // namespace scenelens
