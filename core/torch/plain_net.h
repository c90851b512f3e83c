// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/model.h"
#include "core/nn/trainable.h"

#include <memory>

namespace scenelens {

/// The network for training as the authors wrote it: DsmnNet's layers and LibTorch's autograd, one
/// process, no rounding. What TrainNet's speed is measured against. Sets the number of LibTorch's
/// threads for the whole process. Errors: tensors that do not fit.
[[nodiscard]] Result<std::unique_ptr<Trainable>> makePlainTrainable(
    const Model& model, const TrainableOptions& options);

}  // namespace scenelens
