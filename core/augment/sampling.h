// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

#include <cstdint>
#include <vector>

/// Random numbers beyond the uniform ones. Every function takes its randomness from the generator
/// alone and computes with portable arithmetic: a seed gives the same numbers on every machine.
namespace scenelens {

/// Uniform among 0 .. count-1, without bias. Precondition: count > 0.
[[nodiscard]] std::uint64_t uniformBelow(SplitMix64& random, std::uint64_t count);

/// True with that probability; one number of the generator whatever the probability.
[[nodiscard]] bool chance(SplitMix64& random, double probability);

/// A random order of 0 .. count-1, each equally likely (Fisher-Yates).
[[nodiscard]] std::vector<std::uint32_t> permutation(SplitMix64& random, std::uint32_t count);

/// Mean 0, variance 1. Source: Marsaglia's polar method.
[[nodiscard]] double standardNormal(SplitMix64& random);

/// Gamma(shape, 1): mean and variance are `shape`. Precondition: shape > 0. Source: Marsaglia and
/// Tsang, "A simple method for generating gamma variables", ACM TOMS 2000, with U^(1/shape) for
/// shapes below 1.
[[nodiscard]] double gammaSample(SplitMix64& random, double shape);

/// Beta(a, b) in [0, 1]: mean a/(a+b), variance ab / ((a+b)^2 (a+b+1)). Preconditions: a, b > 0.
/// The ratio of two gamma numbers, taken in logarithms, so that shapes near 0 give values next to
/// 0 or 1 and never 0/0.
[[nodiscard]] double betaSample(SplitMix64& random, double a, double b);

}  // namespace scenelens
