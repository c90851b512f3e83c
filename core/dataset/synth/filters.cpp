// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/filters.h"

#include "core/dataset/synth/numeric.h"
#include "core/features/feature_shape.h"

#include <algorithm>
#include <cmath>

namespace scenelens::synth {

namespace {

struct Angle {
  double sine;
  double cosine;
};

Angle angleOf(double frequency) {
  const double turns = std::min(frequency, 21900.0) / kSampleRate;
  return {sineOfTurns(turns), sineOfTurns(turns + 0.25)};
}

}  // namespace

Biquad::Biquad(double b0, double b1, double b2, double a0, double a1, double a2)
    : m_b0(b0 / a0), m_b1(b1 / a0), m_b2(b2 / a0), m_a1(a1 / a0), m_a2(a2 / a0) {}

Biquad Biquad::lowPass(double frequency, double q) {
  const auto [s, c] = angleOf(frequency);
  const double alpha = s / (2 * q);
  return {(1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha};
}

Biquad Biquad::highPass(double frequency, double q) {
  const auto [s, c] = angleOf(frequency);
  const double alpha = s / (2 * q);
  return {(1 + c) / 2, -(1 + c), (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha};
}

Biquad Biquad::bandPass(double frequency, double q) {
  const auto [s, c] = angleOf(frequency);
  const double alpha = s / (2 * q);
  return {alpha, 0, -alpha, 1 + alpha, -2 * c, 1 - alpha};
}

Biquad Biquad::peak(double frequency, double q, double decibels) {
  const auto [s, c] = angleOf(frequency);
  const double a = gainOf(decibels / 2);
  const double alpha = s / (2 * q);
  return {1 + alpha * a, -2 * c, 1 - alpha * a, 1 + alpha / a, -2 * c, 1 - alpha / a};
}

Biquad Biquad::lowShelf(double frequency, double decibels) {
  const auto [s, c] = angleOf(frequency);
  const double a = gainOf(decibels / 2);
  const double beta = s * std::sqrt(2 * a);  // shelf slope 1
  return {a * ((a + 1) - (a - 1) * c + beta), 2 * a * ((a - 1) - (a + 1) * c),
          a * ((a + 1) - (a - 1) * c - beta), (a + 1) + (a - 1) * c + beta,
          -2 * ((a - 1) + (a + 1) * c),       (a + 1) + (a - 1) * c - beta};
}

Biquad Biquad::highShelf(double frequency, double decibels) {
  const auto [s, c] = angleOf(frequency);
  const double a = gainOf(decibels / 2);
  const double beta = s * std::sqrt(2 * a);
  return {a * ((a + 1) + (a - 1) * c + beta), -2 * a * ((a - 1) + (a + 1) * c),
          a * ((a + 1) + (a - 1) * c - beta), (a + 1) - (a - 1) * c + beta,
          2 * ((a - 1) - (a + 1) * c),        (a + 1) - (a - 1) * c - beta};
}

void Biquad::become(const Biquad& other) {
  m_b0 = other.m_b0;
  m_b1 = other.m_b1;
  m_b2 = other.m_b2;
  m_a1 = other.m_a1;
  m_a2 = other.m_a2;
}

void OnePole::setCutoff(double cutoff) {
  const double decay = exp2Of(-9.064720283654388 * cutoff / kSampleRate);  // e^(-2 pi f)
  m_coefficient = static_cast<float>(1.0 - decay);
}

}  // namespace scenelens::synth
