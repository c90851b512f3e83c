// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace scenelens {

/// A regular file opened for reading; owns the descriptor. Internal to core/audio.
///
/// Anything else (folder, fifo, device) is refused before it is opened, so that no read can wait
/// for ever. Thread-safe once opened: reads name their offset and share no position.
class RegularFile {
 public:
  /// Errors: missing, a folder, not a regular file, no permission, empty.
  static Result<RegularFile> open(const std::filesystem::path& path);

  RegularFile(RegularFile&& other) noexcept;
  RegularFile& operator=(RegularFile&& other) noexcept;
  RegularFile(const RegularFile&) = delete;
  RegularFile& operator=(const RegularFile&) = delete;
  ~RegularFile();

  [[nodiscard]] int descriptor() const { return m_descriptor; }
  /// Bytes, > 0, as found on opening.
  [[nodiscard]] std::int64_t size() const { return m_size; }
  /// Fills `out` from `offset`; returns how many bytes there were (fewer at the end or on error).
  [[nodiscard]] std::size_t readAt(std::int64_t offset, std::span<std::byte> out) const;

 private:
  RegularFile(int descriptor, std::int64_t size) : m_descriptor(descriptor), m_size(size) {}

  int m_descriptor = -1;
  std::int64_t m_size = 0;
};

}  // namespace scenelens
