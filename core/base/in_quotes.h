// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace scenelens {

/// A name from a foreign file, fit for an error message: in single quotes, control characters and
/// bytes that are not UTF-8 shown as '?', and cut to about 80 bytes so that a hostile file cannot
/// fill the screen. Thread-safe.
[[nodiscard]] std::string inQuotes(std::string_view name);

/// `text` with control characters and bytes that are not UTF-8 shown as '?', at full length: what a
/// terminal may be given. Control characters are those below 0x20, 0x7F and U+0080..U+009F.
/// Thread-safe.
[[nodiscard]] std::string printable(std::string_view text);

/// Whether `text` is well-formed UTF-8 (no overlong forms, no surrogates).
[[nodiscard]] bool isUtf8(std::string_view text);

}  // namespace scenelens
