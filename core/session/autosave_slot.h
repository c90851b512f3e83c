// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <vector>

namespace scenelens {

/// A file that one running program saves to by itself, and a lock beside it that says that the
/// program lives. The lock is the kernel's (flock), so it goes with the program however that ends,
/// and a file whose lock nobody holds was left by a program that did not close properly.
///
/// Movable, not copyable. Blocks for as long as the file system does; not thread-safe.
class AutosaveSlot {
 public:
  /// Makes the folder and a slot of its own in it. Errors: the folder cannot be made or written.
  [[nodiscard]] static Result<AutosaveSlot> claim(const std::filesystem::path& folder);
  /// The slots that programs left there with something saved, newest first, each locked for this
  /// program so that no other offers it too. Slots without a file, and what an interrupted write
  /// left, are removed.
  [[nodiscard]] static std::vector<AutosaveSlot> leftIn(const std::filesystem::path& folder);

  AutosaveSlot(AutosaveSlot&& other) noexcept;
  AutosaveSlot& operator=(AutosaveSlot&& other) noexcept;
  AutosaveSlot(const AutosaveSlot&) = delete;
  AutosaveSlot& operator=(const AutosaveSlot&) = delete;
  /// Gives the lock back and leaves the file.
  ~AutosaveSlot();

  [[nodiscard]] const std::filesystem::path& file() const { return m_file; }
  /// When the file was saved; nothing is there: the epoch.
  [[nodiscard]] std::filesystem::file_time_type saved() const;
  /// The file and the lock go.
  void remove();

 private:
  AutosaveSlot(int lock, std::filesystem::path file) : m_lock(lock), m_file(std::move(file)) {}

  int m_lock = -1;  ///< descriptor that holds the lock
  std::filesystem::path m_file;
};

}  // namespace scenelens
