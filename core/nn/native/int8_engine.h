// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/nn/classifier.h"
#include "core/nn/model.h"
#include "core/nn/native/activation_trace.h"
#include "core/nn/native/aligned_array.h"
#include "core/nn/native/int8_kernels.h"
#include "core/nn/native/int8_packing.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace scenelens {

/// Our own Int8 engine: one clip at a time, in one thread, without allocating after construction.
///
/// Maps are unsigned 8-bit, weights int8, accumulators int32; only the few numbers of the attention
/// are floating point, computed alike on every machine. The logits are the same bits with every
/// instruction set, whatever the number of threads. The weights may be shared by any number of
/// objects. One thread at a time per object. Features must be finite.
class Int8Classifier final : public Classifier {
 public:
  explicit Int8Classifier(std::shared_ptr<const int8::PackedNetwork> network);

  /// "Native (AVX3_DL)": the instruction set in use.
  [[nodiscard]] std::string engineName() const override;
  [[nodiscard]] std::string_view precisionName() const override { return "Int8"; }
  /// Errors: none.
  [[nodiscard]] Status forward(std::span<const float> features, std::span<float> logits) override;

  /// All activation points of one clip (kFeatureSize values) as the values that the 8-bit numbers
  /// stand for, and the logits; allocates. For comparisons with tracePoints().
  [[nodiscard]] ActivationTrace trace(std::span<const float> features) const;

  /// The weights, for another object.
  [[nodiscard]] const std::shared_ptr<const int8::PackedNetwork>& network() const {
    return m_network;
  }

 private:
  struct Recorder;

  /// A map in memory that belongs to it alone.
  struct Buffer {
    AlignedWords words;
    int8::WordMap map;
  };
  /// The buffers of one block.
  struct BlockMaps {
    Buffer input;  ///< with borders; columns from `split` on lie a gap further
    std::size_t split = 0;
    Buffer first;   ///< of the first DSSC, with borders; Dssdb and inspection only
    Buffer second;  ///< inspection only
    Buffer third;
    Buffer distilA, distilB;
    int8::WordMap inputHigh;  ///< the columns from `split` on
  };

  explicit Int8Classifier(std::shared_ptr<const int8::PackedNetwork> network, bool inspected);
  void runClip(std::span<const float> features, std::span<float> logits);
  void enrichBlock(std::size_t index);
  void distilBlock(std::size_t index);
  void attendBlock(std::size_t index);
  void fuseBlock(std::size_t index);
  void embedBlock(std::size_t index);
  void classify(std::span<float> logits);
  [[nodiscard]] int8::WordTarget targetOf(std::size_t index);

  std::shared_ptr<const int8::PackedNetwork> m_network;
  Buffer m_features;
  std::array<BlockMaps, 5> m_maps;
  Buffer m_last;                                        ///< output of the last block
  std::array<std::array<double, 4>, 5> m_fuseScales{};  ///< of the inputs of each block's fuse
  AlignedWords m_scratch;
  AlignedWords m_zeros;     ///< a row of zeros
  AlignedWords m_midpoint;  ///< a row of the signed zero point
  std::vector<std::int32_t> m_sums;
  std::vector<double> m_means;
  std::vector<std::int32_t> m_gains;
  AlignedWords m_words;  ///< `fuse` with this clip's attention
  std::vector<std::int32_t> m_bias;
  std::vector<std::int16_t> m_embedding;
  std::size_t m_embedded = 0;
  std::vector<std::int32_t> m_hidden;
};

/// An Int8 classifier with its own copy of the weights. Errors: `model` is not Int8. Thread-safe.
[[nodiscard]] Result<std::unique_ptr<Classifier>> makeInt8Classifier(const Model& model);

}  // namespace scenelens
