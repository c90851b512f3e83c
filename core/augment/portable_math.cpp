// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/portable_math.h"

#include <cmath>
#include <limits>

namespace scenelens {

namespace {

// ln 2 in two parts; the first has trailing zeros, so that its small multiples are exact.
constexpr double kLn2High = 0x1.62e42fee00000p-1;
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

}  // namespace

double portableLog(double x) {
  if (x <= 0.0) return -std::numeric_limits<double>::infinity();
  int exponent = 0;
  double m = std::frexp(x, &exponent);  // [0.5, 1)
  constexpr double kRootHalf = 0.70710678118654752;
  if (m < kRootHalf) {
    m *= 2.0;
    --exponent;
  }
  // log m = 2 atanh(f); |f| < 0.172, so the last term is below 1e-19.
  const double f = (m - 1.0) / (m + 1.0);
  const double square = f * f;
  double series = 0.0;
  for (int k = 23; k >= 3; k -= 2) series = (series + 1.0 / k) * square;
  const double e = exponent;
  return e * kLn2High + (2.0 * f + (2.0 * f * series + e * kLn2Low));
}

double portableExp(double x) {
  if (x < -745.0) return 0.0;
  if (x > 709.0) return std::numeric_limits<double>::infinity();
  constexpr double kPerLn2 = 1.4426950408889634;
  const double k = std::floor(x * kPerLn2 + 0.5);
  const double r = (x - k * kLn2High) - k * kLn2Low;  // |r| < 0.347
  double sum = 1.0;
  for (int n = 16; n >= 1; --n) sum = 1.0 + sum * r / n;
  return std::ldexp(sum, static_cast<int>(k));
}

}  // namespace scenelens
