// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_control.h"
#include "core/eval/run_info.h"
#include "core/session/workspace_state.h"
#include "core/store/store_writer.h"

#include <optional>
#include <vector>

namespace scenelens {

/// What became of the runs of a workspace.
struct FoundRuns {
  std::vector<std::optional<Run>> runs;  ///< as many as were asked for
  std::vector<Error> problems;           ///< what was not found, and what does not fit
};

/// Looks for the runs of a workspace: in the store by number or, in another store, by everything
/// that is known of them; else in the file of predictions they came from. `store` may be null.
/// Blocks; for workers.
[[nodiscard]] FoundRuns findRuns(const std::vector<SavedRun>& wanted, const Dataset& dataset,
                                 StoreWriter* store, const JobControl& control);

/// What a workspace keeps of an opened run.
[[nodiscard]] SavedRun savedRunOf(const RunInfo& info);

}  // namespace scenelens
