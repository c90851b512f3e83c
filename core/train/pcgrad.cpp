// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/pcgrad.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>

namespace scenelens {

namespace {

/// Partial sums side by side: the compiler may put them into vectors without changing their order.
constexpr std::size_t kLanes = 8;

double dot(std::span<const float> a, std::span<const float> b) {
  std::array<double, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= a.size(); i += kLanes) {
    for (std::size_t k = 0; k < kLanes; ++k)
      sums[k] += static_cast<double>(a[i + k]) * static_cast<double>(b[i + k]);
  }
  double rest = 0.0;
  for (; i < a.size(); ++i) rest += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7])) +
         rest;
}

/// merged = factor1 g1 + factor2 g2.
void combine(std::span<const float> g1, std::span<const float> g2, double factor1, double factor2,
             std::span<float> merged) {
  for (std::size_t i = 0; i < merged.size(); ++i) {
    merged[i] = static_cast<float>(factor1 * static_cast<double>(g1[i]) +
                                   factor2 * static_cast<double>(g2[i]));
  }
}

PcGradResult merge(std::span<const float> g1, std::span<const float> g2, Merge merge, bool project,
                   std::span<float> merged) {
  assert(g1.size() == g2.size() && g1.size() == merged.size());
  const double product = dot(g1, g2);
  const double square1 = dot(g1, g1);
  const double square2 = dot(g2, g2);
  PcGradResult result;
  result.conflict = product < 0.0;
  if (!std::isfinite(square1 + square2))
    result.cosine = std::numeric_limits<double>::quiet_NaN();
  else if (square1 > 0.0 && square2 > 0.0)
    result.cosine = std::clamp(product / (std::sqrt(square1) * std::sqrt(square2)), -1.0, 1.0);
  // g1 - (p / |g2|^2) g2 + g2 - (p / |g1|^2) g1 in one pass.
  const double weight = merge == Merge::Mean ? 0.5 : 1.0;
  const bool projected = project && result.conflict;
  combine(g1, g2, weight * (projected ? 1.0 - product / square1 : 1.0),
          weight * (projected ? 1.0 - product / square2 : 1.0), merged);
  return result;
}

}  // namespace

PcGradResult pcGrad(std::span<const float> g1, std::span<const float> g2, Merge how,
                    std::span<float> merged) {
  return merge(g1, g2, how, true, merged);
}

PcGradResult mergeGradients(std::span<const float> g1, std::span<const float> g2, Merge how,
                            std::span<float> merged) {
  return merge(g1, g2, how, false, merged);
}

}  // namespace scenelens
