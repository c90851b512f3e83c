// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/int8_head.h"

#include "core/nn/native/int8_arithmetic.h"

#include <algorithm>
#include <cmath>

// Compiled without contraction, as int8_arithmetic.cpp.
namespace scenelens {

namespace {

double blockScale(const QuantizedNetwork& network, std::size_t index) {
  return network.scaleOf("conv" + std::to_string(index + 1));
}

/// An output that ReLU always cuts off may have any ratio; what it multiplies is zero.
std::int64_t headFactor(double ratio) {
  constexpr double kLargest = 1 << 30;
  return static_cast<std::int64_t>(
      std::nearbyint(std::min(ratio, kLargest) * (1 << int8::kHeadFraction)));
}

}  // namespace

double embeddingScale(const QuantizedNetwork& network) {
  double largest = 0.0;
  for (std::size_t i = 1; i < network.blocks.size(); ++i) {
    largest = std::max(largest, blockScale(network, i));
  }
  return 255.0 * largest / int8::kEmbeddingMax;
}

double hiddenScale(const QuantizedNetwork& network) {
  const QuantizedDense& hidden = network.hidden;
  const double unit = embeddingScale(network);
  double largest = 0.0;
  for (std::size_t o = 0; o < hidden.outs; ++o) {
    std::int64_t bound = hidden.bias[o];
    for (std::size_t i = 0; i < hidden.ins; ++i) {
      bound += int8::kEmbeddingMax * std::max<std::int64_t>(hidden.at(i, o), 0);
    }
    largest = std::max(largest, static_cast<double>(bound) * unit * hidden.scales[o]);
  }
  return largest > 0.0 ? largest / int8::kHiddenMax : 1.0;
}

HeadFactors headFactors(const QuantizedNetwork& network) {
  HeadFactors factors;
  const double embedding = embeddingScale(network);
  for (std::size_t i = 1; i < network.blocks.size(); ++i) {
    const MapShape& map = network.blocks[i].output;
    factors.embedding[i] = headFactor(blockScale(network, i) / (embedding * (map.time * map.mel)));
  }
  const double hidden = hiddenScale(network);
  for (const float scale : network.hidden.scales) {
    factors.hidden.push_back(headFactor(embedding * scale / hidden));
  }
  for (const float scale : network.output.scales) factors.logits.push_back(hidden * scale);
  return factors;
}

}  // namespace scenelens
