// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/unit_statistics.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

namespace scenelens {

namespace {

constexpr double kEpsilon = 1e-5;  // of BatchNorm, PyTorch's default

/// Divides rows (first dimension) by their factors.
void divideRows(TensorFile& weights, const std::string& name, const std::vector<double>& factors) {
  const auto values = weights.tensors.at(name).floats();
  const std::size_t row = values.size() / factors.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(values[i] / factors[i / row]);
  }
}

void unify(TensorFile& weights, const std::string& norm, const std::vector<std::string>& layers) {
  std::vector<double> deviations;
  for (float& variance : weights.tensors.at(norm + ".running_var").floats()) {
    deviations.push_back(std::sqrt((variance + kEpsilon) / (1.0 + kEpsilon)));
    variance = 1.0F;
  }
  divideRows(weights, norm + ".running_mean", deviations);
  for (const auto& layer : layers) divideRows(weights, layer, deviations);
}

}  // namespace

TensorFile withUnitStatistics(const Architecture& architecture, TensorFile weights) {
  for (std::size_t i = 0; i < architecture.blocks.size(); ++i) {
    const auto block = fmt::format("conv{}", i + 1);
    for (int k = 1; k <= 3; ++k) {
      const auto dssc = fmt::format("{}.dilaconv{}", block, k);
      unify(weights, dssc + ".norm", {dssc + ".ch_conv1.weight"});
    }
    unify(weights, block + ".norm", {block + ".conv3.weight", block + ".conv3.bias"});
  }
  return weights;
}

}  // namespace scenelens
