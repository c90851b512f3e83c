// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/spectrum_correction.h"

#include "core/augment/sampling.h"
#include "core/features/mel_filterbank.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>

namespace scenelens {

namespace {

constexpr std::array<std::string_view, 3> kFormNames = {"pairs", "report", "kosmider"};

}  // namespace

std::string_view correctionFormName(CorrectionForm form) {
  return kFormNames[static_cast<std::size_t>(form)];
}

std::optional<CorrectionForm> correctionFormFromName(std::string_view name) {
  const auto it = std::ranges::find(kFormNames, name);
  if (it == kFormNames.end()) return std::nullopt;
  return static_cast<CorrectionForm>(it - kFormNames.begin());
}

std::optional<std::size_t> SpectrumCorrection::indexOf(std::string_view name) const {
  const auto it = std::ranges::find(others, name);
  if (it == others.end()) return std::nullopt;
  return static_cast<std::size_t>(it - others.begin());
}

Status checkCorrection(const CorrectionOptions& options) {
  if (options.probability >= 0.0 && options.probability <= 1.0) return {};
  return fail({.reason = fmt::format("spectrum correction cannot use the probability {}",
                                     options.probability),
               .remedy = "Choose 0 to 1"});
}

std::vector<std::int32_t> planCorrection(const SpectrumCorrection& correction,
                                         const CorrectionOptions& options,
                                         std::span<const std::string_view> devices,
                                         SplitMix64& random) {
  std::vector<std::int32_t> plan(devices.size(), -1);
  if (correction.form == CorrectionForm::Kosmider) {
    for (std::size_t i = 0; i < devices.size(); ++i) {
      if (const auto index = correction.indexOf(devices[i]))
        plan[i] = static_cast<std::int32_t>(*index);
    }
    return plan;
  }
  if (correction.rows() == 0 || !chance(random, options.probability)) return plan;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    if (devices[i] == correction.device)
      plan[i] = static_cast<std::int32_t>(uniformBelow(random, correction.rows()));
  }
  return plan;
}

void applyShift(std::span<const float> shift, std::span<float> logmel) {
  assert(shift.size() == kMels && logmel.size() == kMapSize);
  for (std::size_t m = 0; m < kMels; ++m) {
    for (float& value : logmel.subspan(m * kFrames, kFrames)) value += shift[m];
  }
}

void applyFactors(std::span<const float> factors, Stft& stft, std::span<float> samples) {
  assert(factors.size() == Stft::kBins);
  const double mean =
      std::accumulate(samples.begin(), samples.end(), 0.0) / static_cast<double>(samples.size());
  for (float& sample : samples) sample -= static_cast<float>(mean);
  std::vector<float> spectra;
  stft.forward(samples, spectra);
  for (std::size_t i = 0; i < spectra.size(); ++i) spectra[i] *= factors[i / 2 % Stft::kBins];
  stft.inverse(spectra, samples);
}

std::vector<float> melShiftOfFactors(std::span<const float> factors) {
  assert(factors.size() == Stft::kBins);
  static_assert(kBins == 2 * Stft::kBins - 1);  // every second bin of the features is one of ours
  std::vector<double> power(kBins);
  for (std::size_t k = 0; k < kBins; ++k) {
    const double left = factors[k / 2];
    power[k] = left * (k % 2 == 0 ? left : static_cast<double>(factors[k / 2 + 1]));
  }
  const MelFilterbank filterbank;
  std::vector<float> shift(kMels);
  for (std::size_t m = 0; m < kMels; ++m) {
    const auto& band = filterbank.bands()[m];
    const auto weights = filterbank.weights(m);
    double sum = 0.0;
    double total = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      sum += static_cast<double>(weights[i]) * power[band.firstBin + i];
      total += static_cast<double>(weights[i]);
    }
    shift[m] = static_cast<float>(std::log10(sum / total));
  }
  return shift;
}

}  // namespace scenelens
