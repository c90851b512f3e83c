// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string_view>

namespace scenelens {

/// What both directions of a workspace file agree on.
inline constexpr std::string_view kWorkspaceFormat = "scenelens-workspace";

/// Names of DataSource::Kind in its order.
[[nodiscard]] constexpr std::array<const char*, 4> dataKindNames() {
  return {"none", "demo", "paths", "truth"};
}

}  // namespace scenelens
