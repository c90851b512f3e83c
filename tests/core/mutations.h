// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <random>
#include <span>
#include <vector>

namespace scenelens::test {

/// Calls `parse` with every prefix of `bytes` (at most about 500, evenly spaced) and with `flips`
/// copies in which one to four bytes are changed; the same ones on every run and machine.
inline void forEachMutation(std::span<const std::byte> bytes, int flips,
                            const std::function<void(std::span<const std::byte>)>& parse) {
  for (std::size_t size = 0; size < bytes.size(); size += 1 + bytes.size() / 500) {
    // A copy of exactly that size, so that a sanitizer sees a read beyond its end.
    const std::vector<std::byte> cut(bytes.begin(),
                                     bytes.begin() + static_cast<std::ptrdiff_t>(size));
    parse(cut);
  }
  std::mt19937 random(2023);  // NOLINT: the same numbers every time is the point
  for (int i = 0; i < flips; ++i) {
    std::vector<std::byte> copy(bytes.begin(), bytes.end());
    for (unsigned n = random() % 4 + 1; n > 0; --n) {
      copy[random() % copy.size()] = static_cast<std::byte>(random());
    }
    parse(copy);
  }
}

}  // namespace scenelens::test
