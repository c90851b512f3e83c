// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/judged_run.h"
#include "core/eval/rank_score.h"
#include "core/eval/run_info.h"

namespace scenelens {

/// A run as the rank score sees it, with its macro accuracy over the judged clips of the official
/// test fold, or over all judged clips where none of them is in it; accuracyOf says which and how
/// many. Without judged clips the accuracy is unknown. `run` may be empty. Thread-safe.
[[nodiscard]] RankedSystem rankedRun(const RunInfo& info, const Dataset& dataset,
                                     const JudgedRun& run);

}  // namespace scenelens
