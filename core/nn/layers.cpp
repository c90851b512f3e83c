// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/layers.h"

#include "core/dataset/scene.h"
#include "core/features/feature_shape.h"

#include <fmt/format.h>

namespace scenelens {

namespace {

/// Appends layers while tracking the shape of the map that flows through them.
class LayerTable {
 public:
  std::vector<Layer> take() { return std::move(m_layers); }

  MapShape conv(const std::string& module, MapShape in, int out, std::array<int, 2> kernel,
                std::array<int, 2> dilation, int groups, bool bias) {
    Layer layer = make(module, LayerKind::Conv2d, in, {out, in.time, in.mel});
    layer.kernel = kernel;
    layer.dilation = dilation;
    // "Same" padding for odd kernels.
    layer.padding = {dilation[0] * (kernel[0] - 1) / 2, dilation[1] * (kernel[1] - 1) / 2};
    layer.groups = groups;
    layer.bias = bias;
    layer.parameters = layer.weightCount() + layer.biasCount();
    layer.macs = layer.parameters * in.time * in.mel;
    return push(std::move(layer));
  }

  MapShape conv1x1(const std::string& module, MapShape in, int out) {
    return conv(module, in, out, {1, 1}, {1, 1}, 1, true);
  }

  void norm(const std::string& module, MapShape in) {
    Layer layer = make(module, LayerKind::BatchNorm2d, in, in);
    layer.parameters = 2 * std::int64_t{in.channels};
    layer.macs = layer.parameters;
    push(std::move(layer));
  }

  /// ECA: global average pool, then a 3-tap convolution across the channel axis.
  void eca(const std::string& module, MapShape in) {
    globalPool(module + ".avg_pool", in);
    Layer layer =
        make(module + ".conv", LayerKind::Conv1d, {in.channels, 1, 1}, {in.channels, 1, 1});
    layer.inChannels = 1;
    layer.outChannels = 1;
    layer.kernel = {3, 1};
    layer.padding = {1, 0};
    layer.parameters = 3;
    layer.macs = layer.parameters * in.channels;
    push(std::move(layer));
  }

  MapShape pool(const std::string& module, MapShape in, int time, int mel) {
    Layer layer =
        make(module, LayerKind::AvgPool2d, in, {in.channels, in.time / time, in.mel / mel});
    layer.kernel = {time, mel};
    return push(std::move(layer));
  }

  void globalPool(const std::string& module, MapShape in) {
    Layer layer = make(module, LayerKind::GlobalAvgPool, in, {in.channels, 1, 1});
    layer.kernel = {in.time, in.mel};
    push(std::move(layer));
  }

  int linear(const std::string& module, int in, int out) {
    Layer layer = make(module, LayerKind::Linear, {in, 1, 1}, {out, 1, 1});
    layer.bias = true;
    layer.parameters = layer.weightCount() + layer.biasCount();
    layer.macs = layer.parameters;
    push(std::move(layer));
    return out;
  }

 private:
  static Layer make(const std::string& module, LayerKind kind, MapShape in, MapShape out) {
    Layer layer;
    layer.module = module;
    layer.kind = kind;
    layer.inChannels = in.channels;
    layer.outChannels = out.channels;
    layer.input = in;
    layer.output = out;
    return layer;
  }

  MapShape push(Layer layer) {
    const MapShape out = layer.output;
    m_layers.push_back(std::move(layer));
    return out;
  }

  std::vector<Layer> m_layers;
};

/// Deep space separable convolution: channel projection, then two dilated depthwise convolutions
/// (along time and along mel) of the same input, summed and normalised.
MapShape addDssc(LayerTable& table, const std::string& module, MapShape in, int out) {
  const MapShape projected = table.conv(module + ".ch_conv1", in, out, {1, 1}, {1, 1}, out, false);
  table.conv(module + ".sp_conv1", projected, out, {3, 1}, {2, 1}, out, false);
  table.conv(module + ".sp_conv2", projected, out, {1, 3}, {1, 2}, out, false);
  table.norm(module + ".norm", projected);
  return projected;
}

MapShape addBlock(LayerTable& table, const std::string& module, MapShape in,
                  const Architecture::Block& block) {
  const bool segmented = block.kind == BlockKind::DssdbSeg;
  const int half = in.channels / 2;
  const MapShape branch{in.channels, in.time, segmented ? in.mel / 2 : in.mel};

  addDssc(table, module + ".dilaconv1", branch, in.channels);
  addDssc(table, module + ".dilaconv2", branch, in.channels);
  addDssc(table, module + ".dilaconv3", branch, half);
  table.conv1x1(module + ".conv1", branch, half);
  table.conv1x1(module + ".conv2", branch, half);

  // SEG adds the three branches, the full block concatenates them.
  const MapShape fused{segmented ? half : 3 * half, branch.time, branch.mel};
  table.eca(module + ".att", fused);
  const MapShape out = table.conv1x1(module + ".conv3", fused, block.channels);
  table.norm(module + ".norm", out);
  return table.pool(module + ".pool", out, 2, segmented ? 1 : 2);
}

}  // namespace

std::string_view layerKindName(LayerKind kind) {
  switch (kind) {
    case LayerKind::Conv2d:
      return "Conv2d";
    case LayerKind::Conv1d:
      return "Conv1d";
    case LayerKind::BatchNorm2d:
      return "BatchNorm2d";
    case LayerKind::Linear:
      return "Linear";
    case LayerKind::AvgPool2d:
      return "AvgPool2d";
    case LayerKind::GlobalAvgPool:
      return "AdaptiveAvgPool2d";
  }
  return "";
}

std::string MapShape::text() const {
  return fmt::format("{}x{}x{}", channels, time, mel);
}

std::int64_t Layer::weightCount() const {
  switch (kind) {
    case LayerKind::Conv2d:
      return std::int64_t{outChannels} * (inChannels / groups) * kernel[0] * kernel[1];
    case LayerKind::Conv1d:
      return kernel[0];
    case LayerKind::Linear:
      return std::int64_t{inChannels} * outChannels;
    default:
      return 0;
  }
}

std::int64_t Layer::biasCount() const {
  return bias ? outChannels : 0;
}

std::vector<Layer> layersOf(const Architecture& architecture) {
  LayerTable table;
  const MapShape input{static_cast<int>(kChannels), static_cast<int>(kFrames),
                       static_cast<int>(kMels)};
  MapShape map = table.conv1x1("conv", input, architecture.stemChannels);
  std::vector<MapShape> scales;
  for (std::size_t i = 0; i < architecture.blocks.size(); ++i) {
    map = addBlock(table, fmt::format("conv{}", i + 1), map, architecture.blocks[i]);
    if (i > 0) scales.push_back(map);
  }
  for (const auto& scale : scales) table.globalPool("pool", scale);
  const int hidden = table.linear("l1", architecture.embeddingSize(), architecture.hidden);
  table.linear("l2", hidden, static_cast<int>(kLogitCount));
  return table.take();
}

}  // namespace scenelens
