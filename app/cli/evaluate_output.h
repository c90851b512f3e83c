// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/evaluate.h"
#include "core/eval/run_table.h"
#include "core/store/run_store.h"

#include <cstddef>
#include <filesystem>
#include <vector>

namespace scenelens {

/// One run of an evaluation.
struct EvaluatedRun {
  std::int64_t id = 0;
  RunInfo info;
  BegunRun::State state = BegunRun::State::New;
  std::size_t known = 0;  ///< predictions that were stored before
  RunTable table;         ///< as long as the data set; all that is stored now
};

/// An evaluation from beginning to end.
struct EvaluationReport {
  std::filesystem::path store;
  std::size_t clips = 0;    ///< chosen and there
  std::size_t missing = 0;  ///< chosen, but without sound file
  EvaluateCounts counts;
  double seconds = 0.0;
  bool cancelled = false;
  std::vector<EvaluatedRun> runs;
};

/// Says on standard error what is known already.
void printWhatIsKnown(const EvaluationReport& report);
/// Accuracy, macro accuracy and log loss of each run, to standard output.
void printEvaluation(const EvaluationReport& report, const Dataset& dataset);
void printEvaluationJson(const EvaluationReport& report, const Dataset& dataset);

}  // namespace scenelens
