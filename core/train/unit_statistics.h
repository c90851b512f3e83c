// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/tensor.h"
#include "core/nn/architecture.h"

namespace scenelens {

/// The same network with every BatchNorm's running variance 1: each convolution in front of one
/// (for a DSSC its projection) is divided by the deviation of what it puts out.
///
/// Training leaves convolutions in front of a BatchNorm at any scale, as batch statistics undo it.
/// With the statistics held still a gradient depends on that scale, so fine-tuning starts from one
/// scale for all. Inference is unchanged but for rounding. Precondition: the tensors of
/// parameterSpecs(architecture). Thread-safe.
[[nodiscard]] TensorFile withUnitStatistics(const Architecture& architecture, TensorFile weights);

}  // namespace scenelens
