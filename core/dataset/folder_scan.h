// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"

#include <filesystem>
#include <string>
#include <vector>

namespace scenelens {

/// What a folder holds.
struct FolderScan {
  std::vector<std::string> files;  ///< sound files below the folder, relative with '/', sorted
  std::vector<Error> problems;     ///< folders that could not be listed
};

/// Lists the sound files below `folder`, by name and in any letter case. Follows links to folders,
/// each folder once, so that links in a circle end; skips names that start with a dot. Stops early
/// when cancelled. Thread-safe.
[[nodiscard]] FolderScan scanFolder(const std::filesystem::path& folder, const JobControl& control);

/// Sets Clip::missing by listing each folder that the clips name once, instead of asking for every
/// file; returns how many are missing. Thread-safe for distinct data sets.
std::size_t markMissingClips(Dataset& dataset);

}  // namespace scenelens
