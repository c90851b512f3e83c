// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/run_summary.h"
#include "core/nn/architecture.h"
#include "core/train/train_options.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace scenelens {

/// A data set that a model learned from, for its card.
struct CardData {
  std::string name;
  std::string description = {};  ///< where it comes from and under which licence; may be empty
  bool synthetic = false;        ///< said aloud
  std::size_t train = 0;         ///< clips trained on
  std::size_t validation = 0;    ///< clips held out to choose the epoch
};

/// What a model was found to do on clips of one kind. Both runs are over the same clips.
struct CardEvaluation {
  std::string name;         ///< "tau-mini, evaluate fold"
  std::string remark = {};  ///< a sentence about the clips; may be empty
  RunBreakdown floating;    ///< Float32
  std::optional<RunBreakdown> int8 = {};
};

/// Everything that a model card says, as measured: a plain value.
struct ModelCard {
  Architecture architecture;
  std::string command;   ///< how to make the weights again
  TrainOptions options;  ///< written out in full at the end of the card
  std::vector<CardData> data;
  std::vector<std::string> heldOut;  ///< locations held out of training
  int chosenEpoch = -1;              ///< 0-based; -1: the last one
  int epochsRun = 0;
  double seconds = 0.0;  ///< of the whole training
  std::string machine;   ///< "2 threads of a ..."; may be empty
  std::string engines;   ///< which engines the figures come from; may be empty
  std::vector<CardEvaluation> evaluations;
};

/// What every place that shows figures of the shipped weights has to say.
inline constexpr const char* kNotTauResults =
    "These are not TAU results: the weights have not been trained or judged on the TAU Urban "
    "Acoustic Scenes 2022 Mobile data set as a whole, so they compare with no published figure.";

/// The card as Markdown: architecture and cost, data, how it was trained, and for each evaluation
/// accuracy and log loss overall, per device and per scene, Float32 beside Int8. Percentages have a
/// decimal, log losses three; the number of clips stands beside them. Equal cards give equal text.
/// Thread-safe.
[[nodiscard]] std::string modelCardMarkdown(const ModelCard& card);

}  // namespace scenelens
