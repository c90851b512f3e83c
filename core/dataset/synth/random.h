// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

namespace scenelens::synth {

/// Pseudo-random numbers that are the same on every machine: xoshiro256++ (Blackman and Vigna,
/// "Scrambled linear pseudorandom number generators", 2019), seeded through splitmix64.
///
/// The distributions of the standard library are not specified bit for bit, so these are written
/// out. For the same reason no expression may draw twice: the order in which the arguments of a
/// call are evaluated is the compiler's choice (in braces it is fixed). Not thread-safe: every task
/// makes its own from a key that says which task it is.
class Random {
 public:
  explicit Random(std::initializer_list<std::uint64_t> key);

  std::uint64_t next();
  /// [0, 1).
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// 0 .. count - 1; count > 0.
  int below(int count) { return static_cast<int>(uniform() * count); }
  bool chance(double probability) { return uniform() < probability; }
  /// Mean 0, deviation 1, within +-6 (a sum of twelve uniform numbers).
  double normal();
  /// A sample of white noise in [-1, 1): half the price of uniform().
  float white();

 private:
  std::array<std::uint64_t, 4> m_state{};
  std::uint64_t m_spare = 0;
  bool m_hasSpare = false;
};

}  // namespace scenelens::synth
