// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/calibration_curve.h"

#include <algorithm>
#include <cmath>

namespace scenelens {

CalibrationCurve calibrationCurve(const JudgedRun& run, std::span<const std::uint32_t> clips,
                                  std::size_t bins) {
  CalibrationCurve curve;
  curve.bins.resize(bins);
  const auto count = static_cast<double>(bins);
  for (std::size_t b = 0; b < bins; ++b) {
    curve.bins[b].low = static_cast<double>(b) / count;
    curve.bins[b].high = static_cast<double>(b + 1) / count;
  }
  for (const auto clip : clips) {
    if (clip >= run.size() || !run.isJudged(clip)) continue;
    const double confidence = run.confidence[clip];
    // The product may be rounded to the wrong side of an edge; the edges themselves decide.
    auto b = std::min(static_cast<std::size_t>(std::max(0.0, confidence * count)), bins - 1);
    while (b > 0 && confidence <= curve.bins[b].low) --b;
    while (b + 1 < bins && confidence > curve.bins[b].high) ++b;
    ReliabilityBin& bin = curve.bins[b];
    ++(run.isCorrect(clip) ? bin.correct : bin.wrong);
    bin.confidence += confidence;
    curve.confidence += confidence;
    ++curve.clips;
  }
  for (ReliabilityBin& bin : curve.bins) {
    if (bin.clips() == 0) continue;
    const auto inBin = static_cast<double>(bin.clips());
    bin.confidence /= inBin;
    const double gap = std::abs(bin.accuracy() - bin.confidence);
    curve.ece += gap * inBin / static_cast<double>(curve.clips);
    curve.largestGap = std::max(curve.largestGap, gap);
  }
  if (curve.clips > 0) curve.confidence /= static_cast<double>(curve.clips);
  return curve;
}

double brierScore(const Dataset& dataset, const RunTable& run, DecisionRule rule,
                  std::span<const std::uint32_t> clips) {
  double sum = 0.0;
  std::size_t count = 0;
  for (const auto clip : clips) {
    if (clip >= dataset.clips.size()) continue;
    const auto& scene = dataset.clips[clip].scene;
    const Prediction* prediction = run.find(clip);
    if (!scene || !prediction) continue;
    const auto& probabilities = prediction->probabilities(rule);
    for (std::size_t c = 0; c < kSceneCount; ++c) {
      const double truth = c == static_cast<std::size_t>(*scene) ? 1.0 : 0.0;
      const double miss = static_cast<double>(probabilities[c]) - truth;
      sum += miss * miss;
    }
    ++count;
  }
  return count > 0 ? sum / static_cast<double>(count) : 0.0;
}

}  // namespace scenelens
