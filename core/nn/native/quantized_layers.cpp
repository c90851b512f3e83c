// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/quantized_layers.h"

#include "core/dataset/scene.h"
#include "core/features/feature_shape.h"
#include "core/nn/native/folding.h"

namespace scenelens::int8 {

namespace {

QuantizedDense emptyDense(std::size_t ins, std::size_t outs) {
  return {ins, outs, std::vector<std::int8_t>(ins * outs), std::vector<float>(outs, 1.0F),
          std::vector<std::int32_t>(outs)};
}

QuantizedCross emptyCross(std::size_t channels, std::size_t fan) {
  return {channels, fan, std::vector<std::int8_t>(channels * fan * Cross::kTaps),
          std::vector<float>(channels, 1.0F), std::vector<std::int32_t>(channels)};
}

QuantizedBlock emptyBlock(const Architecture::Block& block, const MapShape& input) {
  const bool segmented = block.kind == BlockKind::DssdbSeg;
  const auto channels = static_cast<std::size_t>(input.channels);
  const auto outs = static_cast<std::size_t>(block.channels);
  QuantizedBlock empty;
  empty.kind = block.kind;
  empty.input = input;
  empty.branch = {input.channels, input.time, segmented ? input.mel / 2 : input.mel};
  empty.output = {block.channels, input.time / 2, input.mel / 2};
  empty.first = emptyCross(channels, 1);
  empty.second = emptyCross(channels, 1);
  empty.third = emptyCross(channels / 2, 2);
  empty.distilA = emptyDense(segmented ? 2 * channels : channels, channels / 2);
  if (!segmented) empty.distilB = emptyDense(channels, channels / 2);
  empty.fuse = emptyDense(segmented ? channels / 2 : 3 * channels / 2, outs);
  return empty;
}

LayerSlot slotOf(std::string name, QuantizedDense& layer, std::int32_t biasLimit = kMapBiasLimit) {
  return {std::move(name),
          {static_cast<std::int64_t>(layer.outs), static_cast<std::int64_t>(layer.ins)},
          &layer.weights,
          &layer.scales,
          &layer.bias,
          biasLimit};
}

LayerSlot slotOf(std::string name, QuantizedCross& layer) {
  return {std::move(name),
          {static_cast<std::int64_t>(layer.channels), static_cast<std::int64_t>(layer.fan),
           Cross::kTaps},
          &layer.taps,
          &layer.scales,
          &layer.bias,
          kMapBiasLimit};
}

}  // namespace

QuantizedNetwork emptyNetwork(const Architecture& architecture) {
  QuantizedNetwork network;
  network.architecture = architecture;
  network.points = activationPoints(architecture);
  network.scales.assign(network.points.size(), 1.0F);
  network.stem = emptyDense(kChannels, static_cast<std::size_t>(architecture.stemChannels));
  MapShape map{architecture.stemChannels, static_cast<int>(kFrames), static_cast<int>(kMels)};
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    network.blocks[i] = emptyBlock(architecture.blocks[i], map);
    map = network.blocks[i].output;
  }
  const auto hidden = static_cast<std::size_t>(architecture.hidden);
  network.hidden = emptyDense(static_cast<std::size_t>(architecture.embeddingSize()), hidden);
  network.output = emptyDense(hidden, kLogitCount);
  return network;
}

std::vector<LayerSlot> layersOf(QuantizedNetwork& network) {
  std::vector<LayerSlot> slots{slotOf("conv", network.stem)};
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    QuantizedBlock& block = network.blocks[i];
    const std::string module = "conv" + std::to_string(i + 1);
    slots.push_back(slotOf(module + ".dilaconv1", block.first));
    slots.push_back(slotOf(module + ".dilaconv2", block.second));
    slots.push_back(slotOf(module + ".dilaconv3", block.third));
    if (block.kind == BlockKind::DssdbSeg) {
      slots.push_back(slotOf(module + ".distil", block.distilA));
    } else {
      slots.push_back(slotOf(module + ".conv1", block.distilA));
      slots.push_back(slotOf(module + ".conv2", block.distilB));
    }
    slots.push_back(slotOf(module + ".conv3", block.fuse));
  }
  slots.push_back(slotOf("l1", network.hidden, kHiddenBiasLimit));
  slots.push_back(slotOf("l2", network.output, kOutputBiasLimit));
  return slots;
}

}  // namespace scenelens::int8
