// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/ranked_run.h"

#include "core/eval/breakdown.h"
#include "core/eval/system_table.h"

#include <fmt/format.h>

#include <vector>

namespace scenelens {

RankedSystem rankedRun(const RunInfo& info, const Dataset& dataset, const JudgedRun& run) {
  std::vector<std::uint32_t> all;
  std::vector<std::uint32_t> test;
  for (std::uint32_t clip = 0; clip < run.size(); ++clip) {
    if (!run.isJudged(clip)) continue;
    all.push_back(clip);
    if (dataset.clips[clip].fold == Fold::Test) test.push_back(clip);
  }
  const auto& clips = test.empty() ? all : test;
  RankedSystem system = rankedSystem(info, partsOf(dataset, run, clips).overall.macroAccuracy);
  if (clips.empty()) system.accuracy.reset();
  system.accuracyOf =
      fmt::format("{}{}, {} clips", dataset.name, test.empty() ? "" : ", test fold", clips.size());
  return system;
}

}  // namespace scenelens
