// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/tensor.h"
#include "core/nn/architecture.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace scenelens {

/// Reads what `torch.save(state_dict)` wrote (PyTorch >= 1.6: a zip archive with a pickle) without
/// running it: the pickle machine knows dictionaries, strings, numbers and tensors, and refuses
/// everything else. Also accepts the usual wrappers: a dictionary with one of the keys
/// `state_dict`, `model_state_dict`, `model`, and parameters of type nn.Parameter.
///
/// Errors name the file: not a zip archive, an old (pre-1.6) or TorchScript file, an object that is
/// not a tensor (named by its Python class), a storage that is missing, too short or of an unknown
/// type, a non-contiguous view out of range. Never executes code. Memory is bounded by the file's
/// size: records that overlap or are compressed are refused, and all tensors together may take four
/// times the file (views may share a storage or repeat it). Thread-safe.
[[nodiscard]] Result<TensorFile> readTorchCheckpoint(const std::filesystem::path& path);

/// The same from memory; `path` appears in errors only.
[[nodiscard]] Result<TensorFile> parseTorchCheckpoint(std::span<const std::byte> bytes,
                                                      const std::filesystem::path& path);

/// A checkpoint's tensors fitted to an architecture.
struct ImportedWeights {
  TensorFile weights;              ///< exactly the architecture's tensors, float32
  std::vector<std::string> notes;  ///< what was dropped or converted, for people
};

/// Fits a state dict to `architecture`: strips `module.` prefixes, drops the unused `conv6`,
/// QAT observer and fake-quantization keys and `num_batches_tracked` (each with a note), converts
/// float64/float16 to float32, and checks every remaining tensor.
///
/// Errors: missing, misshapen or unknown tensors, integers where floats belong, NaN or infinite
/// values, all in one message that names up to 50 tensors of each kind and counts the rest. When
/// the tensors fit another DSMN model, the remedy names it. `path` appears in errors only.
/// Thread-safe.
[[nodiscard]] Result<ImportedWeights> fitCheckpoint(TensorFile stateDict,
                                                    const Architecture& architecture,
                                                    const std::filesystem::path& path);

}  // namespace scenelens
