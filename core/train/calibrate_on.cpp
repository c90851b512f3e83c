// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/calibrate_on.h"

#include "core/features/feature_extractor.h"
#include "core/nn/native/calibration.h"
#include "core/train/batch_plan.h"

#include <algorithm>

namespace scenelens {

Result<ActivationRanges> calibrateOn(const TrainingSet& set, const FeatureCache& cache,
                                     const Architecture& architecture, const TensorFile& weights,
                                     std::uint64_t seed) {
  constexpr std::size_t kClips = 256;
  const auto network = FoldedNetwork::from(architecture, weights);
  if (!network) return fail(network.error());
  const auto order = epochOrder(seed, 0, set.train.size());
  std::vector<float> logmel(kMapSize), features(kFeatureSize);
  Calibration calibration(architecture);
  for (std::size_t i = 0; i < std::min(kClips, order.size()); ++i) {
    if (auto read = cache.read(order[i], std::span<float, kMapSize>(logmel)); !read) {
      return fail(std::move(read.error()));
    }
    featuresFromLogMel(logmel, features);
    calibration.add(tracePoints(architecture, *network, features));
  }
  return calibration.ranges(RangeRule::SquaredError);
}

}  // namespace scenelens
