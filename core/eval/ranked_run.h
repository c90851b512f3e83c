// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/judged_run.h"
#include "core/eval/rank_score.h"
#include "core/eval/run_info.h"

namespace scenelens {

/// What a run must have judged of the labelled clips for its accuracy to be taken for that of the
/// system: some may be unreadable, but a run that has just begun says nothing.
inline constexpr double kEnoughJudged = 0.9;

/// A run as the rank score sees it, with its macro accuracy over the labelled clips of the official
/// test fold, or over all labelled clips where there is no such fold; accuracyOf says which and how
/// many. The accuracy is unknown when less than kEnoughJudged of them are judged. `run` may be
/// empty. Thread-safe.
[[nodiscard]] RankedSystem rankedRun(const RunInfo& info, const Dataset& dataset,
                                     const JudgedRun& run);

}  // namespace scenelens
