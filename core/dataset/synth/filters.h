// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/synth/signal.h"

namespace scenelens::synth {

/// A second-order filter. Source of the coefficients: R. Bristow-Johnson, "Cookbook formulae for
/// audio equalizer biquad filter coefficients". Frequencies in Hz, below 22 kHz.
class Biquad {
 public:
  [[nodiscard]] static Biquad lowPass(double frequency, double q = 0.707);
  [[nodiscard]] static Biquad highPass(double frequency, double q = 0.707);
  /// 0 dB at its centre.
  [[nodiscard]] static Biquad bandPass(double frequency, double q);
  [[nodiscard]] static Biquad peak(double frequency, double q, double decibels);
  [[nodiscard]] static Biquad lowShelf(double frequency, double decibels);
  [[nodiscard]] static Biquad highShelf(double frequency, double decibels);

  float process(float in) {
    const double x = in;
    const double y = m_b0 * x + m_z1;
    m_z1 = m_b1 * x - m_a1 * y + m_z2;
    m_z2 = m_b2 * x - m_a2 * y;
    return static_cast<float>(y);
  }
  void process(Signal& signal) {
    for (float& sample : signal) sample = process(sample);
  }
  /// Takes the other's coefficients and keeps the state.
  void become(const Biquad& other);

 private:
  Biquad(double b0, double b1, double b2, double a0, double a1, double a2);

  double m_b0, m_b1, m_b2, m_a1, m_a2;
  double m_z1 = 0.0;
  double m_z2 = 0.0;
};

/// First-order low-pass: the cheapest way to let a sound come from further away.
class OnePole {
 public:
  explicit OnePole(double cutoff) { setCutoff(cutoff); }
  void setCutoff(double cutoff);
  float process(float in) {
    m_state += m_coefficient * (in - m_state);
    return m_state;
  }

 private:
  float m_coefficient = 0.0F;
  float m_state = 0.0F;
};

}  // namespace scenelens::synth
