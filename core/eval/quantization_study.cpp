// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/quantization_study.h"

#include "core/eval/clip_features.h"
#include "core/nn/native/noise_probe.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

Result<FoldedNetwork> foldFloats(const Model& model) {
  if (model.precision != Precision::Float32) {
    return fail({"holds Int8 weights where Float32 ones are needed", model.path});
  }
  auto network = FoldedNetwork::from(model.architecture, model.weights);
  if (!network) network.error().file = model.path;
  return network;
}

std::size_t workersFor(std::size_t clips) {
  return std::min<std::size_t>(clips, std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace

Result<ActivationRanges> calibrate(const Model& model, const Dataset& dataset,
                                   std::span<const std::uint32_t> clips, RangeRule rule,
                                   const JobControl& control) {
  const auto network = foldFloats(model);
  if (!network) return fail(network.error());
  if (clips.empty()) return fail({"there are no clips to calibrate with"});
  const std::size_t workers = workersFor(clips.size());
  std::vector<Calibration> parts(workers, Calibration(model.architecture));
  auto done = forEachClip(
      dataset, clips, workers,
      [&](std::size_t worker, std::span<const float> features) {
        parts[worker].add(tracePoints(model.architecture, *network, features));
      },
      control);
  if (!done) return fail(std::move(done.error()));
  for (std::size_t i = 1; i < parts.size(); ++i) parts[0].merge(parts[i]);
  return parts[0].ranges(rule);
}

Result<QuantizationNoise> measureNoise(const Model& floats, const Model& int8,
                                       const Dataset& dataset, std::span<const std::uint32_t> clips,
                                       const JobControl& control) {
  const auto probe = NoiseProbe::make(floats, int8);
  if (!probe) return fail(probe.error());
  if (clips.empty()) return fail({"there are no clips to compare"});
  const std::size_t workers = workersFor(clips.size());
  std::vector<QuantizationNoise> parts(workers, QuantizationNoise(floats.architecture));
  auto done = forEachClip(
      dataset, clips, workers,
      [&](std::size_t worker, std::span<const float> features) {
        probe->add(features, parts[worker]);
      },
      control);
  if (!done) return fail(std::move(done.error()));
  for (std::size_t i = 1; i < parts.size(); ++i) parts[0].merge(parts[i]);
  return std::move(parts[0]);
}

}  // namespace scenelens
