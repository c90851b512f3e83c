// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/ranked_run.h"

#include "core/eval/breakdown.h"
#include "core/eval/system_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace scenelens {

RankedClips clipsToRank(const Dataset& dataset) {
  const auto isLabelledTest = [](const Clip& clip) {
    return clip.scene && clip.fold == Fold::Test;
  };
  RankedClips ranked;
  ranked.isTestFold = std::ranges::any_of(dataset.clips, isLabelledTest);
  for (std::uint32_t i = 0; i < dataset.clips.size(); ++i) {
    const Clip& clip = dataset.clips[i];
    if (ranked.isTestFold ? isLabelledTest(clip) : clip.scene.has_value())
      ranked.clips.push_back(i);
  }
  return ranked;
}

RankedSystem rankedRun(const RunInfo& info, const Dataset& dataset, const JudgedRun& run) {
  const RankedClips ranked = clipsToRank(dataset);
  return rankedRun(info, dataset, run, ranked.clips, ranked.isTestFold ? "test fold" : "");
}

RankedSystem rankedRun(const RunInfo& info, const Dataset& dataset, const JudgedRun& run,
                       std::span<const std::uint32_t> labelled, std::string_view of) {
  std::vector<std::uint32_t> judged;
  for (const auto clip : labelled) {
    if (clip < run.size() && run.isJudged(clip)) judged.push_back(clip);
  }
  RankedSystem system = rankedSystem(info, partsOf(dataset, run, judged).overall.macroAccuracy);
  const bool enough =
      static_cast<double>(judged.size()) >=
      kEnoughJudged * static_cast<double>(std::max<std::size_t>(labelled.size(), 1));
  if (!enough) system.accuracy.reset();
  system.accuracyOf =
      fmt::format("{}{}{}, {} clips", dataset.name, of.empty() ? "" : ", ", of, judged.size());
  return system;
}

}  // namespace scenelens
