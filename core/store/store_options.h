// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace scenelens {

/// How to open a store.
struct StoreOptions {
  /// How long to wait for another program that writes, before that is an error.
  std::chrono::milliseconds busyTimeout{5000};
  /// How soon a StoreWriter tries again what could not be stored.
  std::chrono::milliseconds retryInterval{5000};
  /// Largest size of an SQLite file in pages of 4096 bytes, 0 none. At the limit it behaves like a
  /// full disk.
  std::int64_t maxPages = 0;
};

}  // namespace scenelens
