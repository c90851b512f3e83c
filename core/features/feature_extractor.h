// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/feature_map.h"
#include "core/features/fft_plan.h"
#include "core/features/mel_filterbank.h"

#include <span>
#include <vector>

namespace scenelens {

/// Turns one second of sound into the network's input, exactly as the published system does.
///
/// Reflect-padded frames of 4096 samples every 1024, periodic Hann window, power spectrum, 256 mel
/// bands, log10(x + 1e-10); normalised to mean 0 and unbiased standard deviation 1 over the clip;
/// deltas of the normalised log-Mel (5-frame regression, edges replicated), normalised again.
/// Source: the authors' code and torchaudio 0.13 (`MelSpectrogram`, `ComputeDeltas`); checked
/// against torchaudio's output on real clips.
///
/// Real recordings are so loud at low frequencies that the rounding errors of a single-precision
/// FFT reach their quiet top bands. Frames are therefore pre-emphasised before the transform and
/// the mel weights undo it; the result is the same formula, nearer to double precision.
///
/// An object keeps its FFT plan and buffers, so nothing is allocated per clip once `out` has its
/// size. One thread at a time; use one object per thread.
class FeatureExtractor {
 public:
  FeatureExtractor();

  /// Precondition: samples.size() == kClipSamples, all finite. Resizes and overwrites `out`.
  void extract(std::span<const float> samples, FeatureMap& out);

  /// Mel power before the logarithm, for averages over time: 10^logmel - 1e-10 would lose the quiet
  /// bands. `power` has kMapSize elements, mel-major. Precondition as extract.
  void melPower(std::span<const float> samples, std::span<float> power);

  /// log10 mel power only; `logmel` has kMapSize elements, mel-major. Precondition as extract.
  void logMel(std::span<const float> samples, std::span<float> logmel);

 private:
  void pad(std::span<const float> samples);
  void spectrum(std::size_t frame, float* out);

  FftPlan m_plan;
  MelFilterbank m_filterbank;
  std::vector<float> m_melWeights;   // the filterbank's, with the pre-emphasis undone
  FftBuffer m_window;                // w[n]
  FftBuffer m_windowSlope;           // a (w[n] - w[n-1])
  FftBuffer m_padded;                // x: the clip with half a window reflected at both ends
  FftBuffer m_emphasised;            // x[n] - a x[n-1]
  FftBuffer m_frame;                 // one windowed frame
  std::vector<FftBuffer> m_spectra;  // a group of spectra
  FftBuffer m_power;                 // the group's power, interleaved by frame
};

/// Mel power to log-Mel, log10(x + 1e-10), in place; what logMel does after melPower. Thread-safe.
void logOfMelPower(std::span<float> power);

/// The network's input from a log-Mel: normalise, delta, normalise. `logmel`: kMapSize elements;
/// `features`: kFeatureSize elements. A channel without variation becomes all zeros. Thread-safe.
void featuresFromLogMel(std::span<const float> logmel, std::span<float> features);

}  // namespace scenelens
