// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/nn/classifier.h"
#include "core/nn/model.h"
#include "core/nn/trainable.h"

#include <memory>
#include <string>

namespace scenelens {

/// What the LibTorch module offers, without any LibTorch type, so that a program can use it without
/// linking LibTorch (which brings some 300 shared objects and half a second of start-up).
class TorchBackend {
 public:
  TorchBackend() = default;
  virtual ~TorchBackend();
  TorchBackend(const TorchBackend&) = delete;
  TorchBackend& operator=(const TorchBackend&) = delete;

  /// "1.13.1"
  [[nodiscard]] virtual std::string version() const = 0;

  /// A float32 classifier with a copy of the model's weights. Operators run in the calling thread.
  /// Thread-safe.
  [[nodiscard]] virtual Result<std::unique_ptr<Classifier>> makeClassifier(const Model& model) = 0;

  /// The model, ready to learn, starting from its weights. Errors: tensors that do not fit.
  /// Thread-safe.
  [[nodiscard]] virtual Result<std::unique_ptr<Trainable>> makeTrainable(
      const Model& model, const TrainableOptions& options) = 0;

  /// Joins the processes at that address; waits for all of them. Errors: the address cannot be
  /// reached or used, somebody does not come in time. Thread-safe.
  [[nodiscard]] virtual Result<std::unique_ptr<ProcessGroup>> joinGroup(
      const GroupAddress& address) = 0;
};

/// True when the module's file is where loadTorchBackend looks for it; whether it can be loaded is
/// another question. Thread-safe.
[[nodiscard]] bool torchModuleIsInstalled();
/// True once somebody in this process asked for it; does not load it.
[[nodiscard]] bool torchModuleIsLoaded();

/// Loads the module `libscenelens-torch.so` on the first call (about half a second) and keeps it.
///
/// Looked for in $SCENELENS_TORCH_MODULE, beside the program, and in ../lib/scenelens. The error
/// says what the system's loader said and which package to install. Thread-safe.
[[nodiscard]] Result<TorchBackend*> loadTorchBackend();

}  // namespace scenelens
