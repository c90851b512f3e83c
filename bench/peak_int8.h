// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace scenelens {

/// Multiply-adds of bytes in one int8Burst().
[[nodiscard]] std::int64_t burstInt8MultiplyAdds();

/// Independent dot products of four bytes in registers, as the Int8 engine's kernels compute them.
void int8Burst();

/// The most multiply-adds of bytes a second that one core does, measured once.
[[nodiscard]] double peakInt8MultiplyAdds();

}  // namespace scenelens
