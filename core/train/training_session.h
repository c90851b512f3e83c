// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"
#include "core/eval/run_table.h"
#include "core/nn/model.h"
#include "core/train/trainer.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace scenelens {

/// What `scenelens-cli train` was asked for.
struct SessionOptions {
  std::vector<std::filesystem::path> datasets;  ///< what to learn from
  std::vector<std::filesystem::path> evaluate;  ///< also judged in the end; the test folds of
                                                ///< `datasets` always are
  std::filesystem::path folder;                 ///< where results go; made when it is not there
  TrainOptions train;
  std::filesystem::path cache;       ///< empty: defaultCacheFolder()
  std::filesystem::path correction;  ///< spectrum correction to use; empty: estimated
  std::optional<Model> start;        ///< weights to begin with; none: random from the seed
  bool resume = false;
  bool skipBroken = false;
  std::string command;  ///< how the run was started, for the files it writes
  std::string note;     ///< see weights_key::kNote; may be empty
};

/// What one data set's test fold says about the trained networks.
struct SessionEvaluation {
  std::string name;
  bool synthetic = false;
  Dataset dataset;  ///< clips of the test fold only
  RunTable floatRun;
  std::optional<RunTable> int8Run;
};

/// What a session made; files stand beside the checkpoint.
struct SessionResult {
  std::filesystem::path floatWeights;  ///< model1.safetensors
  std::filesystem::path int8Weights;   ///< model1.int8.safetensors; empty without QAT
  std::filesystem::path card;          ///< model1.md
  TrainOutcome outcome;
  std::vector<SessionEvaluation> evaluations;
  std::string data;                ///< what the weights come from, for people
  std::vector<std::string> notes;  ///< what was done differently than asked, and why
};

/// Who listens to a session.
struct SessionListener {
  TrainListener training;
  /// Says what is being done before training ("Computing features"), done of total.
  std::function<void(const std::string& what, std::size_t done, std::size_t total)> preparing;
  std::function<void(const std::string& note)> note;
  std::function<void(const Error& problem)> problem;
};

/// Opens the data, holds locations out, computes features, estimates the spectrum correction,
/// trains, quantizes, evaluates and writes everything into the folder.
///
/// Errors: those of openDataset, makeTrainingSet, FeatureCache::open, estimateCorrection and train;
/// options that make no sense; clips that are missing or broken, unless skipBroken (all are told as
/// problems first); a folder that holds another run, unless resume.
[[nodiscard]] Result<SessionResult> runSession(const SessionOptions& options, TorchBackend& backend,
                                               ProcessGroup* group, const SessionListener& listener,
                                               const JobControl& control);

}  // namespace scenelens
