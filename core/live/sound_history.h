// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace scenelens {

/// The last samples of a stream, in fixed memory. Positions count samples from the stream's start.
/// One thread at a time.
class SoundHistory {
 public:
  explicit SoundHistory(std::size_t capacity) : m_ring(capacity) {}

  void add(std::span<const float> sound);
  /// Position after the newest sample.
  [[nodiscard]] std::int64_t end() const { return m_end; }
  /// Position of the oldest sample still held.
  [[nodiscard]] std::int64_t begin() const;
  /// Copies the samples from `from` on. Precondition: all of them are held.
  void copy(std::int64_t from, std::span<float> out) const;

 private:
  std::vector<float> m_ring;
  std::int64_t m_end = 0;
};

}  // namespace scenelens
