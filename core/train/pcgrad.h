// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace scenelens {

/// How the gradients of the tasks become one.
enum class Merge : std::uint8_t {
  Mean,  ///< the published code (Pytorch-PCGrad)
  Sum    ///< the authors of PCGrad
};

/// How the two tasks stood to each other in a step.
struct PcGradResult {
  bool conflict = false;  ///< the gradients pointed against each other and were projected
  double cosine = 0.0;    ///< of the angle between them, [-1, 1]; 0 when one of them is zero, NaN
                          ///< when a gradient is not finite
};

/// PCGrad (Yu et al., "Gradient surgery for multi-task learning", NeurIPS 2020) for two tasks, on
/// gradients of all parameters laid end to end.
///
/// With g1 . g2 < 0, g1 becomes g1 - (g1 . g2) / |g2|^2 g2 and g2 becomes g2 - (g1 . g2) / |g1|^2
/// g1, both from the original gradients, so that the order of the tasks makes no difference. Then
/// they are merged. Products are summed in double precision, results are rounded once; the same
/// numbers on every machine. `merged` may be the memory of g1 or g2. Precondition: equal sizes.
/// Thread-safe.
PcGradResult pcGrad(std::span<const float> g1, std::span<const float> g2, Merge merge,
                    std::span<float> merged);

/// The same without projection: what training without PCGrad uses, with the figures for the log
/// (`conflict` says that there was one).
PcGradResult mergeGradients(std::span<const float> g1, std::span<const float> g2, Merge merge,
                            std::span<float> merged);

}  // namespace scenelens
