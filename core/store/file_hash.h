// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <string>

namespace scenelens {

/// SHA-256 of a file's bytes as 64 hex digits: what runs know weights by. Errors: the file cannot
/// be read. Thread-safe.
[[nodiscard]] Result<std::string> sha256OfFile(const std::filesystem::path& path);

}  // namespace scenelens
