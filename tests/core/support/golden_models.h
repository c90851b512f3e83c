// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/safetensors.h"
#include "core/nn/checkpoint.h"
#include "core/nn/model.h"

#include <filesystem>
#include <string>

/// The authors' checkpoints and what their PyTorch models make of them, where the reference
/// material is there.
namespace scenelens::test {

/// The file that a test needs to skip without; its path is for the message.
inline std::filesystem::path goldenCheckpoint(const std::string& model) {
  return std::filesystem::path(SCENELENS_SHARED_DIR) / "golden" / (model + "_state_dict.pt");
}

/// Four clips as `input`, logits and block outputs by name.
inline Result<TensorFile> goldenForward() {
  return readSafetensors(std::filesystem::path(SCENELENS_SHARED_DIR) / "golden" /
                         "forward.safetensors");
}

/// A published model, imported.
inline Result<Model> goldenModel(const std::string& name) {
  auto stateDict = readTorchCheckpoint(goldenCheckpoint(name));
  if (!stateDict) return fail(stateDict.error());
  Model model;
  model.architecture = *findArchitecture(name);
  auto fitted = fitCheckpoint(std::move(*stateDict), model.architecture, {});
  if (!fitted) return fail(fitted.error());
  model.weights = std::move(fitted->weights);
  return model;
}

}  // namespace scenelens::test
