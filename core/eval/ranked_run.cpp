// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/ranked_run.h"

#include "core/eval/breakdown.h"
#include "core/eval/system_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace scenelens {

RankedSystem rankedRun(const RunInfo& info, const Dataset& dataset, const JudgedRun& run) {
  const auto isLabelledTest = [](const Clip& clip) {
    return clip.scene && clip.fold == Fold::Test;
  };
  const bool hasFold = std::ranges::any_of(dataset.clips, isLabelledTest);
  std::size_t labelled = 0;
  std::vector<std::uint32_t> judged;
  for (std::uint32_t clip = 0; clip < dataset.clips.size(); ++clip) {
    if (hasFold ? !isLabelledTest(dataset.clips[clip]) : !dataset.clips[clip].scene) continue;
    ++labelled;
    if (clip < run.size() && run.isJudged(clip)) judged.push_back(clip);
  }
  RankedSystem system = rankedSystem(info, partsOf(dataset, run, judged).overall.macroAccuracy);
  const bool enough = static_cast<double>(judged.size()) >=
                      kEnoughJudged * static_cast<double>(std::max<std::size_t>(labelled, 1));
  if (!enough) system.accuracy.reset();
  system.accuracyOf =
      fmt::format("{}{}, {} clips", dataset.name, hasFold ? ", test fold" : "", judged.size());
  return system;
}

}  // namespace scenelens
