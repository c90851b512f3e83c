// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/quantized_network.h"

#include <array>
#include <cstdint>
#include <vector>

namespace scenelens {

/// What one unit of the embedding is worth: the largest mean that blocks 2..5 can reach, divided by
/// int8::kEmbeddingMax. Needs the scales of the activation points alone.
[[nodiscard]] double embeddingScale(const QuantizedNetwork& network);

/// What one unit of the hidden layer's output is worth: the largest value that its int8 weights can
/// reach, divided by int8::kHiddenMax. Needs the rounded hidden layer.
[[nodiscard]] double hiddenScale(const QuantizedNetwork& network);

/// The integer factors of the head, for int8::headScaled.
struct HeadFactors {
  std::array<std::int64_t, 5> embedding{};  ///< per block: sum over the map -> embedding
  std::vector<std::int64_t> hidden;         ///< per output: accumulator -> hidden layer's output
  std::vector<double> logits;               ///< per output: what one unit of its accumulator is
};
[[nodiscard]] HeadFactors headFactors(const QuantizedNetwork& network);

}  // namespace scenelens
