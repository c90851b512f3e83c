// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/feature_kernels.h"

// Highway compiles this file once per instruction set by including it again from foreach_target.h.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/features/feature_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
// clang-format keeps these two apart on purpose
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace scenelens::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Wide = hn::ScalableTag<float>;
using Group = hn::CappedTag<float, kFrameGroup>;

void PreEmphasis(const float* HWY_RESTRICT x, float a, float* HWY_RESTRICT out, std::size_t size) {
  const Wide d;
  const auto factor = hn::Set(d, a);
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= size; i += hn::Lanes(d)) {
    hn::StoreU(hn::NegMulAdd(factor, hn::LoadU(d, x + i - 1), hn::LoadU(d, x + i)), d, out + i);
  }
  for (; i < size; ++i) out[i] = x[i] - a * x[i - 1];
}

void SumOfProducts(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b,
                   const float* HWY_RESTRICT c, const float* HWY_RESTRICT d,
                   float* HWY_RESTRICT out, std::size_t size) {
  const Wide tag;
  std::size_t i = 0;
  for (; i + hn::Lanes(tag) <= size; i += hn::Lanes(tag)) {
    const auto second = hn::Mul(hn::LoadU(tag, c + i), hn::LoadU(tag, d + i));
    hn::StoreU(hn::MulAdd(hn::LoadU(tag, a + i), hn::LoadU(tag, b + i), second), tag, out + i);
  }
  for (; i < size; ++i) out[i] = a[i] * b[i] + c[i] * d[i];
}

void InterleavedPower(const float* const* HWY_RESTRICT spectra, float* HWY_RESTRICT power,
                      std::size_t bins) {
  const Wide d;
  const auto load = [d](const float* pairs) HWY_ATTR {
    hn::Vec<Wide> re;
    hn::Vec<Wide> im;
    hn::LoadInterleaved2(d, pairs, re, im);
    return hn::MulAdd(re, re, hn::Mul(im, im));
  };
  std::size_t k = 0;
  for (; k + hn::Lanes(d) <= bins; k += hn::Lanes(d)) {
    hn::StoreInterleaved4(load(spectra[0] + 2 * k), load(spectra[1] + 2 * k),
                          load(spectra[2] + 2 * k), load(spectra[3] + 2 * k), d, power + 4 * k);
  }
  for (; k < bins; ++k) {
    for (std::size_t f = 0; f < kFrameGroup; ++f) {
      const float re = spectra[f][2 * k];
      const float im = spectra[f][2 * k + 1];
      power[4 * k + f] = re * re + im * im;
    }
  }
}

void MelEnergies(std::span<const MelFilterbank::Band> bands, const float* HWY_RESTRICT weights,
                 const float* HWY_RESTRICT power, float* HWY_RESTRICT out, std::size_t stride) {
  const Group d;
  for (const auto& band : bands) {
    const float* HWY_RESTRICT weight = weights + band.offset;
    // One vector holds the whole group wherever vectors exist; the scalar target takes four turns.
    for (std::size_t f = 0; f < kFrameGroup; f += hn::Lanes(d)) {
      const float* bin = power + band.firstBin * kFrameGroup + f;
      // Two chains hide the latency of the multiply-add.
      auto even = hn::Zero(d);
      auto odd = hn::Zero(d);
      std::size_t i = 0;
      for (; i + 2 <= band.size; i += 2) {
        even = hn::MulAdd(hn::Set(d, weight[i]), hn::LoadU(d, bin + i * kFrameGroup), even);
        odd = hn::MulAdd(hn::Set(d, weight[i + 1]), hn::LoadU(d, bin + (i + 1) * kFrameGroup), odd);
      }
      if (i < band.size) {
        even = hn::MulAdd(hn::Set(d, weight[i]), hn::LoadU(d, bin + i * kFrameGroup), even);
      }
      hn::StoreU(hn::Add(even, odd), d, out + f);
    }
    out += stride;
  }
}

void LogWithOffset(float* HWY_RESTRICT x, std::size_t size, float offset) {
  const Wide d;
  const auto shift = hn::Set(d, offset);
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= size; i += hn::Lanes(d)) {
    hn::StoreU(hn::Log10(d, hn::Add(hn::LoadU(d, x + i), shift)), d, x + i);
  }
  const hn::CappedTag<float, 1> one;
  for (; i < size; ++i) {
    hn::StoreU(hn::Log10(one, hn::Set(one, x[i] + offset)), one, x + i);
  }
}

/// Sum of (x - centre)^2 or, for kSquare false, of x - centre, in double precision.
template <bool kSquare>
double SumAround(const float* HWY_RESTRICT x, std::size_t size, double centre) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> narrow;
  const auto shift = hn::Set(d, centre);
  const auto term = [&](const float* values) HWY_ATTR {
    const auto difference = hn::Sub(hn::PromoteTo(d, hn::LoadU(narrow, values)), shift);
    return kSquare ? hn::Mul(difference, difference) : difference;
  };
  const std::size_t lanes = hn::Lanes(d);
  auto even = hn::Zero(d);
  auto odd = hn::Zero(d);
  std::size_t i = 0;
  for (; i + 2 * lanes <= size; i += 2 * lanes) {
    even = hn::Add(even, term(x + i));
    odd = hn::Add(odd, term(x + i + lanes));
  }
  double total = hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd)));
  for (; i < size; ++i) {
    const double difference = static_cast<double>(x[i]) - centre;
    total += kSquare ? difference * difference : difference;
  }
  return total;
}

double Sum(const float* x, std::size_t size) {
  return SumAround<false>(x, size, 0.0);
}

double SumOfSquares(const float* x, std::size_t size, double mean) {
  return SumAround<true>(x, size, mean);
}

void ShiftAndScale(const float* HWY_RESTRICT x, float* HWY_RESTRICT out, std::size_t size,
                   float mean, float scale) {
  const Wide d;
  const auto centre = hn::Set(d, mean);
  const auto factor = hn::Set(d, scale);
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= size; i += hn::Lanes(d)) {
    hn::StoreU(hn::Mul(hn::Sub(hn::LoadU(d, x + i), centre), factor), d, out + i);
  }
  for (; i < size; ++i) out[i] = (x[i] - mean) * scale;
}

}  // namespace scenelens::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace scenelens::kernels {

HWY_EXPORT(PreEmphasis);
HWY_EXPORT(SumOfProducts);
HWY_EXPORT(InterleavedPower);
HWY_EXPORT(MelEnergies);
HWY_EXPORT(LogWithOffset);
HWY_EXPORT(Sum);
HWY_EXPORT(SumOfSquares);
HWY_EXPORT(ShiftAndScale);

void preEmphasis(const float* x, float a, float* out, std::size_t size) {
  HWY_DYNAMIC_DISPATCH(PreEmphasis)(x, a, out, size);
}

void sumOfProducts(const float* a, const float* b, const float* c, const float* d, float* out,
                   std::size_t size) {
  HWY_DYNAMIC_DISPATCH(SumOfProducts)(a, b, c, d, out, size);
}

void interleavedPower(const float* const spectra[kFrameGroup], float* power, std::size_t bins) {
  HWY_DYNAMIC_DISPATCH(InterleavedPower)(spectra, power, bins);
}

void melEnergies(std::span<const MelFilterbank::Band> bands, const float* weights,
                 const float* power, float* out, std::size_t stride) {
  HWY_DYNAMIC_DISPATCH(MelEnergies)(bands, weights, power, out, stride);
}

void logWithOffset(float* x, std::size_t size, float offset) {
  HWY_DYNAMIC_DISPATCH(LogWithOffset)(x, size, offset);
}

double sum(const float* x, std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(Sum)(x, size);
}

double sumOfSquares(const float* x, std::size_t size, double mean) {
  return HWY_DYNAMIC_DISPATCH(SumOfSquares)(x, size, mean);
}

void shiftAndScale(const float* x, float* out, std::size_t size, float mean, float scale) {
  HWY_DYNAMIC_DISPATCH(ShiftAndScale)(x, out, size, mean, scale);
}

}  // namespace scenelens::kernels
#endif  // HWY_ONCE
