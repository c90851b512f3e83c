// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/tensor.h"
#include "core/nn/architecture.h"
#include "core/nn/native/activation_trace.h"
#include "core/nn/native/calibration.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace scenelens {

/// How large each channel of each activation point becomes, by the point's name.
using ChannelRanges = std::map<std::string, std::vector<float>>;

/// Watches the channels of the activation points; the same clips give the same ranges. One thread
/// at a time per object.
class ChannelCalibration {
 public:
  explicit ChannelCalibration(const Architecture& architecture);

  /// Takes in one clip.
  void add(const ActivationTrace& trace);
  /// Of each channel, the range with the least squared error of 8-bit rounding and clipping.
  [[nodiscard]] ChannelRanges ranges() const;

 private:
  std::vector<ActivationPoint> m_points;
  std::vector<std::vector<MagnitudeHistogram>> m_histograms;  // by point and channel
};

/// The same network with the channels of its maps brought to more equal ranges, so that one 8-bit
/// scale for all channels of a map loses less.
///
/// A channel that is multiplied by a positive factor passes ReLU and pooling unchanged, and what
/// reads it is divided by the factor: inference stays the same but for rounding. Channels of the
/// stem, of each block's output and of its first two DSSCs are scaled; the third DSSC and the
/// distillations are not, because attention looks at their means across channels.
///
/// Source: Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction",
/// ICCV 2019, section 4.1, with ranges of activations instead of weights: the factor is
/// (largest range of the map / range of the channel)^strength, where the strength is 1 for what
/// only a depthwise convolution reads, whose weights have a scale per channel, and 1/2 where a 1x1
/// convolution reads it too, whose weights would have to span what the map no longer spans.
///
/// Precondition: `weights` are those of parameterSpecs(architecture), `ranges` those of this
/// network. Thread-safe.
[[nodiscard]] TensorFile equalized(const Architecture& architecture, TensorFile weights,
                                   const ChannelRanges& ranges);

}  // namespace scenelens
