// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/augment/stft.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/features/feature_shape.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// Three ways to bring recording devices together. All are estimated from aligned clips: the same
/// second recorded by several devices.
enum class CorrectionForm : std::uint8_t {
  /// The published code: one difference spectrum for every aligned pair; in training a random one
  /// is added to the log-Mel of clips of device a.
  Pairs,
  /// The report's words: device a is moved to the mean spectrum of the other devices.
  Report,
  /// Kosmider, "Spectrum correction" (Interspeech 2020): every other device is mapped onto device
  /// a. A normalisation of clips, not an augmentation, and the other way round than the report.
  Kosmider
};

/// "pairs", "report", "kosmider".
[[nodiscard]] std::string_view correctionFormName(CorrectionForm form);
[[nodiscard]] std::optional<CorrectionForm> correctionFormFromName(std::string_view name);

/// What was estimated from a training fold: a plain value. saveCorrection and loadCorrection keep
/// it.
struct SpectrumCorrection {
  CorrectionForm form = CorrectionForm::Pairs;
  std::string dataset;  ///< its name, for people
  /// Pairs, Report: whose clips are changed. Kosmider: the reference.
  std::string device = "a";
  std::vector<std::string> others;  ///< the other devices of the aligned pairs, sorted
  std::int64_t pairs = 0;           ///< how many aligned pairs it was estimated from
  /// rows x 256, what is added to a log-Mel (log10 of power), the same for all frames.
  /// Pairs: a row per pair. Report: one row. Kosmider: a row per device in `others`.
  std::vector<float> shifts;
  /// Pairs: index into `others` of each row. Else empty.
  std::vector<std::int32_t> rowDevices;
  /// Kosmider: others.size() x Stft::kBins factors of |STFT|, reference / device. Else empty.
  std::vector<float> coefficients;

  [[nodiscard]] std::size_t rows() const { return shifts.size() / kMels; }
  /// 256 values. Precondition: row < rows().
  [[nodiscard]] std::span<const float> shift(std::size_t row) const {
    return std::span(shifts).subspan(row * kMels, kMels);
  }
  /// Kosmider's factors for others[index]. Precondition: form Kosmider, index in range.
  [[nodiscard]] std::span<const float> factors(std::size_t index) const {
    return std::span(coefficients).subspan(index * Stft::kBins, Stft::kBins);
  }
  /// Index into `others`, or nothing.
  [[nodiscard]] std::optional<std::size_t> indexOf(std::string_view name) const;

  bool operator==(const SpectrumCorrection&) const = default;
};

/// How a correction is used in training.
struct CorrectionOptions {
  /// Pairs, Report: with this probability a batch is corrected. Code 12/13 (our default); the
  /// report says "additional data" without a number.
  double probability = 12.0 / 13.0;
};

/// Says when the probability makes no sense.
[[nodiscard]] Status checkCorrection(const CorrectionOptions& options);

/// Row of `correction.shifts` for each clip of a batch, -1 for none; `devices` has a name per clip.
///
/// Pairs: with the option's probability, each clip of `correction.device` gets a row of its own at
/// random. Report: with the same probability, each such clip gets the one row. Kosmider: each clip
/// of one of the other devices gets that device's row, always and without randomness.
///
/// The published code means to do this to device a, but tests a stale three-class target instead,
/// so that it hits batch slots of any device; that bug is not followed.
[[nodiscard]] std::vector<std::int32_t> planCorrection(const SpectrumCorrection& correction,
                                                       const CorrectionOptions& options,
                                                       std::span<const std::string_view> devices,
                                                       SplitMix64& random);

/// Adds a shift (256 values) to every frame of a log-Mel (256 x 44) in place.
void applyShift(std::span<const float> shift, std::span<float> logmel);

/// Kosmider's correction of a sound: subtracts its mean and multiplies its STFT by `factors`
/// (1025), phase kept. In place. Precondition: more than 1024 samples.
void applyFactors(std::span<const float> factors, Stft& stft, std::span<float> samples);

/// The log-Mel shift of factors of |STFT|: log10 of their mean square over a mel band, weighted by
/// the band's filter, as for a spectrum that is flat within the band. Between the 1025 bins of the
/// factors the logarithm is interpolated linearly.
[[nodiscard]] std::vector<float> melShiftOfFactors(std::span<const float> factors);

}  // namespace scenelens
