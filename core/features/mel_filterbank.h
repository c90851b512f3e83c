// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace scenelens {

/// Triangular mel filters in sparse form: each band covers a run of neighbouring FFT bins.
///
/// 256 bands from 0 to 22,050 Hz on the HTK mel scale, m = 2595 log10(1 + f/700), each divided by
/// half its width in Hz ("slaney" normalisation). Same formula as torchaudio 0.13's
/// `melscale_fbanks(norm="slaney", mel_scale="htk")`, computed in double precision and rounded
/// once.
class MelFilterbank {
 public:
  struct Band {
    std::size_t firstBin = 0;  ///< first FFT bin with a weight
    std::size_t size = 0;      ///< number of bins
    std::size_t offset = 0;    ///< of its first weight in weights()
  };

  MelFilterbank();

  [[nodiscard]] std::span<const Band> bands() const { return m_bands; }
  /// Weights of all bands one after the other; bands()[m] says where band m's are.
  [[nodiscard]] std::span<const float> weights() const { return m_weights; }
  [[nodiscard]] std::span<const float> weights(std::size_t band) const {
    return std::span(m_weights).subspan(m_bands[band].offset, m_bands[band].size);
  }

  /// Centre frequency of a band in Hz.
  [[nodiscard]] static double centreHz(std::size_t band);
  /// Frequency in Hz at a fractional band; the inverse of bandAtHz.
  [[nodiscard]] static double hzAtBand(double band);
  /// The (fractional) band whose centre lies at a frequency; below 0 or above 255 outside.
  [[nodiscard]] static double bandAtHz(double hz);

 private:
  std::vector<Band> m_bands;
  std::vector<float> m_weights;
};

}  // namespace scenelens
