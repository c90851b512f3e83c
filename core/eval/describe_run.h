// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/run_info.h"
#include "core/nn/model.h"

namespace scenelens {

/// What is known about a run before it is begun, from the model in its own precision: name, model,
/// precision, note, parameters and MACs by NeSsi's rule (complexityOf), and the bytes of all
/// tensors that the weights consist of, BatchNorm statistics and quantization scales included
/// (tensorBytes). Data set, engine, date and the like are the caller's to fill in. Thread-safe.
[[nodiscard]] RunInfo describeRun(const Model& model);

/// The same for the Int8 run of a Float32 model; its bytes are unknown without Int8 weights.
/// Thread-safe.
[[nodiscard]] RunInfo describeInt8Run(const Model& floats, const Model* int8 = nullptr);

}  // namespace scenelens
