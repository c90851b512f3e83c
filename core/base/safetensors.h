// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/tensor.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace scenelens {

/// Reads a safetensors file (https://github.com/huggingface/safetensors, format section): u64
/// header length, JSON header, then the tensors' bytes.
///
/// Foreign input: lengths, offsets, shapes and types are checked before anything is allocated; the
/// data must be contiguous, without overlap or holes, and end where the file ends; names are
/// unique. Unknown element types are an error that names the tensor. Thread-safe.
[[nodiscard]] Result<TensorFile> readSafetensors(const std::filesystem::path& path);

/// The same from memory; `path` appears in errors only.
[[nodiscard]] Result<TensorFile> parseSafetensors(std::span<const std::byte> bytes,
                                                  const std::filesystem::path& path);

/// Writes tensors in name order, atomically: a temporary file beside `path`, then a rename, so that
/// a crash or full disk never leaves half a file. Equal input gives equal bytes.
[[nodiscard]] Status writeSafetensors(const std::filesystem::path& path, const TensorFile& file);

}  // namespace scenelens
