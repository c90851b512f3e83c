// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/int8_arithmetic.h"

#include <bit>
#include <cmath>

// Compiled without contraction (see CMakeLists.txt): a fused multiply-add rounds once where two
// operations round twice, and results would depend on the processor.
namespace scenelens::int8 {

namespace {

constexpr double kLargestRatio = 64.0;
/// Accumulators, even four added up, stay below this.
constexpr std::int64_t kBeyond = 1 << 28;

std::int32_t limited(std::int64_t value) {
  return static_cast<std::int32_t>(std::clamp(value, -kBeyond, kBeyond));
}

}  // namespace

Requant requantFor(double ratio, int zeroPoint) {
  constexpr std::int64_t kHalf = std::int64_t{1} << (kFraction - 1);
  const std::int64_t zero = std::int64_t{zeroPoint} << kFraction;
  const auto multiplier =
      static_cast<std::int64_t>(std::nearbyint(std::min(ratio, kLargestRatio) * (1 << kFraction)));
  Requant requant;
  requant.multiplier = static_cast<std::uint32_t>(multiplier);
  requant.offset = static_cast<std::uint32_t>(zero + kHalf);
  const std::int64_t divisor = std::max<std::int64_t>(multiplier, 1);
  // A ReLU's map has its zero point at the bottom, and half a step below still rounds up to it.
  requant.lowest = zeroPoint == 0 ? 0 : limited(-((zero + kHalf) / divisor));
  requant.highest = limited(((std::int64_t{1} << 32) - 1 - zero - kHalf) / divisor);
  return requant;
}

ThirdScale thirdScaleFor(double third) {
  constexpr double kLargest = (1 << 29) / 255.0;
  ThirdScale scale{20, 0};
  double factor = third * (1 << 20);
  for (; factor > kLargest && scale.shift > 0; --scale.shift) factor *= 0.5;
  scale.multiplier = static_cast<std::int32_t>(std::nearbyint(std::min(factor, kLargest)));
  return scale;
}

SumRequant sumRequantFor(double ratio, const ThirdScale& third) {
  constexpr double kLargest = 1 << 29;
  const double factor = ratio * static_cast<double>(std::int64_t{1} << third.shift);
  const auto multiplier = static_cast<std::int64_t>(std::nearbyint(std::min(factor, kLargest)));
  const std::int64_t divisor = std::max<std::int64_t>(multiplier, 1);
  const std::int64_t range = std::int64_t{kSignedZero} << third.shift;
  const std::int64_t below = range + (range >> 8) + 255 * std::int64_t{third.multiplier};
  return {limited(-(below / divisor + 1)), limited(range / divisor + 1),
          static_cast<std::int32_t>(multiplier)};
}

std::int32_t attentionGain(float x) {
  constexpr double kSaturated = 20.0;  // sigmoid rounds to 0 or 1 long before
  constexpr double kLog2E = 1.4426950408889634;
  constexpr double kLn2High = 0.693147180369123816490;  // 32 bits; its products below are exact
  constexpr double kLn2Low = 1.90821492927058770002e-10;
  const double y = std::clamp(-static_cast<double>(x), -kSaturated, kSaturated);
  const double turns = std::nearbyint(y * kLog2E);
  const double high = y - turns * kLn2High;
  const double r = high - turns * kLn2Low;
  // exp(r) for |r| <= ln 2 / 2, the Taylor series to r^11 / 11!.
  double series = 1.0;
  for (int k = 11; k > 0; --k) {
    const double term = r * series;
    series = 1.0 + term / k;
  }
  const auto exponent = static_cast<std::uint64_t>(1023 + static_cast<std::int64_t>(turns)) << 52;
  const double power = series * std::bit_cast<double>(exponent);
  return static_cast<std::int32_t>(std::nearbyint((1 << kGainBits) / (1.0 + power)));
}

void attentionGains(const std::array<float, 3>& kernel, std::span<const double> means,
                    std::span<std::int32_t> gains) {
  for (std::size_t c = 0; c < gains.size(); ++c) {
    const double before = c > 0 ? means[c - 1] : 0.0;
    const double after = c + 1 < gains.size() ? means[c + 1] : 0.0;
    const double x = kernel[0] * before + kernel[1] * means[c] + kernel[2] * after;
    gains[c] = attentionGain(static_cast<float>(x));
  }
}

}  // namespace scenelens::int8
