// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace scenelens {

/// Multiply-adds of one burst on the widest vectors that Highway knows here.
[[nodiscard]] std::int64_t burstMultiplyAdds();
/// One burst: independent float multiply-adds in registers, nothing else.
void multiplyAddBurst();
/// Multiply-adds a second, the best of a few bursts; measured once.
[[nodiscard]] double peakMultiplyAdds();

}  // namespace scenelens
