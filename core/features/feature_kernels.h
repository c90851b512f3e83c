// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/mel_filterbank.h"

#include <cstddef>
#include <span>

/// The inner loops of feature extraction, compiled for several instruction sets with Highway and
/// chosen at run time. All are pure functions of their arguments and thread-safe.
namespace scenelens::kernels {

/// Frames that go through the mel filters together: one 128-bit vector, and a divisor of 44.
inline constexpr std::size_t kFrameGroup = 4;

/// out[i] = x[i] - a * x[i-1] with one rounding where the machine has a fused multiply-add; reads
/// x[-1].
void preEmphasis(const float* x, float a, float* out, std::size_t size);

/// out[i] = a[i] * b[i] + c[i] * d[i].
void sumOfProducts(const float* a, const float* b, const float* c, const float* d, float* out,
                   std::size_t size);

/// Power of four complex spectra, interleaved by frame: power[bin * 4 + frame] = re^2 + im^2.
/// `spectra[f]` holds `bins` (re, im) pairs.
void interleavedPower(const float* const spectra[kFrameGroup], float* power, std::size_t bins);

/// Mel energies of four frames: out[m * stride + frame] for every band m. `weights` holds a weight
/// for each bin of each band, one band after the other.
void melEnergies(std::span<const MelFilterbank::Band> bands, const float* weights,
                 const float* power, float* out, std::size_t stride);

/// x = log10(x + offset), in place.
void logWithOffset(float* x, std::size_t size, float offset);

/// Sum of x, accumulated in double precision.
[[nodiscard]] double sum(const float* x, std::size_t size);
/// Sum of (x - mean)^2, accumulated in double precision.
[[nodiscard]] double sumOfSquares(const float* x, std::size_t size, double mean);
/// out[i] = (x[i] - mean) * scale.
void shiftAndScale(const float* x, float* out, std::size_t size, float mean, float scale);

}  // namespace scenelens::kernels
