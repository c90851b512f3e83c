// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/architecture.h"
#include "core/nn/layers.h"

#include <map>
#include <string>
#include <vector>

namespace scenelens {

/// A place in a network where Int8 inference stores a map as unsigned 8-bit numbers:
/// value = scale * (number - zero point).
struct ActivationPoint {
  std::string name;       ///< by the authors' module path: "input", "conv", "conv1.dilaconv1", ...
  MapShape shape;         ///< channels x time x mel
  bool isSigned = false;  ///< true: zero point 128, numbers 1..255 reach +-range; false: after a
                          ///< ReLU, zero point 0, number 255 reaches the range

  [[nodiscard]] int zeroPoint() const { return isSigned ? 128 : 0; }
  bool operator==(const ActivationPoint&) const = default;
};

/// The largest magnitude that each activation point should represent, by the point's name.
using ActivationRanges = std::map<std::string, float>;

/// All activation points of an architecture in forward order.
///
/// "input" (features) and "conv" (stem), both signed. Then of each block I "convI.dilaconv1",
/// "convI.dilaconv2" and "convI.dilaconv3" (after their ReLU); of a DssdbSeg "convI.sum" (the two
/// distillations plus the third DSSC, signed), of a Dssdb "convI.conv1" and "convI.conv2" (its
/// distillations, signed); "convI" (after ReLU and pooling). Attention and the linear layers have
/// none.
[[nodiscard]] std::vector<ActivationPoint> activationPoints(const Architecture& architecture);

/// The scale that represents +-range (signed) or 0..range. Ranges below kSmallestRange, of points
/// that are always zero, count as that. Precondition: range is finite and not negative.
[[nodiscard]] float activationScale(const ActivationPoint& point, float range);

inline constexpr float kSmallestRange = 1e-6F;

}  // namespace scenelens
