// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/scene.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// Where a clip stands in the official fold 1.
enum class Fold : std::uint8_t { None, Train, Test };

/// "", "train", "test".
[[nodiscard]] std::string_view foldName(Fold fold);

/// One second of a data set: a row of the workbench's table. Small, because there are 230,350.
struct Clip {
  std::string file;            ///< relative to Dataset::root with '/', or absolute
  std::optional<Scene> scene;  ///< the true class, where known
  Fold fold = Fold::None;
  std::int16_t city = -1;      ///< index into Dataset::cities, -1 unknown
  std::int16_t device = -1;    ///< index into Dataset::devices, -1 unknown
  std::int32_t location = -1;  ///< index into Dataset::locations ("lisbon-1000"), -1 unknown
  std::int32_t window = 0;     ///< which 1-s window of the file
  bool padded = false;         ///< the file ends inside this window (known after probing)
  bool missing = false;        ///< listed, but there is no such file
};

/// Clips with their labels and folds: a plain value, immutable once loaded.
struct Dataset {
  std::string name;            ///< for people, usually the folder's name
  std::filesystem::path root;  ///< empty when the clips have absolute paths
  bool synthetic = false;      ///< made by `demo-data`; shown wherever the data set is
  std::vector<Clip> clips;
  std::vector<std::string> cities;     ///< sorted
  std::vector<std::string> devices;    ///< sorted: "a", "b", "c", "s1", ...
  std::vector<std::string> locations;  ///< "city-location", sorted
  std::vector<Error> problems;         ///< what could not be opened or does not fit; never fatal

  [[nodiscard]] std::filesystem::path path(const Clip& clip) const;
  /// "" where unknown.
  [[nodiscard]] std::string_view city(const Clip& clip) const;
  [[nodiscard]] std::string_view device(const Clip& clip) const;
  [[nodiscard]] std::string_view location(const Clip& clip) const;
};

/// Opens what a user points at: a data set root in the official layout (a folder with meta.csv),
/// other folders (searched recursively for sound files), sound files, or several of them together.
///
/// A root is read from its lists alone; sound files of one second are not touched, so 230,350 rows
/// open in under a second and the audio may be absent (its clips are then `missing`). Files and
/// folders are probed to learn their number of windows. Unreadable files become `problems`, not
/// errors. An error is returned only when nothing at all could be opened, or a list is malformed
/// (then with file and line). `control` reports files done and cancels between files (the result
/// then holds what was opened so far). Thread-safe.
[[nodiscard]] Result<Dataset> openDataset(std::span<const std::filesystem::path> paths,
                                          const JobControl& control);

}  // namespace scenelens
