// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/stft.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace scenelens {

namespace {

constexpr std::size_t kHalf = Stft::kSize / 2;

}  // namespace

Stft::Stft()
    : m_forward(kSize),
      m_inverse(kSize),
      m_window(makeFftBuffer(kSize)),
      m_frame(makeFftBuffer(kSize)),
      m_spectrum(makeFftBuffer(kSize + 2)) {
  for (std::size_t n = 0; n < kSize; ++n) {
    m_window[n] = static_cast<float>(
        0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(n) / kSize));
  }
}

void Stft::forward(std::span<const float> samples, std::vector<float>& spectra) {
  assert(samples.size() > kHalf);
  const std::size_t frames = frameCount(samples.size());
  const auto last = static_cast<std::ptrdiff_t>(samples.size()) - 1;
  spectra.resize(frames * kBins * 2);
  for (std::size_t f = 0; f < frames; ++f) {
    const auto start = static_cast<std::ptrdiff_t>(f * kHop) - static_cast<std::ptrdiff_t>(kHalf);
    for (std::size_t n = 0; n < kSize; ++n) {
      auto at = std::abs(start + static_cast<std::ptrdiff_t>(n));
      if (at > last) at = 2 * last - at;
      m_frame[n] = m_window[n] * samples[static_cast<std::size_t>(at)];
    }
    m_forward.execute(m_frame.get(), m_spectrum.get());
    std::copy_n(m_spectrum.get(), 2 * kBins, spectra.data() + f * 2 * kBins);
  }
}

void Stft::inverse(std::span<const float> spectra, std::span<float> samples) {
  const std::size_t frames = frameCount(samples.size());
  assert(spectra.size() == frames * kBins * 2);
  const std::size_t padded = (frames - 1) * kHop + kSize;
  std::vector<float> sum(padded, 0.0F);
  std::vector<float> weight(padded, 0.0F);
  for (std::size_t f = 0; f < frames; ++f) {
    std::copy_n(spectra.data() + f * 2 * kBins, 2 * kBins, m_spectrum.get());
    m_inverse.execute(m_spectrum.get(), m_frame.get());
    for (std::size_t n = 0; n < kSize; ++n) {
      sum[f * kHop + n] += m_window[n] * m_frame[n] / static_cast<float>(kSize);
      weight[f * kHop + n] += m_window[n] * m_window[n];
    }
  }
  // Every sample lies well inside some window, so no weight is near zero.
  for (std::size_t n = 0; n < samples.size(); ++n) samples[n] = sum[n + kHalf] / weight[n + kHalf];
}

}  // namespace scenelens
