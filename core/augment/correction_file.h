// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/augment/spectrum_correction.h"
#include "core/base/error.h"

#include <filesystem>

namespace scenelens {

/// Writes a correction as a safetensors file (docs/formats.md), whole or not at all. Equal
/// corrections give equal bytes. Thread-safe.
[[nodiscard]] Status saveCorrection(const std::filesystem::path& path,
                                    const SpectrumCorrection& correction);

/// Reads one back. Foreign input: form, devices, tensors, shapes, types, device numbers and the
/// range of every value are checked; errors name the file. Thread-safe.
[[nodiscard]] Result<SpectrumCorrection> loadCorrection(const std::filesystem::path& path);

}  // namespace scenelens
