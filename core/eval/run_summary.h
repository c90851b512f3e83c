// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/run_table.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace scenelens {

/// The figures one looks at first, over the labelled and predicted clips of a run.
struct RunSummary {
  std::size_t clips = 0;       ///< clips with a true class and a prediction
  std::size_t correct = 0;     ///< of these, decided right
  double macroAccuracy = 0.0;  ///< mean over the scenes that occur of the share decided right
  double logLoss = 0.0;        ///< mean of -ln p(true class), natural logarithm
  std::array<std::size_t, kSceneCount> perScene{};         ///< clips
  std::array<std::size_t, kSceneCount> correctPerScene{};  ///< of these, decided right

  [[nodiscard]] double accuracy() const {
    return clips > 0 ? static_cast<double>(correct) / static_cast<double>(clips) : 0.0;
  }
};

/// Clips without a label or a prediction do not count. Thread-safe.
///
/// Accuracy is scikit-learn's `accuracy_score`; macro accuracy is its `balanced_accuracy_score` and
/// sed_eval's class-wise average, which DCASE ranks by. Log loss is scikit-learn 1.2's `log_loss`
/// of the float32 probabilities: each is clipped to [2^-23, 1 - 2^-23] (the type's epsilon), then
/// the ten are divided by their sum, so a clip loses less than 15.95. The same numbers given to
/// scikit-learn as float64 are clipped at 2^-52 and a clip can lose 36.05; both agree as long as
/// the true class has more than 2^-23. Computed in double precision, equal to scikit-learn within
/// 1e-6.
[[nodiscard]] RunSummary summarise(const Dataset& dataset, const RunTable& run,
                                   DecisionRule rule = DecisionRule::TenClass);

/// The figures of some of a run's clips.
struct RunPart {
  std::string name;            ///< label of a scene or name of a device
  std::size_t clips = 0;       ///< with a true class and a prediction
  std::size_t correct = 0;     ///< of these, decided right
  double logLoss = 0.0;        ///< their mean, as in RunSummary; 0 without clips
  double macroAccuracy = 0.0;  ///< as in RunSummary; 0 without clips

  [[nodiscard]] double accuracy() const {
    return clips > 0 ? static_cast<double>(correct) / static_cast<double>(clips) : 0.0;
  }
};

/// A run as a whole and in parts.
struct RunBreakdown {
  RunSummary overall;
  std::vector<RunPart> scenes;   ///< all ten, in label order
  std::vector<RunPart> devices;  ///< those that occur, in the data set's order; "" last: unknown
};

/// Each part is what summarise() says about its clips alone: scikit-learn's figures on the subset,
/// with all ten labels. Thread-safe.
[[nodiscard]] RunBreakdown breakDown(const Dataset& dataset, const RunTable& run,
                                     DecisionRule rule = DecisionRule::TenClass);

/// What one clip adds to a log loss (see summarise). Precondition: truth is a scene. Thread-safe.
[[nodiscard]] double clipLogLoss(const std::array<float, kSceneCount>& probabilities, Scene truth);

}  // namespace scenelens
