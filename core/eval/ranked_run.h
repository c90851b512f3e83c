// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/judged_run.h"
#include "core/eval/rank_score.h"
#include "core/eval/run_info.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace scenelens {

/// What a run must have judged of the labelled clips for its accuracy to be taken for that of the
/// system: some may be unreadable, but a run that has just begun says nothing.
inline constexpr double kEnoughJudged = 0.9;

/// Labelled clips that a system's accuracy is measured on.
struct RankedClips {
  std::vector<std::uint32_t> clips;
  bool isTestFold = false;
};

/// The labelled clips of the official test fold, or all labelled clips where there is no such fold.
/// Thread-safe.
[[nodiscard]] RankedClips clipsToRank(const Dataset& dataset);

/// A run as the rank score sees it, with its macro accuracy over clipsToRank(); accuracyOf says
/// which and how many. The accuracy is unknown when less than kEnoughJudged of them are judged.
/// `run` may be empty. Thread-safe.
[[nodiscard]] RankedSystem rankedRun(const RunInfo& info, const Dataset& dataset,
                                     const JudgedRun& run);
/// The same over the labelled clips of one's own choice; `of` says which: "train fold".
[[nodiscard]] RankedSystem rankedRun(const RunInfo& info, const Dataset& dataset,
                                     const JudgedRun& run, std::span<const std::uint32_t> labelled,
                                     std::string_view of);

}  // namespace scenelens
