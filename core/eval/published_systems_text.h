// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace scenelens {

/// The bytes of resources/published_systems.csv as it was when the program was configured.
[[nodiscard]] std::string_view publishedSystemsText();

}  // namespace scenelens
