// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/run_table.h"

#include <cstddef>

namespace scenelens {

/// How one run's decisions differ from another's, over the clips that both predicted.
struct RunComparison {
  std::size_t clips = 0;
  std::size_t changed = 0;         ///< clips that are decided differently
  double largestDifference = 0.0;  ///< of a probability that the rule decides by

  [[nodiscard]] double agreement() const {
    return clips > 0 ? 1.0 - static_cast<double>(changed) / static_cast<double>(clips) : 0.0;
  }
};

/// Thread-safe.
[[nodiscard]] RunComparison compareRuns(const RunTable& first, const RunTable& second,
                                        DecisionRule rule = DecisionRule::TenClass);

}  // namespace scenelens
