// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/augment/spectrum_correction.h"
#include "core/base/error.h"
#include "core/preview/device_spectra.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace scenelens {

/// Which correction to look at.
struct CorrectionChoice {
  CorrectionForm form = CorrectionForm::Report;
  std::string source;  ///< the device whose clips are changed
  /// The device they are to sound like; empty means all other devices together (each counts once),
  /// which only the report's form knows, and any other device for Pairs.
  std::string target;
  std::size_t pair = 0;  ///< Pairs: which of them, from 0
};

/// One correction, ready to be applied to a clip.
struct DeviceCorrection {
  std::vector<float> shift;    ///< 256, log10 of power, added to every frame of a log-Mel
  std::vector<float> factors;  ///< 1025 factors of |STFT| for its sound
  bool removesMean = false;    ///< Kosmider's form takes the mean off the sound first
  /// Seconds that source and target both recorded; 0: there are none, and the devices' different
  /// recordings were compared, whose sounds differ too.
  std::size_t pairs = 0;
  /// Pairs: the two clips, source and target.
  std::optional<std::pair<std::uint32_t, std::uint32_t>> clips;
  /// What the shift was made of: 256 of mel power each, of the source and of what it is to sound
  /// like. Kosmider's form does not use them; they are the means over the same seconds.
  std::vector<double> sourcePower, targetPower;
  /// What Kosmider's factors were made of: 1025 means of ln |STFT| each; empty for other forms.
  std::vector<double> sourceLogMagnitude, targetLogMagnitude;
};

/// The correction of a choice, with the formulas of estimateCorrection: with P the mel power of a
/// clip averaged over time,
/// Pairs: log10(P_target + 1e-10) - log10(P_source + 1e-6) of one second both recorded.
/// Report: log10(mean_d D_d + 1e-10) - log10(mean_d S_d + 1e-10), D_d and S_d the means of P over
/// the seconds that target d and source share. Targets that share none are left out; only where no
/// target shares any, D_d and S_d are the means over all clips of each.
/// Kosmider: factors exp(mean over shared seconds of mean_t (ln |S_target| - ln |S_source|)); its
/// shift is melShiftOfFactors. The sound of the first two gets factorsOfMelShift.
/// Errors: a device that was not measured, source and target the same, no shared second where the
/// form needs one, no such pair, Kosmider without a target. Thread-safe.
[[nodiscard]] Result<DeviceCorrection> correctionBetween(const DeviceSpectra& spectra,
                                                         const CorrectionChoice& choice);

/// Seconds that the choice's source and its target (or any other device) both recorded; 0 also for
/// devices that were not measured. Thread-safe.
[[nodiscard]] std::size_t sharedSeconds(const DeviceSpectra& spectra,
                                        const CorrectionChoice& choice);

/// The sound with the correction applied. Precondition: more than 1024 samples. Thread-safe.
[[nodiscard]] std::vector<float> correctedSound(const DeviceCorrection& correction,
                                                std::span<const float> samples);

}  // namespace scenelens
