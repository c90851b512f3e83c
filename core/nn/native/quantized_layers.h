// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/int8_arithmetic.h"
#include "core/nn/native/quantized_network.h"

#include <cstdint>
#include <string>
#include <vector>

/// What quantize() and the reader share: the layers of a network in the order and with the names of
/// the file. Not for others.
namespace scenelens::int8 {

/// A layer of a network, whatever its kind.
struct LayerSlot {
  std::string name;
  std::vector<std::int64_t> shape;  ///< of the weights
  std::vector<std::int8_t>* weights = nullptr;
  std::vector<float>* scales = nullptr;
  std::vector<std::int32_t>* bias = nullptr;
  std::int32_t biasLimit = kMapBiasLimit;
};

/// A network with every shape set and zeros inside.
[[nodiscard]] QuantizedNetwork emptyNetwork(const Architecture& architecture);

/// All layers with weights, in forward order.
[[nodiscard]] std::vector<LayerSlot> layersOf(QuantizedNetwork& network);

}  // namespace scenelens::int8
