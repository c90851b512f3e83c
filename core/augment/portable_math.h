// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scenelens {

/// Natural logarithm of x > 0 (0 gives minus infinity), within 3e-16 relative.
///
/// The C library's log and exp may differ in the last bit between versions and processors, and a
/// sampler that accepts or rejects turns that bit into another stream of numbers. These two use
/// only additions, multiplications, divisions and exact scalings, which IEEE 754 fixes.
/// Thread-safe.
[[nodiscard]] double portableLog(double x);

/// e^x, within 1e-15 relative; 0 below -745, infinity above 709. Thread-safe.
[[nodiscard]] double portableExp(double x);

}  // namespace scenelens
