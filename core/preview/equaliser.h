// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/features/feature_map.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace scenelens {

/// A "what if" equaliser: ten octave bands that move a clip's spectrum before the logarithm and the
/// normalisation, so that one can watch the decision follow.
struct Equaliser {
  static constexpr std::size_t kBands = 10;
  /// Centres in Hz, an octave apart.
  static constexpr std::array<double, kBands> kCentres{31.25,  62.5,   125.0,  250.0,  500.0,
                                                       1000.0, 2000.0, 4000.0, 8000.0, 16000.0};
  static constexpr double kMaxGain = 40.0;  ///< dB

  std::array<double, kBands> gains{};  ///< dB, within +-kMaxGain

  /// Gain in dB at a frequency in Hz: linear between the centres over the logarithm of the
  /// frequency, constant below the first and above the last.
  [[nodiscard]] double gainAt(double hz) const;
  [[nodiscard]] bool isFlat() const;
};

/// Says which gain makes no sense.
[[nodiscard]] Status checkEqualiser(const Equaliser& equaliser);

/// Factors of |STFT| (1025, see Stft) of the equaliser, for filterSound.
[[nodiscard]] std::vector<float> equaliserFactors(const Equaliser& equaliser);

/// The features of an equalised clip. `power` is its mel power (FeatureExtractor::melPower,
/// kMapSize): each band is multiplied by the equaliser's power gain in it (melShiftOfFactors of
/// equaliserFactors), then logarithm, normalisation and delta as for any clip. A flat equaliser
/// gives FeatureExtractor::extract bit for bit. Thread-safe.
[[nodiscard]] FeatureMap previewEqualiser(const Equaliser& equaliser, std::span<const float> power);

}  // namespace scenelens
