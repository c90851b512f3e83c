// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/nn/pickle_value.h"

#include <cstddef>
#include <deque>
#include <span>

namespace scenelens {

/// A pickle that was read: the value it describes and the pool that owns every part of it.
struct Pickle {
  std::deque<PickleValue> pool;
  const PickleValue* root = nullptr;
};

/// The largest pickle that is read; a DSMN checkpoint needs 35 kB.
inline constexpr std::size_t kMaxPickle = std::size_t{16} << 20U;

/// Reads a pickle (protocols 2 to 4, Python's pickletools.py is the reference) as far as
/// `torch.save` uses it for tensors, lists, dictionaries, strings and numbers.
///
/// A pickle is a program. This machine has no instruction that could do harm: the few classes on
/// the allow-list are built here as plain data, every other class and instruction is an error that
/// names it. Time and memory are bounded by the size of the pickle. Errors carry no file name.
/// Thread-safe.
[[nodiscard]] Result<Pickle> readPickle(std::span<const std::byte> bytes);

}  // namespace scenelens
