// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/tensor.h"
#include "core/nn/architecture.h"
#include "core/nn/native/int8_packing.h"
#include "core/torch/integer_kernels.h"

#include <array>
#include <cstddef>
#include <vector>

namespace scenelens::training {

/// conv3 with ECA: its weights get each clip's attention before they are used.
struct IntegerFuse {
  IntegerLayer layer;           ///< weights without attention
  std::array<float, 3> kernel;  ///< ECA's
  /// Per part: the step of its map (8 bits; in double precision, as the engine has it).
  std::array<double, 3> steps{};
};

/// A block of Int8 inference. Unused layers are empty.
struct IntegerBlock {
  IntegerLayer first, second, third;  ///< the DSSCs
  IntegerLayer distilA, distilB;      ///< DssdbSeg: A is both, without outputs: see sum
  IntegerSum sum;                     ///< DssdbSeg only
  IntegerFuse fuse;
};

/// The network that quantize() makes of the weights that a training graph has at this moment, laid
/// out for its operations: integers and rounding come from one place for graph and engine.
struct IntegerTwin {
  int8::PackedNetwork packed;
  IntegerLayer stem;
  std::array<IntegerBlock, 5> blocks;
  IntegerLayer hidden, output;  ///< weights and scales only
  double embeddingUnit = 1.0;   ///< what one unit of the embedding is worth
  double hiddenUnit = 1.0;      ///< of the hidden layer's output

  /// Errors: those of quantize().
  [[nodiscard]] static Result<IntegerTwin> of(const Architecture& architecture,
                                              const TensorFile& weights,
                                              const ActivationRanges& ranges);
};

}  // namespace scenelens::training
