// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/tensor.h"
#include "core/nn/architecture.h"
#include "core/nn/layers.h"

#include <array>
#include <cstddef>
#include <vector>

namespace scenelens {

/// A 1x1 convolution or a linear layer: out[o] = bias[o] + sum over i of at(i, o) * in[i].
struct Dense {
  std::size_t ins = 0;
  std::size_t outs = 0;
  std::vector<float> weights;  ///< ins x outs: what one input gives to all outputs lies together
  std::vector<float> bias;     ///< outs

  [[nodiscard]] float at(std::size_t in, std::size_t out) const { return weights[in * outs + out]; }
};

/// A DSSC (projection, two dilated depthwise convolutions, BatchNorm) as one depthwise convolution
/// whose five taps form a cross; ReLU follows. Zeros surround the map, two wide.
struct Cross {
  /// The five taps of one input channel: the position itself, two frames earlier and later, two mel
  /// bands lower and higher.
  enum Tap : std::size_t { Centre, Earlier, Later, Lower, Higher, kTaps };

  std::size_t channels = 0;  ///< outputs
  std::size_t fan = 1;       ///< inputs of an output: output c reads inputs c * fan .. + fan - 1
  std::vector<float> taps;   ///< channels x fan x kTaps
  std::vector<float> bias;   ///< channels

  /// The kTaps taps with which output `channel` reads its input number `input`.
  [[nodiscard]] const float* tapsOf(std::size_t channel, std::size_t input) const {
    return taps.data() + (channel * fan + input) * kTaps;
  }
};

/// One DSMN block with every BatchNorm folded away. C input channels, h = C / 2.
struct FoldedBlock {
  BlockKind kind = BlockKind::DssdbSeg;
  MapShape input;              ///< C x time x mel
  MapShape branch;             ///< what the DSSCs see: the low half of the mel axis for DssdbSeg
  MapShape output;             ///< after pooling
  Cross first, second, third;  ///< C -> C -> C -> h
  Dense distilA;               ///< C -> h, of the branch's input
  Dense distilB;               ///< C -> h, of the high half (DssdbSeg) or of `first` (Dssdb)
  std::array<float, 3> attention{};  ///< ECA's kernel across the channels
  Dense fuse;                        ///< h (DssdbSeg) or 3h (Dssdb) -> output channels, with norm
};

/// A DSMN network for inference: plain values, the same for every engine.
///
/// Everything is computed in double precision from the checkpoint and rounded once.
/// docs/native-engine.md derives each step.
struct FoldedNetwork {
  Dense stem;  ///< 2 -> 16
  std::array<FoldedBlock, 5> blocks;
  /// The first block's distilA, and distilB where it reads the block's input (DssdbSeg), composed
  /// with the stem, which has no activation: 2 -> h instead of 2 -> 16 -> h. For engines that need
  /// not keep the stem's output.
  Dense stemDistilA, stemDistilB;
  Dense hidden, output;

  /// Errors: a tensor that is missing or misshapen.
  [[nodiscard]] static Result<FoldedNetwork> from(const Architecture& architecture,
                                                  const TensorFile& weights);
};

}  // namespace scenelens
