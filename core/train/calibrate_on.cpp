// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/calibrate_on.h"

#include "core/features/feature_extractor.h"
#include "core/nn/native/calibration.h"
#include "core/nn/native/equalization.h"
#include "core/train/batch_plan.h"

#include <algorithm>

namespace scenelens {

namespace {

/// Shows `look` what the activation points hold for some training clips.
template <typename Look>
Status forSomeTraces(const TrainingSet& set, const FeatureCache& cache,
                     const Architecture& architecture, const TensorFile& weights,
                     std::uint64_t seed, const Look& look) {
  constexpr std::size_t kClips = 256;
  const auto network = FoldedNetwork::from(architecture, weights);
  if (!network) return fail(network.error());
  const auto order = epochOrder(seed, 0, set.train.size());
  std::vector<float> logmel(kMapSize), features(kFeatureSize);
  for (std::size_t i = 0; i < std::min(kClips, order.size()); ++i) {
    if (auto read = cache.read(order[i], std::span<float, kMapSize>(logmel)); !read) {
      return fail(std::move(read.error()));
    }
    featuresFromLogMel(logmel, features);
    look(tracePoints(architecture, *network, features));
  }
  return {};
}

}  // namespace

Result<ActivationRanges> calibrateOn(const TrainingSet& set, const FeatureCache& cache,
                                     const Architecture& architecture, const TensorFile& weights,
                                     std::uint64_t seed) {
  Calibration calibration(architecture);
  auto looked = forSomeTraces(set, cache, architecture, weights, seed,
                              [&](const ActivationTrace& trace) { calibration.add(trace); });
  if (!looked) return fail(std::move(looked.error()));
  return calibration.ranges(RangeRule::SquaredError);
}

Result<TensorFile> equalizedOn(const TrainingSet& set, const FeatureCache& cache,
                               const Architecture& architecture, const TensorFile& weights,
                               std::uint64_t seed) {
  ChannelCalibration calibration(architecture);
  auto looked = forSomeTraces(set, cache, architecture, weights, seed,
                              [&](const ActivationTrace& trace) { calibration.add(trace); });
  if (!looked) return fail(std::move(looked.error()));
  return equalized(architecture, weights, calibration.ranges());
}

}  // namespace scenelens
