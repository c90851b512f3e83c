// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/architecture.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

enum class LayerKind : std::uint8_t {
  Conv2d,
  Conv1d,
  BatchNorm2d,
  Linear,
  AvgPool2d,
  GlobalAvgPool
};

/// "Conv2d", "BatchNorm2d", ... as PyTorch names them.
[[nodiscard]] std::string_view layerKindName(LayerKind kind);

/// Feature-map shape without the batch axis: channels x time x mel (Linear: features x 1 x 1).
struct MapShape {
  int channels = 0;
  int time = 1;
  int mel = 1;
  bool operator==(const MapShape&) const = default;
  /// "16x44x256"
  [[nodiscard]] std::string text() const;
};

/// One row of the layer table: a layer with weights or a pooling; activations and element-wise
/// sums are left out, they have neither parameters nor counted MACs.
struct Layer {
  std::string module;  ///< the authors' module path, e.g. "conv1.dilaconv1.ch_conv1"
  LayerKind kind = LayerKind::Conv2d;
  int inChannels = 0;
  int outChannels = 0;
  std::array<int, 2> kernel{1, 1};    ///< time, mel
  std::array<int, 2> padding{0, 0};   ///< time, mel
  std::array<int, 2> dilation{1, 1};  ///< time, mel
  int groups = 1;
  bool bias = false;
  MapShape input;
  MapShape output;
  std::int64_t parameters = 0;  ///< trained parameters (BatchNorm: weight and bias)
  std::int64_t macs = 0;        ///< multiply-accumulates by the NeSsi/torchinfo rule

  [[nodiscard]] std::int64_t weightCount() const;  ///< without biases; 0 for BatchNorm
  [[nodiscard]] std::int64_t biasCount() const;    ///< 0 for BatchNorm
};

/// All layers in forward order.
///
/// MACs by the rule of NeSsi (torchinfo 1.7.2), which DCASE 2023 used: convolutions parameters
/// (bias included) x output positions, BatchNorm its 2C parameters once, linear layers their
/// parameters, everything else nothing.
[[nodiscard]] std::vector<Layer> layersOf(const Architecture& architecture);

}  // namespace scenelens
