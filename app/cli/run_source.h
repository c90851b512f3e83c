// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/dataset/dataset.h"
#include "core/eval/run_info.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace scenelens {

/// What runs are judged by: a truth list, or a data set and one of its folds.
struct TruthSource {
  std::filesystem::path truth;
  std::filesystem::path dataset;
  std::string fold = "all";  ///< "all", "train", "test"
  std::string store;         ///< of kept runs: see storeArgument()
};

/// Adds --truth, --dataset, --fold and --store.
void addTruthOptions(CLI::App& command, TruthSource& source);

/// The clips that runs are judged on.
struct JudgedClips {
  Dataset dataset;
  std::vector<std::uint32_t> clips;  ///< of the fold, with a true class
};

/// Errors: neither or both of truth and data set are given, they cannot be read, no labelled clips,
/// Ctrl-C. Problems of the data set go to standard error.
[[nodiscard]] Result<JudgedClips> openTruth(const TruthSource& source);

/// The one place that knows where a run comes from: "run:3" is a kept run, everything else an
/// output table in the DCASE format. Warnings (missing and extra rows, labels) go to standard
/// error. Error: it has no prediction of any of these clips, so that there would be no figures.
[[nodiscard]] Result<Run> openRun(const std::filesystem::path& argument, const JudgedClips& clips,
                                  const TruthSource& source);

/// What `openRun` takes, for the help.
inline constexpr const char* kRunHelp =
    "output table in the DCASE format (filename, scene_label, ten probabilities), or run:N for\n"
    "the kept run N";

}  // namespace scenelens
