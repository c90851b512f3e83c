// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace scenelens {

/// Each function adds its sub-commands to the program; running one throws CLI::RuntimeError with
/// the exit status when it fails.
void addModelCommands(CLI::App& app);       // complexity, init-weights, models
void addCheckpointCommands(CLI::App& app);  // import-checkpoint, forward
void addDataCommands(CLI::App& app);        // demo-data, dataset, features
void addPredictCommand(CLI::App& app);      // predict
void addPreviewCommand(CLI::App& app);      // preview
void addMetricsCommands(CLI::App& app);     // metrics, compare
void addRankCommand(CLI::App& app);         // rank
void addReportCommands(CLI::App& app);      // report, submission
/// `commandLine`, as the user typed it, goes into the files that training writes.
void addTrainCommand(CLI::App& app, const std::string& commandLine);      // train
void addReproduceCommand(CLI::App& app, const std::string& commandLine);  // reproduce
void addEvaluateCommand(CLI::App& app);                                   // evaluate
void addRunsCommand(CLI::App& app);                                       // runs
void addQuantizeCommands(CLI::App& app);  // quantize, quantization-noise
void addAgreementCommand(CLI::App& app);  // int8-agreement
void addSelfTestCommand(CLI::App& app);   // self-test

/// Ends a sub-command: does nothing for 0, else throws the exit status.
inline void finish(int status) {
  if (status != 0) throw CLI::RuntimeError(status);
}

}  // namespace scenelens
