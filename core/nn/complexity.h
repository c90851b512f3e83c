// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/architecture.h"
#include "core/nn/layers.h"

#include <cstdint>
#include <string>
#include <vector>

namespace scenelens {

/// DCASE 2023 Task 1: at most 128 kB of model parameters (NeSsi: 128e3) and 30 M MACs a clip.
inline constexpr std::int64_t kLimitBytes = 128'000;
inline constexpr std::int64_t kLimitMacs = 30'000'000;

/// What a model costs, counted from its architecture description.
struct Complexity {
  std::int64_t parameters = 0;  ///< trained parameters: what NeSsi and the report's Table 3 count
  std::int64_t macs = 0;        ///< multiply-accumulates for one clip, NeSsi/torchinfo rule
  std::int64_t weights = 0;     ///< of these: convolution and linear weights
  std::int64_t biases = 0;      ///< of these: convolution and linear biases
  std::int64_t normChannels =
      0;  ///< BatchNorm channels (each: weight, bias, running mean, variance)
  std::int64_t foldedBiases = 0;  ///< biases once every BatchNorm is folded into its convolution

  /// Everything a float32 checkpoint stores: parameters and BatchNorm running statistics.
  [[nodiscard]] std::int64_t bytesFloat32() const { return 4 * (parameters + 2 * normChannels); }
  /// Float32 inference with BatchNorm folded: weights and biases.
  [[nodiscard]] std::int64_t bytesFloat32Folded() const { return 4 * (weights + foldedBiases); }
  /// Int8 inference with BatchNorm folded: int8 weights, int32 biases. Scales and zero points come
  /// on top; how many depends on the quantization scheme.
  [[nodiscard]] std::int64_t bytesInt8Folded() const { return weights + 4 * foldedBiases; }
  /// The report's and NeSsi's way: one byte for every parameter.
  [[nodiscard]] std::int64_t bytesAsReported() const { return parameters; }

  /// The challenge's limit holds for the precision that a model runs in.
  [[nodiscard]] bool withinByteLimit() const { return bytesInt8Folded() <= kLimitBytes; }
  [[nodiscard]] bool withinByteLimitFloat32Folded() const {
    return bytesFloat32Folded() <= kLimitBytes;
  }
  [[nodiscard]] bool withinByteLimitFloat32() const { return bytesFloat32() <= kLimitBytes; }
  [[nodiscard]] bool withinMacLimit() const { return macs <= kLimitMacs; }
};

/// Counts a model. Reproduces the report's Table 3 for Model1..Model3 exactly (see dsmnModels()).
[[nodiscard]] Complexity complexityOf(const Architecture& architecture);

/// What to know about a model's row in the report, for people; empty when nothing is special.
[[nodiscard]] std::string reportNote(const Architecture& architecture);

/// The layer table and the totals as aligned text, for terminals.
[[nodiscard]] std::string complexityTable(const Architecture& architecture);

/// The same as JSON text: an object with name, totals, bytes, limits and layers.
[[nodiscard]] std::string complexityJson(const std::vector<const Architecture*>& architectures);

}  // namespace scenelens
