// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/nn/classifier.h"
#include "core/nn/model.h"

#include <cstdint>
#include <memory>

namespace scenelens {

/// Who runs a network.
enum class Engine : std::uint8_t {
  Native,  ///< our own: fast, always there
  Torch    ///< LibTorch, the reference; a module that need not be installed
};

/// A float32 classifier for the model. Errors: tensors that do not fit; for Engine::Torch those of
/// loadTorchBackend. Thread-safe.
[[nodiscard]] Result<std::unique_ptr<Classifier>> makeClassifier(const Model& model, Engine engine);

}  // namespace scenelens
