// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/equalization.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace scenelens {

namespace {

/// A channel that is hardly ever more than zero is not worth more than this.
constexpr double kLargestFactor = 16.0;
constexpr double kDepthwiseOnly = 1.0;
constexpr double kPointwiseToo = 0.5;

/// Weights that are scaled in place, by name.
class Scaler {
 public:
  explicit Scaler(TensorFile& weights) : m_weights(weights) {}

  /// Multiplies the rows (first dimension) by their factors.
  void multiplyRows(const std::string& name, std::span<const double> factors) {
    const auto values = m_weights.tensors.at(name).floats();
    const std::size_t row = values.size() / factors.size();
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<float>(values[i] * factors[i / row]);
    }
  }
  /// Divides the columns [first, first + factors) of a matrix of `width` columns by theirs.
  void divideColumns(const std::string& name, std::span<const double> factors, std::size_t width,
                     std::size_t first = 0) {
    const auto values = m_weights.tensors.at(name).floats();
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::size_t column = i % width;
      if (column < first || column >= first + factors.size()) continue;
      values[i] = static_cast<float>(values[i] / factors[column - first]);
    }
  }
  /// Divides one value after the other: what reads channel by channel.
  void divideEach(const std::string& name, std::span<const double> factors) {
    divideColumns(name, factors, factors.size());
  }
  void multiplyNorm(const std::string& norm, std::span<const double> factors) {
    multiplyRows(norm + ".weight", factors);
    multiplyRows(norm + ".bias", factors);
  }

 private:
  TensorFile& m_weights;
};

std::vector<double> factorsOf(const std::vector<float>& ranges, double strength) {
  const double largest = *std::max_element(ranges.begin(), ranges.end());
  std::vector<double> factors(ranges.size(), 1.0);
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (!(largest > 0.0)) continue;
    const double smallest = largest / kLargestFactor;
    factors[i] = std::pow(largest / std::max<double>(ranges[i], smallest), strength);
  }
  return factors;
}

/// What reads a block's input: its first DSSC and its first distillation, in DSSDB_SEG the second
/// one too (of the high bands).
void divideBlockInput(Scaler& scaler, const std::string& block, BlockKind kind,
                      std::span<const double> factors) {
  scaler.divideEach(block + ".dilaconv1.ch_conv1.weight", factors);
  scaler.divideColumns(block + ".conv1.weight", factors, factors.size());
  if (kind == BlockKind::DssdbSeg) {
    scaler.divideColumns(block + ".conv2.weight", factors, factors.size());
  }
}

}  // namespace

ChannelCalibration::ChannelCalibration(const Architecture& architecture)
    : m_points(activationPoints(architecture)) {
  for (const auto& point : m_points) {
    m_histograms.emplace_back(static_cast<std::size_t>(point.shape.channels));
  }
}

void ChannelCalibration::add(const ActivationTrace& trace) {
  for (std::size_t p = 0; p < m_points.size(); ++p) {
    const auto& values = trace.values[p];
    auto& channels = m_histograms[p];
    const std::size_t size = values.size() / channels.size();
    for (std::size_t i = 0; i < values.size(); ++i) channels[i / size].add(values[i]);
  }
}

ChannelRanges ChannelCalibration::ranges() const {
  ChannelRanges ranges;
  for (std::size_t p = 0; p < m_points.size(); ++p) {
    auto& channels = ranges[m_points[p].name];
    const int steps = m_points[p].isSigned ? 127 : 255;
    for (const auto& histogram : m_histograms[p]) {
      channels.push_back(histogram.range(RangeRule::SquaredError, steps));
    }
  }
  return ranges;
}

TensorFile equalized(const Architecture& architecture, TensorFile weights,
                     const ChannelRanges& ranges) {
  Scaler scaler(weights);
  const auto stem = factorsOf(ranges.at("conv"), kPointwiseToo);
  scaler.multiplyRows("conv.weight", stem);
  scaler.multiplyRows("conv.bias", stem);
  divideBlockInput(scaler, "conv1", architecture.blocks[0].kind, stem);
  std::size_t embedded = 0;  // columns of l1 before this block's
  for (std::size_t i = 0; i < architecture.blocks.size(); ++i) {
    const auto& block = architecture.blocks[i];
    const auto name = fmt::format("conv{}", i + 1);
    const bool readTwice = block.kind == BlockKind::Dssdb;
    const auto first =
        factorsOf(ranges.at(name + ".dilaconv1"), readTwice ? kPointwiseToo : kDepthwiseOnly);
    scaler.multiplyNorm(name + ".dilaconv1.norm", first);
    scaler.divideEach(name + ".dilaconv2.ch_conv1.weight", first);
    if (readTwice) scaler.divideColumns(name + ".conv2.weight", first, first.size());
    const auto second = factorsOf(ranges.at(name + ".dilaconv2"), kDepthwiseOnly);
    scaler.multiplyNorm(name + ".dilaconv2.norm", second);
    scaler.divideEach(name + ".dilaconv3.ch_conv1.weight", second);

    const auto output = factorsOf(ranges.at(name), kPointwiseToo);
    scaler.multiplyNorm(name + ".norm", output);
    if (i + 1 < architecture.blocks.size()) {
      divideBlockInput(scaler, fmt::format("conv{}", i + 2), architecture.blocks[i + 1].kind,
                       output);
    }
    if (i > 0) {
      scaler.divideColumns("l1.weight", output,
                           static_cast<std::size_t>(architecture.embeddingSize()), embedded);
      embedded += output.size();
    }
  }
  return weights;
}

}  // namespace scenelens
