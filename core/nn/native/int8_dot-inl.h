// SPDX-License-Identifier: GPL-3.0-or-later
// Included once per instruction set, without #pragma once on purpose.
#if defined(SCENELENS_INT8_DOT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SCENELENS_INT8_DOT_INL_H_
#undef SCENELENS_INT8_DOT_INL_H_
#else
#define SCENELENS_INT8_DOT_INL_H_
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>

// Highway means processors with AVX-512 VNNI by AVX3_DL, but asks the compiler for AVX-VNNI. This
// stands in the place of HWY_BEFORE_NAMESPACE wherever functions call Dot(); clang heeds only one
// of two nested ones.
#undef SCENELENS_BEFORE_DOT_NAMESPACE
#if HWY_TARGET == HWY_AVX3_DL
#define SCENELENS_BEFORE_DOT_NAMESPACE()            \
  HWY_PUSH_ATTRIBUTES(HWY_TARGET_STR ",avx512vnni") \
  static_assert(true, "a semicolon follows")
#else
#define SCENELENS_BEFORE_DOT_NAMESPACE() HWY_BEFORE_NAMESPACE()
#endif

SCENELENS_BEFORE_DOT_NAMESPACE();
namespace scenelens::int8::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Dot products of four unsigned with four signed bytes in each 32-bit lane. `Prepared` is what can
// be done once for many products; the same for both factors, so that the rest reads alike.

#if HWY_TARGET == HWY_AVX3_DL

template <class D>
using Prepared = hn::Vec<D>;

/// Unsigned bytes.
template <class D>
HWY_INLINE Prepared<D> Prepare(D /*d*/, hn::Vec<D> words) {
  return words;
}
/// Signed bytes.
template <class D>
HWY_INLINE Prepared<D> PrepareVector(D /*d*/, hn::Vec<D> words) {
  return words;
}

template <class D>
HWY_INLINE hn::Vec<D> Dot(D /*d*/, hn::Vec<D> sum, Prepared<D> numbers, Prepared<D> weights) {
  if constexpr (hn::MaxLanes(D()) == 16) {
    return hn::Vec<D>{_mm512_dpbusd_epi32(sum.raw, numbers.raw, weights.raw)};
  } else {
    // The 256-bit form could come out as AVX-VNNI, which Highway does not ask the processor for.
    const __m512i wide =
        _mm512_dpbusd_epi32(_mm512_castsi256_si512(sum.raw), _mm512_castsi256_si512(numbers.raw),
                            _mm512_castsi256_si512(weights.raw));
    return hn::Vec<D>{_mm512_castsi512_si256(wide)};
  }
}

#elif HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

/// Bytes 0 and 2, and bytes 1 and 3, as pairs of 16-bit numbers.
template <class D>
struct Prepared {
  hn::Vec<D> even;
  hn::Vec<D> odd;
};

template <class D>
HWY_INLINE Prepared<D> Prepare(D d, hn::Vec<D> words) {
  const hn::Repartition<std::uint16_t, D> d16;
  return {hn::And(words, hn::Set(d, 0x00FF00FF)),
          hn::BitCast(d, hn::ShiftRight<8>(hn::BitCast(d16, words)))};
}
template <class D>
HWY_INLINE Prepared<D> PrepareVector(D d, hn::Vec<D> words) {
  const hn::Repartition<std::int16_t, D> d16;
  const auto shorts = hn::BitCast(d16, words);
  return {hn::BitCast(d, hn::ShiftRight<8>(hn::ShiftLeft<8>(shorts))),
          hn::BitCast(d, hn::ShiftRight<8>(shorts))};
}

#if HWY_MAX_BYTES == 64
HWY_INLINE hn::Vec512<std::int32_t> PairSums(hn::Vec512<std::int32_t> a,
                                             hn::Vec512<std::int32_t> b) {
  return hn::Vec512<std::int32_t>{_mm512_madd_epi16(a.raw, b.raw)};
}
#endif
#if HWY_MAX_BYTES >= 32
HWY_INLINE hn::Vec256<std::int32_t> PairSums(hn::Vec256<std::int32_t> a,
                                             hn::Vec256<std::int32_t> b) {
  return hn::Vec256<std::int32_t>{_mm256_madd_epi16(a.raw, b.raw)};
}
#endif
template <std::size_t kLanes>
HWY_INLINE hn::Vec128<std::int32_t, kLanes> PairSums(hn::Vec128<std::int32_t, kLanes> a,
                                                     hn::Vec128<std::int32_t, kLanes> b) {
  return hn::Vec128<std::int32_t, kLanes>{_mm_madd_epi16(a.raw, b.raw)};
}

template <class D>
HWY_INLINE hn::Vec<D> Dot(D /*d*/, hn::Vec<D> sum, const Prepared<D>& numbers,
                          const Prepared<D>& weights) {
  sum = hn::Add(sum, PairSums(numbers.even, weights.even));
  return hn::Add(sum, PairSums(numbers.odd, weights.odd));
}

#else

/// The four bytes as 32-bit numbers.
template <class D>
struct Prepared {
  hn::Vec<D> bytes[4];
};

template <class D>
HWY_INLINE Prepared<D> Prepare(D d, hn::Vec<D> words) {
  const auto mask = hn::Set(d, 255);
  return {{hn::And(words, mask), hn::And(hn::ShiftRight<8>(words), mask),
           hn::And(hn::ShiftRight<16>(words), mask), hn::And(hn::ShiftRight<24>(words), mask)}};
}
template <class D>
HWY_INLINE Prepared<D> PrepareVector(D /*d*/, hn::Vec<D> words) {
  return {{hn::ShiftRight<24>(hn::ShiftLeft<24>(words)),
           hn::ShiftRight<24>(hn::ShiftLeft<16>(words)),
           hn::ShiftRight<24>(hn::ShiftLeft<8>(words)), hn::ShiftRight<24>(words)}};
}

template <class D>
HWY_INLINE hn::Vec<D> Dot(D /*d*/, hn::Vec<D> sum, const Prepared<D>& numbers,
                          const Prepared<D>& weights) {
  for (std::size_t k = 0; k < 4; ++k) {
    sum = hn::Add(sum, hn::Mul(numbers.bytes[k], weights.bytes[k]));
  }
  return sum;
}

#endif

/// The same four weights in every lane.
template <class D>
HWY_INLINE Prepared<D> PrepareWeights(D d, std::uint32_t word) {
  return PrepareVector(d, hn::Set(d, static_cast<std::int32_t>(word)));
}

/// The sum of a[i] * b[i]; count is a multiple of 16.
HWY_INLINE std::int32_t DotOfShorts(const std::int16_t* HWY_RESTRICT a,
                                    const std::int16_t* HWY_RESTRICT b, std::size_t count) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
  const hn::CappedTag<std::int16_t, 16> d16;
  const hn::RepartitionToWide<decltype(d16)> d;
  auto sum = hn::Zero(d);
  for (std::size_t i = 0; i < count; i += hn::Lanes(d16)) {
    const auto x = hn::BitCast(d, hn::LoadU(d16, a + i));
    const auto y = hn::BitCast(d, hn::LoadU(d16, b + i));
    using V = decltype(sum);
#if HWY_MAX_BYTES >= 32
    sum = hn::Add(sum, V{_mm256_madd_epi16(x.raw, y.raw)});
#else
    sum = hn::Add(sum, V{_mm_madd_epi16(x.raw, y.raw)});
#endif
  }
  return hn::GetLane(hn::SumOfLanes(d, sum));
#else
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += std::int32_t{a[i]} * b[i];
  return sum;
#endif
}

}  // namespace scenelens::int8::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
