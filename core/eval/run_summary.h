// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/run_table.h"

#include <array>
#include <cstdint>
#include <span>

namespace scenelens {

/// The figures one looks at first, over the labelled and predicted clips of a run.
struct RunSummary {
  std::size_t clips = 0;       ///< clips with a true class and a prediction
  std::size_t correct = 0;     ///< of these, decided right
  double macroAccuracy = 0.0;  ///< mean over the scenes that occur of the share decided right
  double logLoss = 0.0;        ///< mean of -ln p(true class), p at least 2^-52
  std::array<std::size_t, kSceneCount> perScene{};         ///< clips
  std::array<std::size_t, kSceneCount> correctPerScene{};  ///< of these, decided right

  [[nodiscard]] double accuracy() const {
    return clips > 0 ? static_cast<double>(correct) / static_cast<double>(clips) : 0.0;
  }
};

/// Accuracy as sed_eval's class-wise average (what DCASE ranks by) and scikit-learn's `log_loss`
/// with its clipping at the machine epsilon. Clips without a label or a prediction do not count.
[[nodiscard]] RunSummary summarise(const Dataset& dataset, const RunTable& run,
                                   DecisionRule rule = DecisionRule::TenClass);

}  // namespace scenelens
