// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/activation_points.h"
#include "core/nn/native/folding.h"

#include <span>
#include <vector>

namespace scenelens {

/// What every activation point held for one clip, and what came out.
struct ActivationTrace {
  std::vector<ActivationPoint> points;     ///< activationPoints() of the architecture
  std::vector<std::vector<float>> values;  ///< of each point: channels x time x mel
  std::vector<float> logits;               ///< kLogitCount
};

/// Runs one clip (kFeatureSize values: channel x mel x frame) through a network in single precision
/// and keeps every activation point: the reference for calibration and for quantization noise.
/// Plain loops, far slower than the engines. Agrees with the float engine within rounding.
/// Precondition: `network` belongs to `architecture`. Thread-safe.
[[nodiscard]] ActivationTrace tracePoints(const Architecture& architecture,
                                          const FoldedNetwork& network,
                                          std::span<const float> features);

}  // namespace scenelens
