// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/nn/model.h"

#include <cstdint>
#include <vector>

namespace scenelens {

/// The Int8 twin of a Float32 model, or why there is none and what to do about it.
using Int8Twin = Result<Model>;

/// Says that a Float32 model has no Int8 weights and how to make them.
[[nodiscard]] Error noInt8Twin(const Model& floats);

/// Reads the Int8 weights that lie beside each model (see int8Twin); one entry per model.
///
/// A twin that is not there is an entry with noInt8Twin(). A file that cannot be used is an entry
/// with its error, which is added to `problems` too unless it is there already: those of loadModel;
/// Float32 weights under that name; another architecture than the model's. Thread-safe.
[[nodiscard]] std::vector<Int8Twin> loadInt8Twins(const std::vector<Model>& models,
                                                  std::vector<Error>& problems);

/// Bytes of all tensors of a weights file, without its header.
[[nodiscard]] std::int64_t tensorBytes(const TensorFile& weights);

}  // namespace scenelens
