// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/session/workspace_state.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace scenelens {

/// The version of the format that is written; newer ones are refused.
inline constexpr std::int64_t kWorkspaceVersion = 1;
/// The largest workspace file that is read: 64 MiB, for notes about every clip.
inline constexpr std::uint64_t kMaxWorkspaceBytes = std::uint64_t{64} << 20U;

/// `path` as seen from `folder`, by names alone; as it is where they share nothing but the root or
/// `folder` is empty. Both absolute. Thread-safe.
[[nodiscard]] std::filesystem::path relativeTo(const std::filesystem::path& path,
                                               const std::filesystem::path& folder);

/// The state as JSON (docs/formats.md), with paths relative to `folder` where they can be; equal
/// states give equal bytes. Texts that are not UTF-8 keep their bytes. Thread-safe.
[[nodiscard]] std::string workspaceText(const WorkspaceState& state,
                                        const std::filesystem::path& folder = {});

/// Reads it back: the same state, bit by bit. Keys it does not know are ignored, missing ones have
/// their defaults. Errors, naming `file` with the line or the field: no JSON, another kind of file,
/// a newer version, a value of the wrong type or out of range, more than anybody would save.
/// Thread-safe.
[[nodiscard]] Result<WorkspaceState> parseWorkspace(std::string_view text,
                                                    const std::filesystem::path& file,
                                                    const std::filesystem::path& folder = {});

/// Reads a workspace file; paths in it are relative to its folder. Errors: also that it cannot be
/// read. Thread-safe.
[[nodiscard]] Result<WorkspaceState> readWorkspace(const std::filesystem::path& file);

/// Writes a workspace file, atomically and durably. Errors: those of writeFileAtomically, the old
/// file then stays. Thread-safe.
[[nodiscard]] Status writeWorkspace(const WorkspaceState& state, const std::filesystem::path& file);

}  // namespace scenelens
