// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

/// The integer arithmetic of Int8 inference, one number at a time: what every engine must reproduce
/// bit for bit. Plain functions, exact on every machine: double precision only where each operation
/// rounds by IEEE 754 alone.
namespace scenelens::int8 {

/// The zero point of signed maps; others have 0.
inline constexpr int kSignedZero = 128;

/// Biases are limited, so that no accumulator overflows: a sum of up to 384 products of 255 * 127,
/// the zero point's share and the bias stay below 2^26, four of them (pooling) below 2^28.
inline constexpr std::int32_t kMapBiasLimit = 1 << 24;
inline constexpr std::int32_t kHiddenBiasLimit = 1 << 29;
inline constexpr std::int32_t kOutputBiasLimit = 1 << 30;

/// Fraction bits of a Requant.
inline constexpr int kFraction = 24;

/// Turns an accumulator into an unsigned 8-bit number: clamp, multiply, add, keep the top 8 of 32
/// bits. Clamping comes first and makes the product fit, so there is one rounding, to the nearest
/// with ties up.
struct Requant {
  std::int32_t lowest = 0;
  std::int32_t highest = 0;
  std::uint32_t multiplier = 0;
  std::uint32_t offset = 0;  ///< the zero point and one half
};

/// number = accumulator * ratio + zeroPoint. Ratios above 64 count as 64 (one unit of the
/// accumulator is then worth more than the map can tell apart). Precondition: ratio > 0.
[[nodiscard]] Requant requantFor(double ratio, int zeroPoint);

[[nodiscard]] inline std::uint32_t requantized(const Requant& by, std::int32_t accumulator) {
  const auto clamped = static_cast<std::uint32_t>(std::clamp(accumulator, by.lowest, by.highest));
  return (clamped * by.multiplier + by.offset) >> kFraction;  // modulo 2^32, which is meant
}

/// What the outputs of a DssdbSeg's sum share: how many fraction bits, and the third DSSC's factor.
struct ThirdScale {
  int shift = 0;
  std::int32_t multiplier = 0;
};
/// third: the scale of the third DSSC's map / the scale of the sum. As many fraction bits, up to
/// 20, as keep 255 * multiplier below 2^29. Precondition: third > 0.
[[nodiscard]] ThirdScale thirdScaleFor(double third);

/// The same for accumulators to which the third DSSC's map is added before the only rounding.
struct SumRequant {
  std::int32_t lowest = 0;
  std::int32_t highest = 0;
  std::int32_t multiplier = 0;
};
/// Beyond the clamps no value of the third map leads back into 0..255.
[[nodiscard]] SumRequant sumRequantFor(double ratio, const ThirdScale& third);

[[nodiscard]] inline std::uint32_t requantizedSum(const SumRequant& by, const ThirdScale& third,
                                                  std::int32_t accumulator, std::uint32_t number) {
  const std::int32_t half = third.shift > 0 ? 1 << (third.shift - 1) : 0;
  const std::int32_t sum = std::clamp(accumulator, by.lowest, by.highest) * by.multiplier +
                           static_cast<std::int32_t>(number) * third.multiplier + half;
  return static_cast<std::uint32_t>(std::clamp((sum >> third.shift) + kSignedZero, 0, 255));
}

/// Fraction bits of an attention gain.
inline constexpr int kGainBits = 14;

/// sigmoid(x) as an integer, 2^14 being 1. The exponential is our own, so that it does not depend
/// on the system's library; the result is within one unit of the exact one.
[[nodiscard]] std::int32_t attentionGain(float x);

/// ECA's gains, from the means of all channels (`means`, as many as `gains`): the sigmoid of the
/// kernel across a channel and its neighbours, zeros beyond the first and the last.
void attentionGains(const std::array<float, 3>& kernel, std::span<const double> means,
                    std::span<std::int32_t> gains);

/// A weight of `fuse` with this clip's gain, rounded to the nearest with ties up.
[[nodiscard]] inline std::int32_t attended(std::int32_t weight, std::int32_t gain) {
  return (weight * gain + (1 << (kGainBits - 1))) >> kGainBits;
}

/// The largest number of the embedding, whose 14 bits keep 512 products in 32 bits.
inline constexpr std::int32_t kEmbeddingMax = (1 << 14) - 1;
/// The largest number of the hidden layer's output.
inline constexpr std::int64_t kHiddenMax = 1 << 20;
/// Fraction bits of the factors of embedding and hidden layer.
inline constexpr int kHeadFraction = 30;

/// (value * factor) / 2^kHeadFraction, to the nearest with ties up. Precondition: the product fits
/// in 62 bits.
[[nodiscard]] inline std::int64_t headScaled(std::int64_t value, std::int64_t factor) {
  return (value * factor + (std::int64_t{1} << (kHeadFraction - 1))) >> kHeadFraction;
}

}  // namespace scenelens::int8
