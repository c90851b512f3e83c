// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/judged_run.h"
#include "core/eval/run_table.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace scenelens {

inline constexpr std::size_t kDefaultBins = 15;

/// Clips whose confidence lies in (low, high]; the first bin has 0 as well.
struct ReliabilityBin {
  double low = 0.0;
  double high = 0.0;
  std::size_t correct = 0;
  std::size_t wrong = 0;
  double confidence = 0.0;  ///< mean; 0 without clips

  [[nodiscard]] std::size_t clips() const { return correct + wrong; }
  [[nodiscard]] double accuracy() const {
    return clips() > 0 ? static_cast<double>(correct) / static_cast<double>(clips()) : 0.0;
  }
};

/// Confidence (the largest probability) against how often it was right. The bins' `correct` and
/// `wrong` are the histograms of confidence.
struct CalibrationCurve {
  std::vector<ReliabilityBin> bins;  ///< equally wide, from 0 to 1
  std::size_t clips = 0;
  double ece = 0.0;         ///< sum over bins of clips / all clips * |accuracy - mean confidence|
  double largestGap = 0.0;  ///< the largest |accuracy - mean confidence| of a bin with clips
  double confidence = 0.0;  ///< mean over all clips
};

/// Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017; bins are closed above
/// as there and as in scikit-learn's `calibration_curve`. Precondition: 1 <= bins. Thread-safe.
[[nodiscard]] CalibrationCurve calibrationCurve(const JudgedRun& run,
                                                std::span<const std::uint32_t> clips,
                                                std::size_t bins = kDefaultBins);

/// The multi-class Brier score, in [0, 2]: the mean over clips of the sum over scenes of
/// (p - (scene is true))^2 (Brier 1950); 0 without clips. scikit-learn's two-class
/// `brier_score_loss` is this without the second class, so half of it. Thread-safe.
[[nodiscard]] double brierScore(const Dataset& dataset, const RunTable& run, DecisionRule rule,
                                std::span<const std::uint32_t> clips);

}  // namespace scenelens
