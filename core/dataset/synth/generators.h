// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/synth/filters.h"
#include "core/dataset/synth/random.h"
#include "core/dataset/synth/signal.h"

#include <cstddef>
#include <span>

namespace scenelens::synth {

/// A slow random curve in [-1, 1]: smooth steps between random values, `rate` of them a second.
class Wander {
 public:
  Wander(double rate, Random& random);
  double next();

 private:
  Random* m_random;
  double m_step;
  double m_phase;
  double m_from;
  double m_to;
};

/// One period of a periodic sound, read at any pitch. The caller keeps harmonics below 20 kHz.
class Waveform {
 public:
  /// Amplitudes of harmonics 1, 2, ...; phases are random.
  Waveform(std::span<const double> amplitudes, Random& random);
  /// `count` harmonics that fall by `slope` decibels an octave, each up to `spread` dB off.
  [[nodiscard]] static Waveform falling(int count, double slope, double spread, Random& random);

  /// The value at `turns` (its fraction counts).
  [[nodiscard]] float at(double turns) const {
    const double position = (turns - static_cast<double>(static_cast<long>(turns))) * kSize;
    const auto index = static_cast<std::size_t>(position);
    const auto fraction = static_cast<float>(position - static_cast<double>(index));
    return m_table[index] + fraction * (m_table[index + 1] - m_table[index]);
  }

 private:
  static constexpr int kSize = 2048;
  Signal m_table;  // one more than kSize, for the interpolation
};

/// Noise with equal power in every octave from 20 Hz. Source: P. Kellet's refined filter.
class PinkNoise {
 public:
  explicit PinkNoise(Random& random) : m_random(&random) {}
  float next();

 private:
  Random* m_random;
  float m_b[7] = {};
};

/// Noise between two frequencies (second-order slopes).
[[nodiscard]] Signal noiseBand(std::size_t samples, double low, double high, Random& random);
/// A noise burst through a resonance, dying away: knocks, clicks, thumps.
[[nodiscard]] Signal knock(double frequency, double q, double decaySeconds, Random& random);
/// A struck body: partials (ratios to `frequency`) that die away, the higher ones sooner.
[[nodiscard]] Signal strike(double frequency, std::span<const double> ratios, double decaySeconds,
                            Random& random);
/// Multiplies by 1 + depth * Wander (never below 0).
void modulate(Signal& signal, double rate, double depth, Random& random);

}  // namespace scenelens::synth
