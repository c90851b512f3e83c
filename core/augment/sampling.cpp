// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/sampling.h"

#include "core/augment/portable_math.h"

#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

namespace scenelens {

namespace {

/// Uniform in (0, 1): its logarithm is finite.
double openUniform(SplitMix64& random) {
  return (static_cast<double>(random.next() >> 11) + 0.5) * 0x1.0p-53;
}

/// Logarithm of a Gamma(shape, 1) number.
double logGammaSample(SplitMix64& random, double shape) {
  assert(shape > 0.0);
  const double boosted = shape < 1.0 ? shape + 1.0 : shape;
  const double d = boosted - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = standardNormal(random);
    const double root = 1.0 + c * x;
    if (root <= 0.0) continue;
    const double v = root * root * root;
    const double logV = portableLog(v);
    if (portableLog(openUniform(random)) < 0.5 * x * x + d - d * v + d * logV) {
      const double logged = portableLog(d) + logV;
      return shape < 1.0 ? logged + portableLog(openUniform(random)) / shape : logged;
    }
  }
}

}  // namespace

std::uint64_t uniformBelow(SplitMix64& random, std::uint64_t count) {
  assert(count > 0);
  // 2^64 is no multiple of most counts: its remainder is cut off at the low end.
  const std::uint64_t rest = (0 - count) % count;
  for (;;) {
    const std::uint64_t value = random.next();
    if (value >= rest) return value % count;
  }
}

bool chance(SplitMix64& random, double probability) {
  return random.uniform() < probability;
}

std::vector<std::uint32_t> permutation(SplitMix64& random, std::uint32_t count) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  for (std::uint32_t i = count; i > 1; --i) {
    std::swap(order[i - 1], order[uniformBelow(random, i)]);
  }
  return order;
}

double standardNormal(SplitMix64& random) {
  // The pair's second number is thrown away: a cache would be state that a seed does not show.
  for (;;) {
    const double u = random.uniform(-1.0, 1.0);
    const double v = random.uniform(-1.0, 1.0);
    const double square = u * u + v * v;
    if (square <= 0.0 || square >= 1.0) continue;
    return u * std::sqrt(-2.0 * portableLog(square) / square);
  }
}

double gammaSample(SplitMix64& random, double shape) {
  return portableExp(logGammaSample(random, shape));
}

double betaSample(SplitMix64& random, double a, double b) {
  const double x = logGammaSample(random, a);
  const double y = logGammaSample(random, b);
  return 1.0 / (1.0 + portableExp(y - x));
}

}  // namespace scenelens
