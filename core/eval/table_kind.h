// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <filesystem>

namespace scenelens {

/// What a table of text is about, as its header says.
enum class TableKind : std::uint8_t {
  Predictions,  ///< filename and the ten scenes: readPredictions()
  Truth,        ///< filename and scene_label: readTruth()
  Systems,      ///< system: readSystemTable()
  Other
};

/// Looks at the first line (at most 64 KiB). Errors: the file cannot be read. Thread-safe.
[[nodiscard]] Result<TableKind> kindOfTable(const std::filesystem::path& path);

/// True for names that end as tables do (.csv, .tsv, .txt), so that they are not taken for sound.
[[nodiscard]] bool hasTableName(const std::filesystem::path& path);

}  // namespace scenelens
