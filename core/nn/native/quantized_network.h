// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/tensor.h"
#include "core/nn/architecture.h"
#include "core/nn/layers.h"
#include "core/nn/native/activation_points.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace scenelens {

/// A 1x1 convolution or linear layer with int8 weights: weight = scales[o] * weights[o][i].
struct QuantizedDense {
  std::size_t ins = 0;
  std::size_t outs = 0;
  std::vector<std::int8_t> weights;  ///< outs x ins, -127..127
  std::vector<float> scales;         ///< outs
  std::vector<std::int32_t> bias;    ///< outs, in units of the accumulator (see QuantizedNetwork)

  [[nodiscard]] std::int8_t at(std::size_t in, std::size_t out) const {
    return weights[out * ins + in];
  }
  bool operator==(const QuantizedDense&) const = default;
};

/// A DSSC as one cross of five int8 taps (see Cross).
struct QuantizedCross {
  std::size_t channels = 0;
  std::size_t fan = 1;             ///< inputs of an output
  std::vector<std::int8_t> taps;   ///< channels x fan x Cross::kTaps, -127..127
  std::vector<float> scales;       ///< channels
  std::vector<std::int32_t> bias;  ///< channels, in units of the accumulator

  [[nodiscard]] const std::int8_t* tapsOf(std::size_t channel, std::size_t input) const {
    return taps.data() + (channel * fan + input) * 5;
  }
  bool operator==(const QuantizedCross&) const = default;
};

/// A block in Int8. C input channels, h = C / 2.
struct QuantizedBlock {
  BlockKind kind = BlockKind::DssdbSeg;
  MapShape input;
  MapShape branch;  ///< what the DSSCs see
  MapShape output;  ///< after pooling
  QuantizedCross first, second, third;
  /// DssdbSeg: both distillations as one layer, 2C -> h, whose first C inputs are the low half of
  /// the mel axis and whose others are the high one. Dssdb: C -> h, of the branch's input.
  QuantizedDense distilA;
  QuantizedDense distilB;            ///< Dssdb only: C -> h, of `first`
  std::array<float, 3> attention{};  ///< ECA's kernel across the channels
  /// h (DssdbSeg) or 3h (Dssdb) -> output channels. Its inputs' scales are in the weights, so the
  /// accumulator's unit is scales[o] alone.
  QuantizedDense fuse;

  bool operator==(const QuantizedBlock&) const = default;
};

/// A DSMN network in Int8: plain values, what an Int8 weights file holds.
///
/// Activations are unsigned 8-bit with a scale per activation point, weights signed 8-bit with a
/// scale per output. Accumulators are int32; one unit of an accumulator is the input's scale times
/// the weight's scale. docs/native-engine.md has the arithmetic, int8_arithmetic.h the rounding.
struct QuantizedNetwork {
  Architecture architecture;
  std::vector<ActivationPoint> points;  ///< activationPoints(architecture)
  std::vector<float> scales;            ///< of the points, in their order
  QuantizedDense stem;
  std::array<QuantizedBlock, 5> blocks;
  QuantizedDense hidden, output;

  /// The scale of the point of that name. Precondition: there is one.
  [[nodiscard]] float scaleOf(const std::string& point) const;
  /// Bytes of weights, biases, scales and zero points.
  [[nodiscard]] std::size_t bytes() const;
};

/// Int8 weights from float weights and the range of every activation point. Deterministic: equal
/// input gives equal bits on every machine. Thread-safe.
///
/// Weights are folded (FoldedNetwork), then rounded to the nearest multiple (ties to even) of
/// largest magnitude / 127 of their output. An output whose weights are so small beside its bias
/// that the bias would not fit the accumulator gets a larger scale.
///
/// Errors: tensors that do not fit the architecture; a point without a range; ranges that are
/// negative, NaN, infinite or beyond 1e6.
[[nodiscard]] Result<QuantizedNetwork> quantize(const Architecture& architecture,
                                                const TensorFile& floatWeights,
                                                const ActivationRanges& ranges);

/// The format's name in an Int8 file's metadata.
inline constexpr const char* kInt8Format = "scenelens-int8-1";

/// The network as tensors, format "scenelens-int8-1" (docs/formats.md). `metadata` is added to what
/// the format sets itself (format and architecture): trained, data, command and quantization, see
/// weights_key.
[[nodiscard]] TensorFile quantizedFile(const QuantizedNetwork& network,
                                       std::map<std::string, std::string> metadata);

/// Reads what quantizedFile() makes. Foreign input: every shape, type and value is checked, so that
/// no accumulator can overflow.
///
/// Errors name `path` and say which tensor is wrong. Thread-safe.
[[nodiscard]] Result<QuantizedNetwork> readQuantized(const TensorFile& file,
                                                     const std::filesystem::path& path);

}  // namespace scenelens
