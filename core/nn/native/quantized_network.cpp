// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/quantized_network.h"

#include "core/nn/native/folding.h"
#include "core/nn/native/int8_arithmetic.h"
#include "core/nn/native/int8_head.h"
#include "core/nn/native/quantized_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

// Compiled without contraction, as int8_arithmetic.cpp.
namespace scenelens {

namespace {

constexpr float kLargestRange = 1e6F;
constexpr double kLargestWeightScale = 1e9;
constexpr double kSmallestWeightScale = 1e-30;
constexpr double kWeightMax = 127.0;

/// Rounds the weights of one output after the other into a layer; remembers the first failure.
class Rounder {
 public:
  explicit Rounder(int8::LayerSlot slot) : m_slot(std::move(slot)) {}

  /// The next output. `inputScale`: what one unit of the input is worth.
  void add(std::span<const double> weights, double bias, double inputScale) {
    double largest = 0.0;
    bool finite = std::isfinite(bias);
    for (const double weight : weights) {
      largest = std::max(largest, std::abs(weight));
      finite = finite && std::isfinite(weight);
    }
    // A bias that would not fit needs a larger unit; the weights beside it hardly matter then.
    const double forBias = std::abs(bias) / (inputScale * m_slot.biasLimit);
    const double wanted = std::max(largest / kWeightMax, forBias);
    if (!finite || wanted > kLargestWeightScale) {
      m_failed = true;
      return;
    }
    const float scale =
        wanted > 0.0 ? static_cast<float>(std::max(wanted, kSmallestWeightScale)) : 1.0F;
    const std::size_t offset = m_next * weights.size();
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double rounded = std::nearbyint(weights[i] / scale);
      (*m_slot.weights)[offset + i] =
          static_cast<std::int8_t>(std::clamp(rounded, -kWeightMax, kWeightMax));
    }
    const double limit = m_slot.biasLimit;
    const double unit = inputScale * scale;
    (*m_slot.scales)[m_next] = scale;
    (*m_slot.bias)[m_next] =
        static_cast<std::int32_t>(std::clamp(std::nearbyint(bias / unit), -limit, limit));
    ++m_next;
  }

  [[nodiscard]] bool failed() const { return m_failed; }
  [[nodiscard]] const std::string& name() const { return m_slot.name; }

 private:
  int8::LayerSlot m_slot;
  std::size_t m_next = 0;
  bool m_failed = false;
};

void roundCross(Rounder& rounder, const Cross& cross, double inputScale) {
  const std::size_t taps = cross.fan * Cross::kTaps;
  for (std::size_t c = 0; c < cross.channels; ++c) {
    const float* first = cross.taps.data() + c * taps;
    rounder.add(std::vector<double>(first, first + taps), cross.bias[c], inputScale);
  }
}

void appendWeights(const Dense& dense, std::size_t out, std::vector<double>& weights) {
  for (std::size_t i = 0; i < dense.ins; ++i) weights.push_back(dense.at(i, out));
}

void roundDense(Rounder& rounder, const Dense& dense, double inputScale) {
  for (std::size_t o = 0; o < dense.outs; ++o) {
    std::vector<double> weights;
    appendWeights(dense, o, weights);
    rounder.add(weights, dense.bias[o], inputScale);
  }
}

/// Fills the layers of an empty network in their order.
class Filler {
 public:
  explicit Filler(QuantizedNetwork& network)
      : m_network(network), m_slots(int8::layersOf(network)) {}

  [[nodiscard]] Status fill(const FoldedNetwork& folded) {
    next([&](Rounder& r) { roundDense(r, folded.stem, scale("input")); });
    for (std::size_t i = 0; i < folded.blocks.size(); ++i) fillBlock(folded.blocks[i], i);
    next([&](Rounder& r) { roundDense(r, folded.hidden, embeddingScale(m_network)); });
    // Needs the rounded hidden layer.
    next([&](Rounder& r) { roundDense(r, folded.output, hiddenScale(m_network)); });
    if (m_failed) {
      return fail(
          {fmt::format("the weights of '{}' are not finite or too large once the BatchNorm "
                       "is folded in",
                       *m_failed)});
    }
    return {};
  }

 private:
  template <typename Fill>
  void next(const Fill& fill) {
    Rounder rounder(m_slots[m_slot++]);
    fill(rounder);
    if (rounder.failed() && !m_failed) m_failed = rounder.name();
  }

  [[nodiscard]] double scale(const std::string& point) const { return m_network.scaleOf(point); }

  void fillBlock(const FoldedBlock& block, std::size_t index) {
    const std::string module = fmt::format("conv{}", index + 1);
    const double input = scale(index == 0 ? "conv" : fmt::format("conv{}", index));
    const bool segmented = block.kind == BlockKind::DssdbSeg;
    next([&](Rounder& r) { roundCross(r, block.first, input); });
    next([&](Rounder& r) { roundCross(r, block.second, scale(module + ".dilaconv1")); });
    next([&](Rounder& r) { roundCross(r, block.third, scale(module + ".dilaconv2")); });
    if (segmented) {
      next([&](Rounder& r) {
        for (std::size_t o = 0; o < block.distilA.outs; ++o) {
          std::vector<double> weights;
          appendWeights(block.distilA, o, weights);
          appendWeights(block.distilB, o, weights);
          const double bias = double{block.distilA.bias[o]} + double{block.distilB.bias[o]};
          r.add(weights, bias, input);
        }
      });
    } else {
      next([&](Rounder& r) { roundDense(r, block.distilA, input); });
      next([&](Rounder& r) { roundDense(r, block.distilB, scale(module + ".dilaconv1")); });
    }
    fillFuse(block, module);
    m_network.blocks[index].attention = block.attention;
    for (const float tap : block.attention) {
      if (!(std::abs(tap) <= kLargestRange) && !m_failed) m_failed = module + ".att";
    }
  }

  void fillFuse(const FoldedBlock& block, const std::string& module) {
    std::vector<double> scales;
    if (block.kind == BlockKind::DssdbSeg) {
      scales.assign(block.fuse.ins, scale(module + ".sum"));
    } else {
      for (const char* point : {".conv1", ".conv2", ".dilaconv3"}) {
        scales.insert(scales.end(), block.fuse.ins / 3, scale(module + point));
      }
    }
    next([&](Rounder& r) {
      for (std::size_t o = 0; o < block.fuse.outs; ++o) {
        std::vector<double> weights;
        appendWeights(block.fuse, o, weights);
        for (std::size_t i = 0; i < weights.size(); ++i) weights[i] *= scales[i];
        r.add(weights, block.fuse.bias[o], 1.0);
      }
    });
  }

  QuantizedNetwork& m_network;
  std::vector<int8::LayerSlot> m_slots;
  std::size_t m_slot = 0;
  std::optional<std::string> m_failed;
};

}  // namespace

float QuantizedNetwork::scaleOf(const std::string& point) const {
  const auto found = std::find_if(points.begin(), points.end(),
                                  [&](const auto& candidate) { return candidate.name == point; });
  return scales[static_cast<std::size_t>(found - points.begin())];
}

std::size_t QuantizedNetwork::bytes() const {
  std::size_t bytes = scales.size() * (sizeof(float) + 1) + blocks.size() * 3 * sizeof(float);
  QuantizedNetwork copy = *this;
  for (const auto& slot : int8::layersOf(copy)) {
    bytes += slot.weights->size() + slot.scales->size() * sizeof(float) +
             slot.bias->size() * sizeof(std::int32_t);
  }
  return bytes;
}

Result<QuantizedNetwork> quantize(const Architecture& architecture, const TensorFile& floatWeights,
                                  const ActivationRanges& ranges) {
  const auto folded = FoldedNetwork::from(architecture, floatWeights);
  if (!folded) return fail(folded.error());
  QuantizedNetwork network = int8::emptyNetwork(architecture);
  for (std::size_t i = 0; i < network.points.size(); ++i) {
    const ActivationPoint& point = network.points[i];
    const auto range = ranges.find(point.name);
    if (range == ranges.end()) {
      return fail({fmt::format("there is no range for the activations '{}'", point.name)});
    }
    if (!(range->second >= 0.0F && range->second <= kLargestRange)) {
      return fail({fmt::format("the activations '{}' have the range {}, not one from 0 to {}",
                               point.name, range->second, kLargestRange)});
    }
    network.scales[i] = activationScale(point, range->second);
  }
  if (auto filled = Filler(network).fill(*folded); !filled) {
    return fail(std::move(filled.error()));
  }
  return network;
}

}  // namespace scenelens
