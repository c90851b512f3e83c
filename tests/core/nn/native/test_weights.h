// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/features/feature_shape.h"
#include "core/nn/model.h"

#include <vector>

namespace scenelens {

/// A model whose BatchNorms do something: random gains, shifts, means and variances, so that each
/// step of folding shows in the result. The draws are in the order of parameterSpecs(), which
/// tests/data/make_native_forward.py repeats.
inline Model modelWithRandomNorms(const Architecture& architecture, std::uint64_t seed) {
  Model model;
  model.architecture = architecture;
  model.weights = untrainedWeights(architecture, seed);
  SplitMix64 random(seed + 1);
  for (const auto& spec : parameterSpecs(architecture)) {
    if (spec.name.find("norm.") == std::string::npos) continue;
    const bool spread = spec.name.ends_with(".weight") || spec.name.ends_with(".running_var");
    for (float& value : model.weights.tensors[spec.name].floats()) {
      value = static_cast<float>(spread ? random.uniform(0.4, 1.6) : random.uniform(-0.3, 0.3));
    }
  }
  return model;
}

/// Noise with the spread of normalised features.
inline std::vector<float> noiseFeatures(std::size_t clips, std::uint64_t seed) {
  std::vector<float> features(clips * kFeatureSize);
  SplitMix64 random(seed);
  for (float& value : features) value = static_cast<float>(random.uniform(-1.7, 1.7));
  return features;
}

}  // namespace scenelens
