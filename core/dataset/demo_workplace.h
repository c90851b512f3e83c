// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <sys/types.h>

#include <filesystem>
#include <optional>

namespace scenelens {

/// Where a demo set is written: a temporary folder beside its place (`<name>.tmp-<pid>-<n>`) that
/// is renamed when all is there. Whoever looks at the place sees the set that was there before or
/// the new one; a program that is killed leaves a temporary folder, which the next run removes.
/// One thread at a time; several processes may work for the same place.
class DemoWorkplace {
 public:
  /// Removes what dead processes left and makes the temporary folder. The place may be free, an
  /// empty folder, a demo set or the remains of one without lists. Errors: something else is there,
  /// also as a foreign file within a demo set; the folder above cannot be written to.
  [[nodiscard]] static Result<DemoWorkplace> open(const std::filesystem::path& place);

  DemoWorkplace(DemoWorkplace&& other) noexcept;
  DemoWorkplace& operator=(DemoWorkplace&&) = delete;
  DemoWorkplace(const DemoWorkplace&) = delete;
  DemoWorkplace& operator=(const DemoWorkplace&) = delete;
  /// Removes the temporary folder, if it is still there.
  ~DemoWorkplace();

  /// The temporary folder, to be filled.
  [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
  /// Gives the temporary folder its name. When another process has put an equal set there since
  /// `open`, that one stays. Errors: the place has been taken by something else or cannot be
  /// written.
  [[nodiscard]] Status moveToPlace();

 private:
  DemoWorkplace() = default;

  std::filesystem::path m_given;   ///< for messages
  std::filesystem::path m_place;   ///< absolute, without links
  std::filesystem::path m_folder;  ///< empty once it has been moved
  std::optional<ino_t> m_before;   ///< what stood at the place when this was opened
};

}  // namespace scenelens
