// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/calibrate_on.h"

#include "core/features/feature_extractor.h"
#include "core/nn/native/activation_trace.h"
#include "core/train/batch_plan.h"

#include <algorithm>
#include <cmath>

namespace scenelens {

Result<ActivationRanges> calibrateOn(const TrainingSet& set, const FeatureCache& cache,
                                     const Architecture& architecture, const TensorFile& weights,
                                     std::uint64_t seed) {
  constexpr std::size_t kClips = 256;
  const auto network = FoldedNetwork::from(architecture, weights);
  if (!network) return fail(network.error());
  const auto order = epochOrder(seed, 0, set.train.size());
  std::vector<float> logmel(kMapSize), features(kFeatureSize);
  ActivationRanges ranges;
  for (std::size_t i = 0; i < std::min(kClips, order.size()); ++i) {
    if (auto read = cache.read(order[i], std::span<float, kMapSize>(logmel)); !read) {
      return fail(std::move(read.error()));
    }
    featuresFromLogMel(logmel, features);
    const auto trace = tracePoints(architecture, *network, features);
    for (std::size_t p = 0; p < trace.points.size(); ++p) {
      float& range = ranges[trace.points[p].name];
      for (const float value : trace.values[p]) range = std::max(range, std::abs(value));
    }
  }
  return ranges;
}

}  // namespace scenelens
