// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/device_correction.h"

#include "core/base/in_quotes.h"
#include "core/features/feature_shape.h"
#include "core/preview/sound_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace scenelens {

namespace {

constexpr double kOffset = 1e-10;
constexpr double kPairsSourceOffset = 1e-6;  // of the published code

/// The same second, heard by both.
struct Pair {
  const ClipSpectrum* source = nullptr;
  const ClipSpectrum* target = nullptr;
};

Result<std::int16_t> deviceNamed(const DeviceSpectra& spectra, const std::string& name) {
  const auto it = std::ranges::find(spectra.devices, name);
  const auto device = static_cast<std::int16_t>(it - spectra.devices.begin());
  if (it != spectra.devices.end() && spectra.count(device) > 0) return device;
  return fail({.reason = "no clip of device " + inQuotes(name) + " was measured",
               .remedy = "Choose a device of the open data set"});
}

std::vector<Pair> pairsOf(const DeviceSpectra& spectra, std::int16_t source,
                          std::optional<std::int16_t> target) {
  std::map<std::int32_t, const ClipSpectrum*> sources;
  for (const auto& clip : spectra.clips) {
    if (clip.second >= 0 && clip.device == source) sources.emplace(clip.second, &clip);
  }
  std::vector<Pair> pairs;
  for (const auto& clip : spectra.clips) {
    if (clip.second < 0 || clip.device == source || (target && clip.device != *target)) continue;
    if (const auto it = sources.find(clip.second); it != sources.end())
      pairs.push_back({it->second, &clip});
  }
  return pairs;
}

void addTo(std::vector<double>& sum, std::span<const double> x, double weight) {
  for (std::size_t i = 0; i < x.size(); ++i) sum[i] += weight * x[i];
}

/// Means of P over the pairs, or over all clips of each where there are none.
std::pair<std::vector<double>, std::vector<double>> meansOf(const DeviceSpectra& spectra,
                                                            std::int16_t source,
                                                            std::int16_t target,
                                                            const std::vector<Pair>& pairs) {
  if (pairs.empty()) return {spectra.meanPower(source), spectra.meanPower(target)};
  std::vector<double> own(kMels, 0.0);
  std::vector<double> other(kMels, 0.0);
  for (const auto& pair : pairs) {
    for (std::size_t m = 0; m < kMels; ++m) {
      own[m] += static_cast<double>(pair.source->power[m]) / static_cast<double>(pairs.size());
      other[m] += static_cast<double>(pair.target->power[m]) / static_cast<double>(pairs.size());
    }
  }
  return {std::move(own), std::move(other)};
}

Result<DeviceCorrection> pairCorrection(const std::vector<Pair>& pairs, std::size_t index) {
  if (index >= pairs.size())
    return fail({.reason = fmt::format("there is no pair {}; {} seconds were recorded by both",
                                       index + 1, pairs.size()),
                 .remedy = "Choose a smaller number"});
  const auto& [source, target] = pairs[index];
  DeviceCorrection correction;
  correction.pairs = pairs.size();
  correction.clips = {source->clip, target->clip};
  for (std::size_t m = 0; m < kMels; ++m) {
    correction.shift.push_back(
        static_cast<float>(std::log10(static_cast<double>(target->power[m]) + kOffset) -
                           std::log10(static_cast<double>(source->power[m]) + kPairsSourceOffset)));
  }
  correction.sourcePower.assign(source->power.begin(), source->power.end());
  correction.targetPower.assign(target->power.begin(), target->power.end());
  correction.factors = factorsOfMelShift(correction.shift);
  return correction;
}

Result<DeviceCorrection> reportCorrection(const DeviceSpectra& spectra, std::int16_t source,
                                          const std::vector<std::int16_t>& targets) {
  std::vector<double> own(kMels, 0.0);
  std::vector<double> other(kMels, 0.0);
  DeviceCorrection correction;
  // Devices without a shared second only count when there is nothing better.
  bool anyShared = false;
  for (const auto target : targets)
    anyShared = anyShared || !pairsOf(spectra, source, target).empty();
  std::size_t used = 0;
  for (const auto target : targets) {
    const auto pairs = pairsOf(spectra, source, target);
    if (anyShared && pairs.empty()) continue;
    const auto [ownMean, otherMean] = meansOf(spectra, source, target, pairs);
    addTo(own, ownMean, 1.0);
    addTo(other, otherMean, 1.0);
    correction.pairs += pairs.size();
    ++used;
  }
  for (std::size_t m = 0; m < kMels; ++m) {
    own[m] /= static_cast<double>(used);
    other[m] /= static_cast<double>(used);
    correction.shift.push_back(
        static_cast<float>(std::log10(other[m] + kOffset) - std::log10(own[m] + kOffset)));
  }
  correction.sourcePower = std::move(own);
  correction.targetPower = std::move(other);
  correction.factors = factorsOfMelShift(correction.shift);
  return correction;
}

Result<DeviceCorrection> kosmiderCorrection(const DeviceSpectra& spectra, std::int16_t source,
                                            std::int16_t target, const std::vector<Pair>& pairs) {
  std::vector<double> own(Stft::kBins, 0.0);
  std::vector<double> other(Stft::kBins, 0.0);
  std::vector<double> logs(Stft::kBins, 0.0);
  const auto count = static_cast<double>(pairs.size());
  for (const auto& pair : pairs) {
    for (std::size_t k = 0; k < Stft::kBins; ++k) {
      const auto from = static_cast<double>(pair.source->logMagnitude[k]);
      const auto to = static_cast<double>(pair.target->logMagnitude[k]);
      logs[k] += to - from;
      own[k] += from / count;
      other[k] += to / count;
    }
  }
  DeviceCorrection correction;
  correction.pairs = pairs.size();
  correction.removesMean = true;
  for (const double sum : logs) {
    correction.factors.push_back(static_cast<float>(std::exp(sum / count)));
  }
  correction.shift = melShiftOfFactors(correction.factors);
  correction.sourceLogMagnitude = std::move(own);
  correction.targetLogMagnitude = std::move(other);
  std::tie(correction.sourcePower, correction.targetPower) =
      meansOf(spectra, source, target, pairs);
  return correction;
}

}  // namespace

Result<DeviceCorrection> correctionBetween(const DeviceSpectra& spectra,
                                           const CorrectionChoice& choice) {
  const auto source = deviceNamed(spectra, choice.source);
  if (!source) return fail(source.error());
  std::optional<std::int16_t> target;
  if (!choice.target.empty()) {
    const auto named = deviceNamed(spectra, choice.target);
    if (!named) return fail(named.error());
    target = *named;
  }
  if (target == *source)
    return fail(
        {.reason = "source and target are the same device", .remedy = "Choose another target"});
  if (choice.form == CorrectionForm::Report) {
    std::vector<std::int16_t> targets;
    for (std::size_t d = 0; d < spectra.devices.size(); ++d) {
      const auto device = static_cast<std::int16_t>(d);
      const bool wanted = target ? device == *target : device != *source;
      if (wanted && spectra.count(device) > 0) targets.push_back(device);
    }
    if (targets.empty())
      return fail({.reason = "no clip of any other device was measured",
                   .remedy = "Open a data set with several devices"});
    return reportCorrection(spectra, *source, targets);
  }
  if (choice.form == CorrectionForm::Kosmider && !target)
    return fail({.reason = "Kosmider's form maps a device onto one other device",
                 .remedy = "Choose a target"});
  const auto pairs = pairsOf(spectra, *source, target);
  if (pairs.empty())
    return fail({.reason = "no second was recorded by both devices",
                 .remedy = "Choose the report's form, which can compare different recordings"});
  return choice.form == CorrectionForm::Pairs
             ? pairCorrection(pairs, choice.pair)
             : kosmiderCorrection(spectra, *source, *target, pairs);
}

std::size_t sharedSeconds(const DeviceSpectra& spectra, const CorrectionChoice& choice) {
  const auto source = deviceNamed(spectra, choice.source);
  if (!source) return 0;
  if (choice.target.empty()) return pairsOf(spectra, *source, std::nullopt).size();
  const auto target = deviceNamed(spectra, choice.target);
  return target ? pairsOf(spectra, *source, *target).size() : 0;
}

std::vector<float> correctedSound(const DeviceCorrection& correction,
                                  std::span<const float> samples) {
  if (!correction.removesMean) return filterSound(correction.factors, samples);
  std::vector<float> sound(samples.begin(), samples.end());
  Stft stft;
  applyFactors(correction.factors, stft, sound);
  return sound;
}

}  // namespace scenelens
