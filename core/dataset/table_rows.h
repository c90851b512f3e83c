// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/dataset/scene.h"
#include "core/dataset/table_file.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace scenelens {

/// The scene whose label stands in a column of the table's current row. Errors: an unknown label.
[[nodiscard]] Result<Scene> sceneIn(const TableFile& table, std::size_t column);

/// A clip as tables name it: "long.wav#3" is the fourth second of long.wav.
struct NamedWindow {
  std::string_view file;
  std::int32_t window = 0;
};

/// Cuts "#second" off; a name without it is window 0. Thread-safe.
[[nodiscard]] NamedWindow splitWindow(std::string_view name);

/// Finds rows that name a clip for the second time. Keeps views into the table's text: the table
/// must stay where it is. Not thread-safe.
class NamesSeen {
 public:
  /// Errors, about the table's current row: an empty name, one that was added before.
  [[nodiscard]] Status add(const TableFile& table, std::string_view name);

 private:
  std::unordered_map<std::string_view, std::int64_t> m_lines;
};

}  // namespace scenelens
