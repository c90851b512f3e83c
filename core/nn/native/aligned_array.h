// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace scenelens {

/// A zeroed array on a cache-line boundary, with one line of zeros before and after it: kernels may
/// load a vector that begins or ends a little outside.
template <typename T>
class AlignedArray {
 public:
  AlignedArray() = default;
  explicit AlignedArray(std::size_t size) {
    const std::size_t total = (size + kLine - 1) / kLine * kLine + 2 * kLine;
    m_memory.reset(static_cast<T*>(std::aligned_alloc(kAlignment, total * sizeof(T))));
    if (!m_memory) throw std::bad_alloc();
    std::fill_n(m_memory.get(), total, T{});
  }

  [[nodiscard]] T* data() { return m_memory ? m_memory.get() + kLine : nullptr; }

 private:
  static constexpr std::size_t kAlignment = 64;
  static constexpr std::size_t kLine = kAlignment / sizeof(T);
  struct Free {
    void operator()(T* memory) const { std::free(memory); }
  };

  std::unique_ptr<T[], Free> m_memory;
};

using AlignedFloats = AlignedArray<float>;
/// Four unsigned 8-bit numbers a word.
using AlignedWords = AlignedArray<std::uint32_t>;

}  // namespace scenelens
