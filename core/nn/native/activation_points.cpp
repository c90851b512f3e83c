// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/activation_points.h"

#include "core/features/feature_shape.h"

#include <algorithm>

namespace scenelens {

std::vector<ActivationPoint> activationPoints(const Architecture& architecture) {
  constexpr auto kTime = static_cast<int>(kFrames);
  constexpr auto kMel = static_cast<int>(kMels);
  std::vector<ActivationPoint> points{
      {"input", {static_cast<int>(kChannels), kTime, kMel}, true},
      {"conv", {architecture.stemChannels, kTime, kMel}, true},
  };
  MapShape map = points.back().shape;
  for (std::size_t i = 0; i < architecture.blocks.size(); ++i) {
    const auto& block = architecture.blocks[i];
    const bool segmented = block.kind == BlockKind::DssdbSeg;
    const std::string module = "conv" + std::to_string(i + 1);
    const MapShape branch{map.channels, map.time, segmented ? map.mel / 2 : map.mel};
    const MapShape half{map.channels / 2, branch.time, branch.mel};
    points.push_back({module + ".dilaconv1", branch, false});
    points.push_back({module + ".dilaconv2", branch, false});
    points.push_back({module + ".dilaconv3", half, false});
    if (segmented) {
      points.push_back({module + ".sum", half, true});
    } else {
      points.push_back({module + ".conv1", half, true});
      points.push_back({module + ".conv2", half, true});
    }
    map = {block.channels, map.time / 2, map.mel / 2};
    points.push_back({module, map, false});
  }
  return points;
}

float activationScale(const ActivationPoint& point, float range) {
  return std::max(range, kSmallestRange) / (point.isSigned ? 127.0F : 255.0F);
}

}  // namespace scenelens
