// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/architecture.h"

#include <torch/torch.h>

#include <vector>

namespace scenelens {

/// Deep space separable convolution: grouped 1x1 projection, then dilated depthwise convolutions
/// along time and along mel of the same input, summed, BatchNorm, ReLU.
struct DsscImpl : torch::nn::Module {
  DsscImpl(int in, int out);
  torch::Tensor forward(const torch::Tensor& x);

  torch::nn::Conv2d project, alongTime, alongMel;
  torch::nn::BatchNorm2d norm;
};
TORCH_MODULE(Dssc);

/// Efficient channel attention (Wang et al., CVPR 2020) with kernel size 3.
struct EcaImpl : torch::nn::Module {
  EcaImpl();
  torch::Tensor forward(const torch::Tensor& x);

  torch::nn::Conv1d conv;
};
TORCH_MODULE(Eca);

/// One DSSDB or DSSDB_SEG block (report section 3.2 and the authors' code).
struct DsmnBlockImpl : torch::nn::Module {
  DsmnBlockImpl(BlockKind kind, int in, int out);
  torch::Tensor forward(const torch::Tensor& x);

  BlockKind kind;
  Dssc first, second, third;
  torch::nn::Conv2d distilA, distilB, fuse;
  Eca attention;
  torch::nn::BatchNorm2d norm;
};
TORCH_MODULE(DsmnBlock);

/// The whole network, built from its description; sub-modules carry the authors' names, so that
/// parameters and buffers are called as parameterSpecs() says (plus `num_batches_tracked`).
struct DsmnNetImpl : torch::nn::Module {
  explicit DsmnNetImpl(const Architecture& architecture);

  /// n x 2 x 256 x 44 (channels, mel, frames) -> n x 13 logits.
  torch::Tensor forward(const torch::Tensor& features);

  torch::nn::Conv2d stem;
  std::vector<DsmnBlock> blocks;
  torch::nn::Linear hidden{nullptr}, output{nullptr};
  torch::nn::Dropout dropout;
};
TORCH_MODULE(DsmnNet);

}  // namespace scenelens
