// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/convolver.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

namespace scenelens {

namespace {

double energyOf(std::span<const float> x) {
  double sum = 0.0;
  for (const float value : x) sum += static_cast<double>(value) * static_cast<double>(value);
  return sum;
}

}  // namespace

/// The plans and buffers for one FFT length.
struct Convolver::Size {
  explicit Size(std::size_t length)
      : forward(length),
        inverse(length),
        signal(makeFftBuffer(length)),
        spectrum(makeFftBuffer(length + 2)),
        response(makeFftBuffer(length + 2)) {}

  /// The spectrum of x, filled up with zeros.
  void transform(std::span<const float> x, FftBuffer& out) {
    std::ranges::copy(x, signal.get());
    std::fill(signal.get() + x.size(), signal.get() + forward.length(), 0.0F);
    forward.execute(signal.get(), out.get());
  }

  FftPlan forward;
  InverseFftPlan inverse;
  FftBuffer signal;
  FftBuffer spectrum;
  FftBuffer response;
};

Convolver::Convolver() = default;
Convolver::~Convolver() = default;

Convolver::Size& Convolver::sizeFor(std::size_t needed) {
  const std::size_t length = std::bit_ceil(std::max<std::size_t>(needed, 2));
  auto& size = m_sizes[length];
  if (!size) size = std::make_unique<Size>(length);
  return *size;
}

void Convolver::convolve(std::span<const float> samples, std::span<const float> taps,
                         bool keepEnergy, std::span<float> out) {
  assert(!samples.empty() && !taps.empty() && samples.size() == out.size());
  // Taps after the clip's length only reach what is cut off.
  taps = taps.first(std::min(taps.size(), samples.size()));
  Size& size = sizeFor(samples.size() + taps.size() - 1);
  const double energy = keepEnergy ? energyOf(samples) : 0.0;
  size.transform(samples, size.spectrum);
  size.transform(taps, size.response);
  const std::size_t length = size.forward.length();
  const float scale = 1.0F / static_cast<float>(length);
  for (std::size_t k = 0; k < length + 2; k += 2) {
    const float re = size.spectrum[k];
    const float im = size.spectrum[k + 1];
    size.spectrum[k] = (re * size.response[k] - im * size.response[k + 1]) * scale;
    size.spectrum[k + 1] = (re * size.response[k + 1] + im * size.response[k]) * scale;
  }
  size.inverse.execute(size.spectrum.get(), size.signal.get());
  std::copy_n(size.signal.get(), out.size(), out.begin());
  if (!keepEnergy) return;
  const double now = energyOf(out);
  if (now <= 0.0) return;
  const auto gain = static_cast<float>(std::sqrt(energy / now));
  for (float& value : out) value *= gain;
}

}  // namespace scenelens
