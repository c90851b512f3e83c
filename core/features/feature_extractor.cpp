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
constexpr float kLogOffset = 1e-10F;

static_assert(kFrames == 1 + kClipSamples / kHop);
static_assert(kFrames % kernels::kFrameGroup == 0);

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
      m_window(kFftSize),
      m_padded(kClipSamples + kFftSize),
      m_frame(makeFftBuffer(kFftSize)),
      m_power(kBins * kernels::kFrameGroup) {
  for (std::size_t n = 0; n < kFftSize; ++n) {
    const double phase = 2.0 * std::numbers::pi * static_cast<double>(n) / kFftSize;
    m_window[n] = static_cast<float>(0.5 - 0.5 * std::cos(phase));
  }
  for (std::size_t f = 0; f < kernels::kFrameGroup; ++f) {
    m_spectra.push_back(makeFftBuffer(kFftSize + 2));
  }
}

void FeatureExtractor::logMel(std::span<const float> samples, std::span<float> logmel) {
  assert(samples.size() == kClipSamples && logmel.size() == kMapSize);
  // Reflection without repeating the edge sample, as torch.nn.functional.pad(mode="reflect").
  std::copy(samples.begin(), samples.end(), m_padded.begin() + kHalfWindow);
  for (std::size_t i = 1; i <= kHalfWindow; ++i) {
    m_padded[kHalfWindow - i] = samples[i];
    m_padded[kHalfWindow + kClipSamples - 1 + i] = samples[kClipSamples - 1 - i];
  }

  std::array<const float*, kernels::kFrameGroup> spectra{};
  for (std::size_t frame = 0; frame < kFrames; frame += kernels::kFrameGroup) {
    for (std::size_t f = 0; f < kernels::kFrameGroup; ++f) {
      const float* start = m_padded.data() + (frame + f) * kHop;
      kernels::applyWindow(start, m_window.data(), m_frame.get(), kFftSize);
      m_plan.execute(m_frame.get(), m_spectra[f].get());
      spectra[f] = m_spectra[f].get();
    }
    kernels::interleavedPower(spectra.data(), m_power.data(), kBins);
    kernels::melEnergies(m_filterbank, m_power.data(), logmel.data() + frame, kFrames);
  }
  kernels::logWithOffset(logmel.data(), logmel.size(), kLogOffset);
}

void FeatureExtractor::extract(std::span<const float> samples, FeatureMap& out) {
  out.logmel.resize(kMapSize);
  out.features.resize(kFeatureSize);
  logMel(samples, out.logmel);
  featuresFromLogMel(out.logmel, out.features);
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
