// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/dataset/dataset.h"

#include <filesystem>
#include <string>

namespace scenelens {

/// A data set without sound, from a list of truth alone: what foreign predictions can be judged by.
///
/// Columns filename and scene_label and, where they are there, identifier (city-location) and
/// source_label (device) as in meta.csv; separated by tabs or commas (TableForm::Foreign). City,
/// location and device come from those columns, else from official names (also of TAU 2019/2020).
/// "#second" behind a name makes it a window. All clips are `missing`. Labels that are not the
/// scene in an official name become one of the data set's problems; the labels count. Errors, with
/// file and line: a missing column, a row with another number of fields, an unknown label, an empty
/// or repeated name, no rows. `path` gives the data set its name. Thread-safe.
[[nodiscard]] Result<Dataset> datasetFromTruth(std::string text, const std::filesystem::path& path);
/// The same of a file (at most 1 GiB). Errors: it cannot be read.
[[nodiscard]] Result<Dataset> readTruth(const std::filesystem::path& path);

}  // namespace scenelens
