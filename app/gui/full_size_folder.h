// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

#include <cstddef>
#include <filesystem>

namespace scenelens {

/// Clips of the development set of TAU Urban Acoustic Scenes 2022 Mobile.
inline constexpr std::size_t kFullSizeClips = 230'350;

/// A folder laid out as the official data set, with as many clips, for measuring. The sounds are
/// noise, and most of the files are links to a few: nothing can be learned from them.
class FullSizeFolder final {
 public:
  explicit FullSizeFolder(const QString& scratch);
  /// Errors: the disk is full, the file system knows no links.
  [[nodiscard]] Status make() const;
  [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

 private:
  std::filesystem::path m_path;
};

}  // namespace scenelens
