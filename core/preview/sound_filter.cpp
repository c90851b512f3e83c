// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/sound_filter.h"

#include "core/augment/stft.h"
#include "core/features/feature_shape.h"
#include "core/features/mel_filterbank.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace scenelens {

std::vector<float> filterSound(std::span<const float> factors, std::span<const float> samples) {
  assert(factors.size() == Stft::kBins);
  std::vector<float> sound(samples.begin(), samples.end());
  // There and back would round.
  if (std::ranges::all_of(factors, [](float factor) { return factor == 1.0F; })) return sound;
  Stft stft;
  std::vector<float> spectra;
  stft.forward(sound, spectra);
  for (std::size_t i = 0; i < spectra.size(); ++i) spectra[i] *= factors[i / 2 % Stft::kBins];
  stft.inverse(spectra, sound);
  return sound;
}

std::vector<float> factorsOfMelShift(std::span<const float> shift) {
  assert(shift.size() == kMels);
  std::vector<float> factors(Stft::kBins);
  for (std::size_t k = 0; k < factors.size(); ++k) {
    const double hz = static_cast<double>(k) * kSampleRate / static_cast<double>(Stft::kSize);
    const double band =
        std::clamp(MelFilterbank::bandAtHz(hz), 0.0, static_cast<double>(kMels - 1));
    const auto left = std::min(static_cast<std::size_t>(band), kMels - 2);
    const double part = band - static_cast<double>(left);
    const double level = (1.0 - part) * static_cast<double>(shift[left]) +
                         part * static_cast<double>(shift[left + 1]);
    factors[k] = static_cast<float>(std::pow(10.0, level / 2.0));
  }
  return factors;
}

}  // namespace scenelens
