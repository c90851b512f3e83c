// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/nn/classifier.h"
#include "core/nn/model.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace scenelens {

/// Who runs a network.
enum class Engine : std::uint8_t {
  Native,  ///< our own for Float32 weights: fast, always there
  Int8,    ///< our own for Int8 weights
  Torch    ///< LibTorch, the reference for Float32 weights; a module that need not be installed
};

/// Our own engine for the model's precision.
[[nodiscard]] Engine engineFor(const Model& model);

/// A classifier for the model. Errors: weights of the other precision than the engine's; tensors
/// that do not fit; for Engine::Torch those of loadTorchBackend. Thread-safe.
[[nodiscard]] Result<std::unique_ptr<Classifier>> makeClassifier(const Model& model, Engine engine);

/// Makes classifiers that share their weights where the engine can. May be called from several
/// threads at once.
using ClassifierFactory = std::function<Result<std::unique_ptr<Classifier>>()>;

/// A factory of classifiers for the model, which must outlive it. Errors: those of makeClassifier
/// that come from the weights.
[[nodiscard]] Result<ClassifierFactory> makeClassifierFactory(const Model& model, Engine engine);

}  // namespace scenelens
