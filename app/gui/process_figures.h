// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace scenelens {

/// Milliseconds since this process was started, loading of its libraries included; as exact as the
/// kernel's clock tick (10 ms). 0 where /proc tells nothing.
[[nodiscard]] double processAgeMs();

/// Memory that the process holds now, and the most it ever held, in MB of 10^6 bytes; 0 where
/// /proc tells nothing.
[[nodiscard]] double residentMegabytes();
[[nodiscard]] double peakMegabytes();

/// True when a library whose file name begins with `name` is mapped into the process.
[[nodiscard]] bool isLoaded(std::string_view name);

}  // namespace scenelens
