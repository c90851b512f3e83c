// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace scenelens {

/// The sound with its STFT (see Stft: 2048 samples every 512) multiplied by `factors`, one real
/// number for each of the 1025 bins, phase kept; least-squares inverse. Unlike applyFactors the
/// mean stays, and factors that are all 1 give the samples back bit for bit. Samples may end up
/// beyond full scale. Preconditions: 1025 factors, more than 1024 samples. Thread-safe.
[[nodiscard]] std::vector<float> filterSound(std::span<const float> factors,
                                             std::span<const float> samples);

/// The factors of |STFT| that a log-Mel shift (256 values in log10 of power) asks for: at the
/// centre of band m 10^(shift[m] / 2), the exponent linear in between on the mel scale, constant
/// beyond the first and the last band. Thread-safe.
[[nodiscard]] std::vector<float> factorsOfMelShift(std::span<const float> shift);

}  // namespace scenelens
