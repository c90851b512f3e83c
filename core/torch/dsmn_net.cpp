// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/dsmn_net.h"

#include "core/dataset/scene.h"
#include "core/features/feature_shape.h"

namespace scenelens {

namespace {

namespace nn = torch::nn;

nn::Conv2d conv1x1(int in, int out) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, 1));
}

nn::Conv2d depthwise(int channels, torch::ExpandingArray<2> kernel,
                     torch::ExpandingArray<2> padding, torch::ExpandingArray<2> dilation) {
  return nn::Conv2d(nn::Conv2dOptions(channels, channels, kernel)
                        .padding(padding)
                        .dilation(dilation)
                        .groups(channels)
                        .bias(false));
}

}  // namespace

DsscImpl::DsscImpl(int in, int out)
    : project(nn::Conv2dOptions(in, out, 1).groups(out).bias(false)),
      alongTime(depthwise(out, {3, 1}, {2, 0}, {2, 1})),
      alongMel(depthwise(out, {1, 3}, {0, 2}, {1, 2})),
      norm(out) {
  register_module("ch_conv1", project);
  register_module("sp_conv1", alongTime);
  register_module("sp_conv2", alongMel);
  register_module("norm", norm);
}

torch::Tensor DsscImpl::forward(const torch::Tensor& x) {
  const auto projected = project(x);
  return torch::relu(norm(alongTime(projected) + alongMel(projected)));
}

EcaImpl::EcaImpl() : conv(nn::Conv1dOptions(1, 1, 3).padding(1).bias(false)) {
  register_module("conv", conv);
}

torch::Tensor EcaImpl::forward(const torch::Tensor& x) {
  // n x C x 1 x 1 -> n x 1 x C: the convolution runs across the channels.
  const auto means = x.mean({2, 3}).unsqueeze(1);
  return x * torch::sigmoid(conv(means)).transpose(1, 2).unsqueeze(3);
}

DsmnBlockImpl::DsmnBlockImpl(BlockKind blockKind, int in, int out)
    : kind(blockKind),
      first(in, in),
      second(in, in),
      third(in, in / 2),
      distilA(conv1x1(in, in / 2)),
      distilB(conv1x1(in, in / 2)),
      fuse(conv1x1(kind == BlockKind::DssdbSeg ? in / 2 : 3 * (in / 2), out)),
      norm(out) {
  register_module("dilaconv1", first);
  register_module("dilaconv2", second);
  register_module("dilaconv3", third);
  register_module("conv1", distilA);
  register_module("conv2", distilB);
  register_module("conv3", fuse);
  register_module("att", attention);
  register_module("norm", norm);
}

torch::Tensor DsmnBlockImpl::forward(const torch::Tensor& x) {
  if (kind == BlockKind::DssdbSeg) {
    const auto halves = x.chunk(2, 3);  // mel axis: low bands, high bands
    const auto& low = halves[0];
    const auto enriched = third(second(first(low)));
    const auto fused = distilA(low) + distilB(halves[1]) + enriched;
    const auto y = torch::relu(norm(fuse(attention(fused))));
    return torch::avg_pool2d(y, {2, 1});
  }
  const auto x1 = first(x);
  const auto enriched = third(second(x1));
  const auto fused = torch::cat({distilA(x), distilB(x1), enriched}, 1);
  const auto y = torch::relu(norm(fuse(attention(fused))));
  return torch::avg_pool2d(y, {2, 2});
}

DsmnNetImpl::DsmnNetImpl(const Architecture& architecture)
    : stem(conv1x1(static_cast<int>(kChannels), architecture.stemChannels)), dropout(0.3) {
  register_module("conv", stem);
  int channels = architecture.stemChannels;
  for (std::size_t i = 0; i < architecture.blocks.size(); ++i) {
    const auto& block = architecture.blocks[i];
    blocks.push_back(register_module("conv" + std::to_string(i + 1),
                                     DsmnBlock(block.kind, channels, block.channels)));
    channels = block.channels;
  }
  hidden = register_module("l1", nn::Linear(architecture.embeddingSize(), architecture.hidden));
  output = register_module("l2", nn::Linear(architecture.hidden, static_cast<int>(kLogitCount)));
  register_module("dropout", dropout);
}

torch::Tensor DsmnNetImpl::forward(const torch::Tensor& features) {
  auto map = stem(features.transpose(2, 3));  // mel x time -> time x mel
  std::vector<torch::Tensor> scales;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    map = blocks[i](map);
    if (i > 0) scales.push_back(map.mean({2, 3}));
  }
  return output(dropout(torch::relu(hidden(torch::cat(scales, 1)))));
}

}  // namespace scenelens
