// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/noise_probe.h"

#include <fmt/format.h>

#include <utility>

namespace scenelens {

NoiseProbe::NoiseProbe(Architecture architecture, FoldedNetwork floats,
                       std::shared_ptr<const Int8Classifier> int8)
    : m_architecture(std::move(architecture)),
      m_floats(std::move(floats)),
      m_int8(std::move(int8)) {}

Result<NoiseProbe> NoiseProbe::make(const Model& floats, const Model& int8) {
  if (floats.precision != Precision::Float32) {
    return fail({"holds Int8 weights where Float32 ones are needed", floats.path});
  }
  auto folded = FoldedNetwork::from(floats.architecture, floats.weights);
  if (!folded) {
    folded.error().file = floats.path;
    return fail(std::move(folded.error()));
  }
  if (floats.architecture.name != int8.architecture.name) {
    return fail({fmt::format("is {}, and the Float32 weights are {}", int8.title(), floats.title()),
                 int8.path});
  }
  auto quantized = readQuantized(int8.weights, int8.path);
  if (!quantized) return fail(std::move(quantized.error()));
  auto engine = std::make_shared<const Int8Classifier>(std::make_shared<const int8::PackedNetwork>(
      int8::PackedNetwork::from(std::move(*quantized))));
  return NoiseProbe(floats.architecture, std::move(*folded), std::move(engine));
}

void NoiseProbe::add(std::span<const float> features, QuantizationNoise& noise) const {
  noise.add(tracePoints(m_architecture, m_floats, features), m_int8->trace(features));
}

}  // namespace scenelens
