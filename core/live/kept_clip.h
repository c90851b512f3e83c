// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <span>

namespace scenelens {

/// Writes mono sound at 44.1 kHz as 24-bit WAV to STEM.wav, or to STEM-2.wav and so on where there
/// is such a file: nothing is ever replaced, also when two of these run at a time. Makes missing
/// folders. Returns the file. Errors: it cannot be created or written, nothing is left of it then.
/// Preconditions: finite samples, at least one. Thread-safe.
[[nodiscard]] Result<std::filesystem::path> keepClip(const std::filesystem::path& stem,
                                                     std::span<const float> sound);

}  // namespace scenelens
