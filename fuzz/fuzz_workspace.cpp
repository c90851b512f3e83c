// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/workspace_file.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

/// What can be read can be written, and is then read as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scenelens;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char* folder : {"", "/data/study"}) {
    const auto state = parseWorkspace(text, "x.scenelens", folder);
    if (!state) {
      if (state.error().reason.empty() || state.error().text().empty()) __builtin_trap();
      continue;
    }
    const auto again = parseWorkspace(workspaceText(*state, folder), "x.scenelens", folder);
    if (!again || !(*again == *state)) __builtin_trap();
  }
  return 0;
}
