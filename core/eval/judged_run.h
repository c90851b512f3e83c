// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/run_table.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace scenelens {

/// A run judged against the truth, as columns as long as the data set: what tables sort by, filters
/// test and metrics add up. Small (18 bytes a clip), because there are 230,350.
struct JudgedRun {
  /// No prediction, or no true class, in the columns below.
  static constexpr std::uint8_t kNone = 0xFF;

  std::vector<std::uint8_t> truth;     ///< index of the true scene, kNone where unknown
  std::vector<std::uint8_t> decision;  ///< index of the decided scene, kNone without prediction
  std::vector<float> loss;        ///< clipLogLoss, natural logarithm; NaN without either of the two
  std::vector<float> confidence;  ///< probability of the decision; NaN without prediction
  std::vector<float> margin;      ///< confidence minus the second largest probability; NaN likewise
  std::vector<float> brier;       ///< what it adds to brierScore(), in [0, 2]; NaN as loss

  [[nodiscard]] std::size_t size() const { return decision.size(); }
  [[nodiscard]] bool isPredicted(std::size_t clip) const { return decision[clip] != kNone; }
  /// True where both truth and prediction are known: such clips count in metrics.
  [[nodiscard]] bool isJudged(std::size_t clip) const {
    return truth[clip] != kNone && decision[clip] != kNone;
  }
  [[nodiscard]] bool isCorrect(std::size_t clip) const {
    return isJudged(clip) && truth[clip] == decision[clip];
  }
};

/// Judges every clip. `run` may be empty (size 0): nothing is predicted then. Thread-safe.
[[nodiscard]] JudgedRun judge(const Dataset& dataset, const RunTable& run, DecisionRule rule);

/// Renews the columns of some clips after their predictions came. `judged` must be of this data
/// set. Thread-safe for different objects.
void judgeClips(JudgedRun& judged, const Dataset& dataset, const RunTable& run, DecisionRule rule,
                std::span<const std::uint32_t> clips);

}  // namespace scenelens
