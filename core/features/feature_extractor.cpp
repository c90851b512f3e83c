// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/feature_extractor.h"

#include "core/features/feature_kernels.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

namespace scenelens {

namespace {

constexpr std::size_t kHalfWindow = kFftSize / 2;
constexpr std::size_t kPaddedSamples = kClipSamples + kFftSize;
/// The padded clip starts one vector into its buffer, so that x[-1] may be read and x[0] is
/// aligned.
constexpr std::size_t kGuard = 16;
constexpr float kLogOffset = 1e-10F;
/// Coefficient a of the pre-emphasis 1 - a z^-1, exact in binary. 0.875 takes 18 dB off the lowest
/// frequencies, which suits real recordings and costs white noise little.
constexpr float kPreEmphasis = 0.875F;

/// Mean 0 and unbiased standard deviation 1 over one channel.
void normalise(std::span<const float> in, std::span<float> out) {
  const auto count = static_cast<double>(in.size());
  const double mean = kernels::sum(in.data(), in.size()) / count;
  const double variance = kernels::sumOfSquares(in.data(), in.size(), mean) / (count - 1.0);
  const double deviation = std::sqrt(variance);
  // A constant channel (silence) has nothing to scale; the published code would divide by zero.
  constexpr double kSmallest = 1e-7;
  const double scale = deviation > kSmallest ? 1.0 / deviation : 0.0;
  kernels::shiftAndScale(in.data(), out.data(), in.size(), static_cast<float>(mean),
                         static_cast<float>(scale));
}

/// Regression deltas over 5 frames, edges replicated: sum_k k x[t+k] / 10, k = -2..2.
void deltas(std::span<const float> in, std::span<float> out) {
  constexpr std::size_t kReach = 2;
  std::array<float, kFrames + 2 * kReach> row{};
  for (std::size_t m = 0; m < kMels; ++m) {
    const auto source = in.subspan(m * kFrames, kFrames);
    std::fill_n(row.begin(), kReach, source.front());
    std::copy(source.begin(), source.end(), row.begin() + kReach);
    std::fill_n(row.end() - kReach, kReach, source.back());
    float* target = out.data() + m * kFrames;
    for (std::size_t t = 0; t < kFrames; ++t) {
      target[t] = (2.0F * (row[t + 4] - row[t]) + (row[t + 3] - row[t + 1])) / 10.0F;
    }
  }
}

}  // namespace

FeatureExtractor::FeatureExtractor()
    : m_plan(kFftSize),
      m_melWeights(m_filterbank.weights().begin(), m_filterbank.weights().end()),
      m_window(makeFftBuffer(kFftSize)),
      m_windowSlope(makeFftBuffer(kFftSize)),
      m_padded(makeFftBuffer(kGuard + kPaddedSamples)),
      m_emphasised(makeFftBuffer(kPaddedSamples)),
      m_frame(makeFftBuffer(kFftSize)),
      m_power(makeFftBuffer(kBins * kernels::kFrameGroup)) {
  constexpr double kA = kPreEmphasis;
  const auto window = [](std::size_t n) {
    return 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(n) / kFftSize);
  };
  for (std::size_t n = 0; n < kFftSize; ++n) {
    m_window[n] = static_cast<float>(window(n));
    // The window is periodic: before its first value comes its last.
    const double previous = window((n + kFftSize - 1) % kFftSize);
    m_windowSlope[n] = static_cast<float>(kA * (window(n) - previous));
  }
  for (const auto& band : m_filterbank.bands()) {
    for (std::size_t i = 0; i < band.size; ++i) {
      const double phase =
          2.0 * std::numbers::pi * static_cast<double>(band.firstBin + i) / kFftSize;
      const double gain = 1.0 + kA * kA - 2.0 * kA * std::cos(phase);
      float& weight = m_melWeights[band.offset + i];
      weight = static_cast<float>(static_cast<double>(weight) / gain);
    }
  }
  for (std::size_t f = 0; f < kernels::kFrameGroup; ++f) {
    m_spectra.push_back(makeFftBuffer(kFftSize + 2));
  }
}

void FeatureExtractor::pad(std::span<const float> samples) {
  // Reflection without repeating the edge sample, as torch.nn.functional.pad(mode="reflect").
  float* clip = m_padded.get() + kGuard + kHalfWindow;
  std::copy(samples.begin(), samples.end(), clip);
  for (std::size_t i = 1; i <= kHalfWindow; ++i) {
    *(clip - i) = samples[i];
    clip[kClipSamples - 1 + i] = samples[kClipSamples - 1 - i];
  }
  kernels::preEmphasis(m_padded.get() + kGuard, kPreEmphasis, m_emphasised.get(), kPaddedSamples);
}

void FeatureExtractor::spectrum(std::size_t frame, float* out) {
  // Pre-emphasis of the windowed frame y[n] = w[n]x[n] - a w[n-1]x[n-1] (indices modulo the frame,
  // so that in the spectrum it is an exact factor), written so that no large terms cancel: y[n] =
  // w[n] (x[n] - a x[n-1]) + a (w[n] - w[n-1]) x[n-1].
  const float* x = m_padded.get() + kGuard + frame * kHop;
  kernels::sumOfProducts(m_emphasised.get() + frame * kHop, m_window.get(), x - 1,
                         m_windowSlope.get(), m_frame.get(), kFftSize);
  m_frame[0] = m_windowSlope[0] * x[kFftSize - 1];  // w[0] is zero, and x wraps round
  m_plan.execute(m_frame.get(), out);
}

void FeatureExtractor::melPower(std::span<const float> samples, std::span<float> power) {
  assert(samples.size() == kClipSamples && power.size() == kMapSize);
  pad(samples);
  std::array<const float*, kernels::kFrameGroup> spectra{};
  for (std::size_t frame = 0; frame < kFrames; frame += kernels::kFrameGroup) {
    for (std::size_t f = 0; f < kernels::kFrameGroup; ++f) {
      spectrum(frame + f, m_spectra[f].get());
      spectra[f] = m_spectra[f].get();
    }
    kernels::interleavedPower(spectra.data(), m_power.get(), kBins);
    kernels::melEnergies(m_filterbank.bands(), m_melWeights.data(), m_power.get(),
                         power.data() + frame, kFrames);
  }
}

void FeatureExtractor::logMel(std::span<const float> samples, std::span<float> logmel) {
  melPower(samples, logmel);
  logOfMelPower(logmel);
}

void FeatureExtractor::extract(std::span<const float> samples, FeatureMap& out) {
  out.logmel.resize(kMapSize);
  out.features.resize(kFeatureSize);
  logMel(samples, out.logmel);
  featuresFromLogMel(out.logmel, out.features);
}

void logOfMelPower(std::span<float> power) {
  kernels::logWithOffset(power.data(), power.size(), kLogOffset);
}

void featuresFromLogMel(std::span<const float> logmel, std::span<float> features) {
  assert(logmel.size() == kMapSize && features.size() == kFeatureSize);
  const auto level = features.first(kMapSize);
  const auto delta = features.subspan(kMapSize);
  normalise(logmel, level);
  deltas(level, delta);
  normalise(delta, delta);
}

}  // namespace scenelens
