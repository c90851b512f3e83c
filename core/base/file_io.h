// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace scenelens {

/// The largest file `readWholeFile` takes: 4 GiB, far above any weights of this field.
inline constexpr std::uint64_t kMaxWholeFile = std::uint64_t{4} << 30U;

/// The bytes of a regular file. Folders, pipes and devices are refused (a pipe would block for
/// ever), and so are files over `maxBytes`, before anything is allocated. Thread-safe.
[[nodiscard]] Result<std::vector<std::byte>> readWholeFile(const std::filesystem::path& path,
                                                           std::uint64_t maxBytes = kMaxWholeFile);

/// Writes the parts one after the other to a temporary file beside `path`, flushes it to the disk
/// and renames it to `path`: readers see the old file or the new one, never half of it. On failure
/// the temporary file is removed and an existing `path` is untouched. Thread-safe.
[[nodiscard]] Status writeFileAtomically(const std::filesystem::path& path,
                                         std::span<const std::span<const std::byte>> parts);

}  // namespace scenelens
