// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace scenelens {

/// "8,645,641": thousands separated by commas, whatever the locale.
[[nodiscard]] std::string groupDigits(std::int64_t value);

}  // namespace scenelens
