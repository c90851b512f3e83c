// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/run_summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scenelens {

RunSummary summarise(const Dataset& dataset, const RunTable& run, DecisionRule rule) {
  RunSummary summary;
  double loss = 0.0;
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const auto& scene = dataset.clips[i].scene;
    const Prediction* prediction = run.find(i);
    if (!scene || !prediction) continue;
    const auto truth = static_cast<std::size_t>(*scene);
    const bool right = prediction->decision(rule) == *scene;
    ++summary.clips;
    ++summary.perScene[truth];
    summary.correct += right ? 1 : 0;
    summary.correctPerScene[truth] += right ? 1 : 0;
    const double p = static_cast<double>(prediction->probabilities(rule)[truth]);
    constexpr double kSmallest = std::numeric_limits<double>::epsilon();
    loss -= std::log(std::clamp(p, kSmallest, 1.0 - kSmallest));
  }
  std::size_t scenes = 0;
  for (std::size_t c = 0; c < kSceneCount; ++c) {
    if (summary.perScene[c] == 0) continue;
    ++scenes;
    summary.macroAccuracy +=
        static_cast<double>(summary.correctPerScene[c]) / static_cast<double>(summary.perScene[c]);
  }
  if (scenes > 0) summary.macroAccuracy /= static_cast<double>(scenes);
  if (summary.clips > 0) summary.logLoss = loss / static_cast<double>(summary.clips);
  return summary;
}

}  // namespace scenelens
