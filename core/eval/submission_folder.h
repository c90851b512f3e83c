// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/dataset/dataset.h"
#include "core/eval/breakdown.h"
#include "core/eval/run_info.h"
#include "core/eval/run_table.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// Files of the DCASE 2023 evaluation set: 0.wav .. 118799.wav.
inline constexpr std::size_t kEvaluationFiles = 118'800;

/// What goes into a DCASE 2023 Task 1 submission.
struct Submission {
  std::string label;                 ///< "Wang_SCUT_task1_1"
  const Dataset* dataset = nullptr;  ///< of the output table, usually the evaluation set
  const RunTable* run = nullptr;     ///< predictions of it
  RunInfo info;                      ///< parameters, bytes and MACs go into meta.yaml where known
  RunParts development;            ///< figures on the development set's test fold; clips 0: unknown
  std::string meta;                ///< text of a meta.yaml whose words are kept; empty: a new one
  std::filesystem::path metaPath;  ///< of that text, for errors
};

/// Whether a label has the form LASTNAME_INSTITUTE_task1_N with N from 1 to 4.
[[nodiscard]] bool isSubmissionLabel(std::string_view label);

/// Writes FOLDER/task1/LABEL/LABEL.output.csv and .meta.yaml, the layout of the official zip.
///
/// meta.yaml has every key of the official schema: label, complexity and results come from the
/// submission (accuracies in percent, the overall one macro; existing values are replaced), all
/// else from `meta`; what nobody said is null, which checkSubmission() names. Comments of `meta`
/// are lost. Each file appears whole or not at all. Returns the folder of the two files. Errors: a
/// wrong label, `meta` is not YAML or no map, a folder or file cannot be written.
[[nodiscard]] Result<std::filesystem::path> writeSubmission(const std::filesystem::path& folder,
                                                            const Submission& submission);

/// What is wrong with a submission, each with file and, where it has one, line; YAML faults name
/// the key's path ("results.development_dataset.device_wise.s6.logloss is missing"). Empty: nothing
/// found. Faults of the same kind in many rows are told once, with the first line and the count.
///
/// `path` is a folder with the two files, or one with task1/LABEL/ below it. The rules are those of
/// the official validator (submission_schema_2023.json), and that probabilities are numbers from 0
/// to 1 that add up to 1. Errors: there is no such folder, or no submission in it. Thread-safe.
[[nodiscard]] Result<std::vector<Error>> checkSubmission(const std::filesystem::path& path);

}  // namespace scenelens
