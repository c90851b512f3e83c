// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/judged_run.h"

#include "core/eval/run_summary.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace scenelens {

namespace {

constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();

void judgeClip(JudgedRun& judged, const Dataset& dataset, const RunTable& run, DecisionRule rule,
               std::size_t clip) {
  const auto scene = dataset.clips[clip].scene;
  const Prediction* prediction = run.find(clip);
  judged.truth[clip] = scene ? static_cast<std::uint8_t>(*scene) : JudgedRun::kNone;
  judged.decision[clip] = JudgedRun::kNone;
  judged.loss[clip] = judged.confidence[clip] = judged.margin[clip] = judged.brier[clip] = kUnknown;
  if (!prediction) return;
  const auto& probabilities = prediction->probabilities(rule);
  float largest = -std::numeric_limits<float>::infinity();
  float second = largest;
  for (const float probability : probabilities) {
    if (probability > largest) {
      second = std::exchange(largest, probability);
    } else {
      second = std::max(second, probability);
    }
  }
  judged.decision[clip] = static_cast<std::uint8_t>(prediction->decision(rule));
  judged.confidence[clip] = largest;
  judged.margin[clip] = largest - second;
  if (!scene) return;
  judged.loss[clip] = static_cast<float>(clipLogLoss(probabilities, *scene));
  double brier = 0.0;
  for (std::size_t i = 0; i < kSceneCount; ++i) {
    const double distance = probabilities[i] - (i == judged.truth[clip] ? 1.0 : 0.0);
    brier += distance * distance;
  }
  judged.brier[clip] = static_cast<float>(brier);
}

}  // namespace

JudgedRun judge(const Dataset& dataset, const RunTable& run, DecisionRule rule) {
  const std::size_t clips = dataset.clips.size();
  JudgedRun judged;
  judged.truth.resize(clips);
  judged.decision.resize(clips);
  judged.loss.resize(clips);
  judged.confidence.resize(clips);
  judged.margin.resize(clips);
  judged.brier.resize(clips);
  for (std::size_t clip = 0; clip < clips; ++clip) judgeClip(judged, dataset, run, rule, clip);
  return judged;
}

void judgeClips(JudgedRun& judged, const Dataset& dataset, const RunTable& run, DecisionRule rule,
                std::span<const std::uint32_t> clips) {
  for (const auto clip : clips) {
    if (clip < judged.size()) judgeClip(judged, dataset, run, rule, clip);
  }
}

}  // namespace scenelens
