// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"
#include "core/nn/model.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace scenelens {

/// What the head of a network sees of clips: multi-scale features (NativeClassifier::embedding).
struct Embeddings {
  std::size_t width = 0;             ///< values of a clip: 224, Model4 512
  std::vector<std::uint32_t> clips;  ///< ascending
  std::vector<float> values;         ///< clips.size() x width
  std::vector<float> lengths;        ///< Euclidean, one per clip
  std::vector<Error> problems;       ///< clips that could not be read; at most kMostProblems
  std::size_t failed = 0;            ///< how many could not

  static constexpr std::size_t kMostProblems = 20;

  [[nodiscard]] std::span<const float> of(std::size_t row) const {
    return std::span(values).subspan(row * width, width);
  }
  /// The row of a clip, or nothing.
  [[nodiscard]] std::optional<std::size_t> rowOf(std::uint32_t clip) const;
};

/// Single precision, because 30,000 clips take 27 to 61 MB and nothing has to be unpacked; what
/// would be larger than this is thinned out (see embeddedClips).
inline constexpr std::size_t kEmbeddingBytes = std::size_t{256} << 20;

/// Those of `clips` that have sound; when they would take more than kEmbeddingBytes, every n-th of
/// them. Ascending when `clips` is. Thread-safe.
[[nodiscard]] std::vector<std::uint32_t> embeddedClips(const Dataset& dataset,
                                                       std::span<const std::uint32_t> clips,
                                                       std::size_t width);

/// Embeds clips with all cores (`threads` 0) and a Float32 model. `control` reports clips done and
/// cancels between clips and within long files; what was embedded before is returned. The result
/// does not depend on the number of threads. Errors: weights that do not fit. Thread-safe.
[[nodiscard]] Result<Embeddings> embedClips(const Dataset& dataset,
                                            std::span<const std::uint32_t> clips,
                                            const Model& model, const JobControl& control,
                                            unsigned threads = 0);

/// A clip and the cosine of the angle between its embedding and another's, in [-1, 1].
struct Neighbour {
  std::uint32_t clip = 0;
  float similarity = 0.0F;
};

/// The `count` clips most similar to that of `row`, without itself, most similar first, equal ones
/// in the order of clips. Exact: all are looked at. Embeddings of length 0 have similarity 0.
/// Precondition: row < clips.size(). Thread-safe.
[[nodiscard]] std::vector<Neighbour> mostSimilar(const Embeddings& embeddings, std::size_t row,
                                                 std::size_t count);

}  // namespace scenelens
