// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/joint_figures.h"

#include "core/eval/breakdown.h"
#include "core/eval/calibration_curve.h"

#include <algorithm>

namespace scenelens {

namespace {

bool isJudged(const JudgedRun& run, std::uint32_t clip) {
  return clip < run.size() && run.isJudged(clip);
}

double meanBrier(const JudgedRun& run, std::span<const std::uint32_t> clips) {
  double sum = 0.0;
  for (const auto clip : clips) sum += run.brier[clip];
  return clips.empty() ? 0.0 : sum / static_cast<double>(clips.size());
}

bool isMeant(const JudgedRun& run, std::uint32_t reference, std::uint32_t clip,
             AlignedPairs which) {
  const bool first = run.isCorrect(reference);
  const bool second = run.isCorrect(clip);
  switch (which) {
    case AlignedPairs::All:
      return true;
    case AlignedPairs::Differ:
      return run.decision[reference] != run.decision[clip];
    case AlignedPairs::BothRight:
      return first && second;
    case AlignedPairs::OnlyReference:
      return first && !second;
    case AlignedPairs::OnlyDevice:
      return !first && second;
    case AlignedPairs::BothWrong:
      break;
  }
  return !first && !second;
}

}  // namespace

SideBySide compareSideBySide(const Dataset& dataset, std::span<const JudgedRun* const> runs,
                             std::span<const std::uint32_t> clips, const JobControl& control) {
  SideBySide result;
  result.runs.resize(runs.size());
  std::vector<std::size_t> used;
  std::vector<const JudgedRun*> judges;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto judged = [&](std::uint32_t clip) { return isJudged(*runs[i], clip); };
    result.runs[i].judged = static_cast<std::size_t>(std::ranges::count_if(clips, judged));
    if (result.runs[i].judged == 0) continue;
    used.push_back(i);
    judges.push_back(runs[i]);
  }
  if (used.empty()) return result;
  for (const auto clip : clips) {
    const auto judged = [clip](const JudgedRun* run) { return isJudged(*run, clip); };
    if (std::ranges::all_of(judges, judged)) result.common.push_back(clip);
  }
  for (const auto i : used) {
    if (control.cancelled()) return result;
    SideFigures& figures = result.runs[i];
    figures.part = partsOf(dataset, *runs[i], result.common).overall;
    figures.ece = calibrationCurve(*runs[i], result.common).ece;
    figures.brier = meanBrier(*runs[i], result.common);
  }
  for (std::size_t a = 0; a < used.size(); ++a) {
    for (std::size_t b = a + 1; b < used.size(); ++b) {
      if (control.cancelled()) return result;
      SidePair& pair = result.pairs.emplace_back();
      pair.first = used[a];
      pair.second = used[b];
      pair.counts = compareDecisions(*judges[a], *judges[b], result.common);
      pair.test = mcNemar(pair.counts.onlyFirst, pair.counts.onlySecond);
    }
  }
  result.together = compareMany(judges, result.common);
  return result;
}

std::vector<std::uint32_t> clipsOfPairs(const Dataset& dataset, const JudgedRun& run,
                                        const AlignedIndex& partners,
                                        std::span<const std::uint32_t> clips, std::size_t device,
                                        AlignedPairs which) {
  std::vector<std::uint32_t> found;
  for (const auto clip : clips) {
    if (clip >= run.size() || clip >= partners.partner.size()) continue;
    if (dataset.clips[clip].device < 0) continue;
    if (static_cast<std::size_t>(dataset.clips[clip].device) != device) continue;
    const auto reference = partners.partner[clip];
    if (reference >= run.size() || !run.isJudged(clip) || !run.isJudged(reference)) continue;
    if (!isMeant(run, reference, clip, which)) continue;
    found.push_back(clip);
    found.push_back(reference);
  }
  std::ranges::sort(found);
  // Several clips may share their reference.
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace scenelens
