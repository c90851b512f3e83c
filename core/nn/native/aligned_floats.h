// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace scenelens {

/// A zeroed array of floats on a cache-line boundary, with one line of zeros before and after it:
/// kernels may load a vector that begins or ends two values outside.
class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(std::size_t size) {
    const std::size_t total = (size + kLine - 1) / kLine * kLine + 2 * kLine;
    m_memory.reset(static_cast<float*>(std::aligned_alloc(kAlignment, total * sizeof(float))));
    if (!m_memory) throw std::bad_alloc();
    std::fill_n(m_memory.get(), total, 0.0F);
  }

  [[nodiscard]] float* data() { return m_memory ? m_memory.get() + kLine : nullptr; }

 private:
  static constexpr std::size_t kAlignment = 64;
  static constexpr std::size_t kLine = kAlignment / sizeof(float);
  struct Free {
    void operator()(float* memory) const { std::free(memory); }
  };

  std::unique_ptr<float[], Free> m_memory;
};

}  // namespace scenelens
