// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/integer_twin.h"

#include "core/nn/native/int8_head.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace scenelens::training {

namespace {

using int8::PackedCross;
using int8::PackedRequant;

std::vector<float> wholeNumbers(const std::vector<std::int8_t>& weights) {
  return {weights.begin(), weights.end()};
}

/// The numbers of a map, as values.
class Maps {
 public:
  explicit Maps(const QuantizedNetwork& network) : m_network(network) {}

  [[nodiscard]] IntegerMap signedMap(const std::string& point) const {
    return {m_network.scaleOf(point), int8::kSignedZero};
  }
  [[nodiscard]] IntegerMap positiveMap(const std::string& point) const {
    return {m_network.scaleOf(point), 0};
  }
  [[nodiscard]] float inverse(const std::string& point) const {
    return static_cast<float>(1.0 / double{m_network.scaleOf(point)});
  }
  [[nodiscard]] double step(const std::string& point) const { return m_network.scaleOf(point); }

 private:
  const QuantizedNetwork& m_network;
};

IntegerLayer crossLayer(const QuantizedCross& cross, const PackedCross& packed, float inverseInput,
                        IntegerMap map) {
  IntegerLayer layer;
  layer.weights = wholeNumbers(cross.taps);
  layer.scales = cross.scales;
  layer.inverseInputStep = inverseInput;
  layer.offset = int8::requantFor(1.0, 0).offset;
  layer.map = map;
  for (std::size_t c = 0; c < cross.channels; ++c) {
    const auto& quad = packed[c / 4];
    layer.outputs.push_back({cross.bias[c], 0, quad.highest[c % 4], quad.multiplier[c % 4]});
  }
  return layer;
}

IntegerLayer denseLayer(const QuantizedDense& dense, const PackedRequant& requant,
                        float inverseInput, IntegerMap map) {
  IntegerLayer layer;
  layer.weights = wholeNumbers(dense.weights);
  layer.scales = dense.scales;
  layer.inverseInputStep = inverseInput;
  layer.offset = requant.offset;
  layer.map = map;
  for (std::size_t o = 0; o < requant.multiplier.size(); ++o) {
    layer.outputs.push_back(
        {dense.bias[o], requant.lowest[o], requant.highest[o], requant.multiplier[o]});
  }
  return layer;
}

IntegerSum sumOf(const QuantizedDense& distil, const int8::PackedSum& packed, IntegerMap map) {
  IntegerSum sum;
  sum.third = packed.third;
  sum.map = map;
  for (std::size_t o = 0; o < packed.multiplier.size(); ++o) {
    sum.outputs.push_back(
        {distil.bias[o], packed.lowest[o], packed.highest[o], packed.multiplier[o]});
  }
  return sum;
}

IntegerBlock blockOf(const int8::PackedNetwork& packed, const Maps& maps, std::size_t index) {
  const QuantizedBlock& block = packed.network.blocks[index];
  const int8::PackedBlock& rounding = packed.blocks[index];
  const std::string module = fmt::format("conv{}", index + 1);
  const std::string one = module + ".dilaconv1";
  const std::string two = module + ".dilaconv2";
  const std::string three = module + ".dilaconv3";
  const float input = maps.inverse(index == 0 ? "conv" : fmt::format("conv{}", index));
  IntegerBlock result;
  result.first = crossLayer(block.first, rounding.first, input, maps.positiveMap(one));
  result.second =
      crossLayer(block.second, rounding.second, maps.inverse(one), maps.positiveMap(two));
  result.third =
      crossLayer(block.third, rounding.third, maps.inverse(two), maps.positiveMap(three));
  result.fuse.layer = denseLayer(block.fuse, rounding.fuse.requant, 1.0F, maps.positiveMap(module));
  result.fuse.kernel = block.attention;
  if (block.kind == BlockKind::DssdbSeg) {
    result.distilA = denseLayer(block.distilA, {}, input, {});
    result.sum = sumOf(block.distilA, rounding.sum, maps.signedMap(module + ".sum"));
    result.fuse.steps = {maps.step(module + ".sum")};
  } else {
    result.distilA = denseLayer(block.distilA, rounding.distilA.requant, input,
                                maps.signedMap(module + ".conv1"));
    result.distilB = denseLayer(block.distilB, rounding.distilB.requant, maps.inverse(one),
                                maps.signedMap(module + ".conv2"));
    result.fuse.steps = {maps.step(module + ".conv1"), maps.step(module + ".conv2"),
                         maps.step(three)};
  }
  return result;
}

}  // namespace

Result<IntegerTwin> IntegerTwin::of(const Architecture& architecture, const TensorFile& weights,
                                    const ActivationRanges& ranges) {
  auto network = quantize(architecture, weights, ranges);
  if (!network) return fail(std::move(network.error()));
  IntegerTwin twin;
  twin.packed = int8::PackedNetwork::from(std::move(*network));
  const Maps maps(twin.packed.network);
  twin.stem = denseLayer(twin.packed.network.stem, twin.packed.stem.requant,
                         twin.packed.inverseInputScale, maps.signedMap("conv"));
  for (std::size_t i = 0; i < twin.blocks.size(); ++i) {
    twin.blocks[i] = blockOf(twin.packed, maps, i);
  }
  twin.hidden = denseLayer(twin.packed.network.hidden, {}, 1.0F, {});
  twin.output = denseLayer(twin.packed.network.output, {}, 1.0F, {});
  twin.embeddingUnit = embeddingScale(twin.packed.network);
  twin.hiddenUnit = hiddenScale(twin.packed.network);
  return twin;
}

}  // namespace scenelens::training
