// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace scenelens {

/// What a person wrote about a clip.
struct ClipNote {
  std::string text;
  std::vector<std::string> tags;  ///< single words, as typed, each once

  [[nodiscard]] bool isEmpty() const { return text.empty() && tags.empty(); }
  friend bool operator==(const ClipNote&, const ClipNote&) = default;
};

/// By index into Dataset::clips; clips without a note are not in it.
using ClipNotes = std::unordered_map<std::uint32_t, ClipNote>;

/// Every tag that occurs, once, sorted. Thread-safe.
[[nodiscard]] std::vector<std::string> tagsOf(const ClipNotes& notes);

/// The notes as a table with a header, in the data set's order: file, second of the file, scene,
/// tags (separated by blanks), note. RFC 4180 with "\n" at the ends of lines, UTF-8. Thread-safe.
[[nodiscard]] std::string notesAsCsv(const Dataset& dataset, const ClipNotes& notes);

}  // namespace scenelens
