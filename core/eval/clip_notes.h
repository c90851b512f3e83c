// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

}  // namespace scenelens
