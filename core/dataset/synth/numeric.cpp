// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/numeric.h"

#include <cmath>

namespace scenelens::synth {

double sineOfTurns(double turns) {
  double x = turns - std::floor(turns + 0.5);  // [-0.5, 0.5]
  if (x > 0.25) x = 0.5 - x;
  if (x < -0.25) x = -0.5 - x;
  constexpr double kTwoPi = 6.283185307179586;
  const double a = kTwoPi * x;
  const double b = a * a;
  // Taylor series around 0, good to 6e-8 at a quarter turn.
  return a * (1 - b / 6 * (1 - b / 20 * (1 - b / 42 * (1 - b / 72 * (1 - b / 110)))));
}

double exp2Of(double x) {
  const double whole = std::floor(x);
  constexpr double kLn2 = 0.6931471805599453;
  const double a = (x - whole) * kLn2;
  double sum = 1.0;
  for (int k = 10; k > 0; --k) sum = 1.0 + sum * a / k;
  return std::ldexp(sum, static_cast<int>(whole));
}

double log2Of(double x) {
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent);  // [0.5, 1)
  constexpr double kRootHalf = 0.7071067811865476;
  constexpr double kTwoOverLn2 = 2.8853900817779268;
  const double z = (mantissa - kRootHalf) / (mantissa + kRootHalf);
  const double s = z * z;
  double series = 0.0;
  for (int k = 13; k >= 1; k -= 2) series = series * s + 1.0 / k;
  return exponent - 0.5 + kTwoOverLn2 * z * series;
}

}  // namespace scenelens::synth
