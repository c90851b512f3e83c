// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace scenelens {

/// UTF-8 text in lower case, also beyond ASCII (as the C library's C.UTF-8 locale has it). Bytes
/// that are no UTF-8 stay as they are. Thread-safe.
[[nodiscard]] std::string lowerCase(std::string_view text);

/// True where `lowerWord` (in lower case) is part of `text`, whatever the case. Does not allocate
/// as long as the word is ASCII. Thread-safe.
[[nodiscard]] bool containsWord(std::string_view text, std::string_view lowerWord);

}  // namespace scenelens
