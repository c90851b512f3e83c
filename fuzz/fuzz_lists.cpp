// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/tau_lists.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// The input is up to four lists with a form feed between them; an empty one is absent.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::array<std::optional<std::string>, 4> texts;
  for (auto& text : texts) {
    const auto end = rest.find('\f');
    if (end != 0) text = std::string(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  const auto dataset = scenelens::parseTauLists(
      {std::move(texts[0]), std::move(texts[1]), std::move(texts[2]), std::move(texts[3])}, "root");
  if (!dataset) {
    if (dataset.error().reason.empty()) __builtin_trap();
    return 0;
  }
  for (const auto& clip : dataset->clips)
    if (clip.file.empty() || clip.file.front() == '/') __builtin_trap();
  return 0;
}
