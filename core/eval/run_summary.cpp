// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/run_summary.h"

#include "core/eval/breakdown.h"
#include "core/eval/judged_run.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace scenelens {

namespace {

double clipped(float probability) {
  constexpr double kEpsilon = std::numeric_limits<float>::epsilon();
  return std::clamp(static_cast<double>(probability), kEpsilon, 1.0 - kEpsilon);
}

}  // namespace

/// Clipped and divided by the row's sum as scikit-learn does.
double clipLogLoss(const std::array<float, kSceneCount>& probabilities, Scene truth) {
  double sum = 0.0;
  for (const float p : probabilities) sum += clipped(p);
  return -std::log(clipped(probabilities[static_cast<std::size_t>(truth)]) / sum);
}

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
    loss += clipLogLoss(prediction->probabilities(rule), *scene);
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

RunBreakdown breakDown(const Dataset& dataset, const RunTable& run, DecisionRule rule) {
  RunBreakdown result;
  result.overall = summarise(dataset, run, rule);
  auto parts = partsOf(dataset, judge(dataset, run, rule), everyClip(dataset.clips.size()));
  result.scenes.assign(parts.scenes.begin(), parts.scenes.end());
  for (auto& device : parts.devices) result.devices.push_back(std::move(device.all));
  return result;
}

}  // namespace scenelens
