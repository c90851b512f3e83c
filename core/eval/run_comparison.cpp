// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/run_comparison.h"

#include <algorithm>
#include <cmath>

namespace scenelens {

RunComparison compareRuns(const RunTable& first, const RunTable& second, DecisionRule rule) {
  RunComparison comparison;
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
    const Prediction* a = first.find(i);
    const Prediction* b = second.find(i);
    if (!a || !b) continue;
    ++comparison.clips;
    comparison.changed += a->decision(rule) != b->decision(rule) ? 1 : 0;
    const auto& left = a->probabilities(rule);
    const auto& right = b->probabilities(rule);
    for (std::size_t c = 0; c < left.size(); ++c) {
      const double difference = std::abs(double{left[c]} - double{right[c]});
      comparison.largestDifference = std::max(comparison.largestDifference, difference);
    }
  }
  return comparison;
}

}  // namespace scenelens
