// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scenelens::synth {

/// Elementary functions from additions, multiplications and divisions alone: those of the C library
/// differ in the last bit between systems, and the demo set is the same on all of them. (Its files
/// are compiled without fused multiply-add for the same reason.) Absolute error below 1e-7.

/// sin(2 pi x).
[[nodiscard]] double sineOfTurns(double turns);
/// 2^x for |x| < 1000.
[[nodiscard]] double exp2Of(double x);
/// log2(x) for x > 0.
[[nodiscard]] double log2Of(double x);

/// Amplitude factor of a level in decibels.
[[nodiscard]] inline double gainOf(double decibels) {
  return exp2Of(decibels * 0.16609640474436813);  // log2(10) / 20
}
/// Decibels of an amplitude factor > 0.
[[nodiscard]] inline double decibelsOf(double gain) {
  return log2Of(gain) * 6.020599913279624;  // 20 log10(2)
}
/// The factor that a pitch changes by over so many semitones.
[[nodiscard]] inline double semitones(double count) {
  return exp2Of(count / 12.0);
}

}  // namespace scenelens::synth
