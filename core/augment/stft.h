// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/fft_plan.h"
#include "core/features/inverse_fft_plan.h"

#include <cstddef>
#include <span>
#include <vector>

namespace scenelens {

/// The short-time Fourier transform of Kosmider's spectrum correction, as librosa's `stft`: 2048
/// samples every 512, periodic Hann window, the signal centred by reflecting 1024 samples at both
/// ends. 44,100 samples give 87 frames of 1025 bins.
///
/// An object keeps plans and buffers. One thread at a time; use one object per thread.
class Stft {
 public:
  static constexpr std::size_t kSize = 2048;
  static constexpr std::size_t kHop = 512;
  static constexpr std::size_t kBins = kSize / 2 + 1;

  Stft();

  [[nodiscard]] static std::size_t frameCount(std::size_t samples) { return 1 + samples / kHop; }

  /// Overwrites `spectra` with frameCount x kBins (re, im) pairs, frame by frame. Precondition:
  /// more than kSize / 2 samples.
  void forward(std::span<const float> samples, std::vector<float>& spectra);

  /// The signal of overlapped spectra, least squares (librosa's `istft`); without a change between,
  /// forward and inverse give the samples back. Precondition: spectra of samples.size() samples.
  void inverse(std::span<const float> spectra, std::span<float> samples);

 private:
  FftPlan m_forward;
  InverseFftPlan m_inverse;
  FftBuffer m_window;
  FftBuffer m_frame;
  FftBuffer m_spectrum;
};

}  // namespace scenelens
