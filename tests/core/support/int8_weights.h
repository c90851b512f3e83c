// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/base/safetensors.h"
#include "core/features/feature_shape.h"
#include "core/nn/int8_twin.h"
#include "core/nn/native/activation_trace.h"
#include "core/nn/native/calibration.h"
#include "core/nn/native/quantized_network.h"

#include <vector>

/// Int8 weights for tests, made as `scenelens-cli quantize` makes them but from a few noisy clips
/// that need no file.
namespace scenelens::test {

/// kFeatureSize values between -2 and 2, the same for a seed.
inline std::vector<float> noisyFeatures(std::uint64_t seed) {
  SplitMix64 random(seed);
  std::vector<float> features(kFeatureSize);
  for (auto& value : features) value = static_cast<float>(random.uniform(-2.0, 2.0));
  return features;
}

/// The Int8 twin of a Float32 model; without a path unless the model has one.
inline Int8Twin quantizedTwin(const Model& floats) {
  const auto folded = FoldedNetwork::from(floats.architecture, floats.weights);
  if (!folded) return fail(folded.error());
  Calibration calibration(floats.architecture);
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    calibration.add(tracePoints(floats.architecture, *folded, noisyFeatures(seed)));
  }
  const auto network =
      quantize(floats.architecture, floats.weights, calibration.ranges(RangeRule::Largest));
  if (!network) return fail(network.error());
  Model twin;
  twin.architecture = floats.architecture;
  twin.precision = Precision::Int8;
  twin.weights = quantizedFile(*network, {{weights_key::kData, floats.data}});
  if (!floats.path.empty()) twin.path = int8Twin(floats.path);
  twin.trained = floats.trained;
  twin.data = floats.data;
  return twin;
}

}  // namespace scenelens::test
