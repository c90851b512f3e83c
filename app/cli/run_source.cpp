// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_source.h"

#include "app/cli/store_argument.h"
#include "app/cli/terminal.h"
#include "core/base/text.h"
#include "core/dataset/truth_list.h"
#include "core/eval/predictions_file.h"
#include "core/store/run_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace scenelens {

namespace {

Result<Dataset> openDatasetOrTruth(const TruthSource& source) {
  if (source.truth.empty() == source.dataset.empty())
    return fail({"what is true must come from one place", {}, 0, "Give --truth or --dataset"});
  if (!source.truth.empty()) return readTruth(source.truth);
  JobControl control(progressLine("Opening"));
  const CancelOnInterrupt guard(control);
  auto dataset = openDataset(std::array{source.dataset}, control);
  if (dataset && control.cancelled()) return fail({"cancelled", source.dataset});
  return dataset;
}

/// The N of "run:N".
std::optional<std::int64_t> keptRun(const std::string& argument) {
  constexpr std::string_view kStart = "run:";
  if (!argument.starts_with(kStart)) return std::nullopt;
  std::int64_t id = 0;
  const char* const begin = argument.data() + kStart.size();
  const char* const end = argument.data() + argument.size();
  const auto [last, problem] = std::from_chars(begin, end, id);
  if (problem != std::errc() || last != end || begin == end) return std::nullopt;
  return id;
}

/// What a kept run's figures are of: what it was predicted for, narrowed to a fold.
std::string narrowed(const std::string& selection, const std::string& fold) {
  if (fold == "all" || selection == fold) return selection;
  return selection.empty() || selection == "all" ? fold
                                                 : fmt::format("{}, fold {}", selection, fold);
}

Status checkHasPredictions(const Run& run, const JudgedClips& clips, const TruthSource& source,
                           const std::filesystem::path& argument) {
  const auto isPredicted = [&](std::uint32_t clip) { return run.table.find(clip) != nullptr; };
  if (std::ranges::any_of(clips.clips, isPredicted)) return {};
  return fail(
      {source.fold == "all"
           ? "has no prediction of a clip whose true scene is known"
           : fmt::format("has no prediction of a labelled clip of the fold '{}'", source.fold),
       argument, 0, "Choose another --fold, or predict these clips first"});
}

Result<Run> openKeptRun(std::int64_t id, const Dataset& dataset, const TruthSource& source) {
  const QtForStore qt;
  const auto address = storeArgument(source.store);
  if (!address) return fail(address.error());
  auto store = RunStore::open(*address);
  if (!store) return fail(std::move(store.error()));
  auto loaded = store->load(id, ClipOrder(dataset));
  if (!loaded) return fail(std::move(loaded.error()));
  const auto tell = [&](std::size_t count, const char* what) {
    if (count > 0)
      printNote(fmt::format("note: {} predictions of run {} {}",
                            groupDigits(static_cast<std::int64_t>(count)), id, what));
  };
  tell(loaded->gone, "are of clips that are not here");
  tell(loaded->damaged, "are damaged and were left out");
  if (!loaded->stored.complete)
    printNote(fmt::format("note: run {} is unfinished; the figures are those of {} clips", id,
                          groupDigits(static_cast<std::int64_t>(loaded->stored.predictions))));
  loaded->stored.info.selection = narrowed(loaded->stored.info.selection, source.fold);
  return Run{std::move(loaded->stored.info), std::move(loaded->table)};
}

}  // namespace

void addTruthOptions(CLI::App& command, TruthSource& source) {
  command.add_option("--truth", source.truth,
                     "list with filename and scene_label; cities and devices come from official\n"
                     "names or from identifier and source_label as in meta.csv");
  command.add_option("--dataset", source.dataset, "data set root or folder instead of --truth");
  command.add_option("--fold", source.fold, "clips of the data set: all, train, test")
      ->check(CLI::IsMember({"all", "train", "test"}))
      ->capture_default_str();
  addStoreOption(command, source.store);
}

Result<JudgedClips> openTruth(const TruthSource& source) {
  auto dataset = openDatasetOrTruth(source);
  if (!dataset) return fail(std::move(dataset.error()));
  for (const auto& problem : dataset->problems) reportError(problem);
  if (dataset->synthetic) printNote("note: the clips are synthetic");
  JudgedClips judged;
  judged.dataset = std::move(*dataset);
  const auto& clips = judged.dataset.clips;
  for (std::uint32_t i = 0; i < clips.size(); ++i) {
    if (!clips[i].scene) continue;
    if (source.fold != "all" && foldName(clips[i].fold) != source.fold) continue;
    judged.clips.push_back(i);
  }
  if (judged.clips.empty())
    return fail({source.fold == "all"
                     ? "no clip has a true scene"
                     : fmt::format("no clip of the fold '{}' has a true scene", source.fold),
                 source.truth.empty() ? source.dataset : source.truth});
  return judged;
}

Result<Run> openRun(const std::filesystem::path& argument, const JudgedClips& clips,
                    const TruthSource& source) {
  if (const auto id = keptRun(argument.string())) {
    auto kept = openKeptRun(*id, clips.dataset, source);
    if (!kept) return kept;
    if (auto any = checkHasPredictions(*kept, clips, source, argument); !any)
      return fail(std::move(any.error()));
    return kept;
  }
  const auto file = readPredictions(argument);
  if (!file) return fail(file.error());
  auto imported = runFromPredictions(*file, clips.dataset, clips.clips);
  if (!imported) return fail(std::move(imported.error()));
  for (const auto& warning : imported->warnings) printNote("note: " + warning.text());
  if (auto any = checkHasPredictions(imported->run, clips, source, argument); !any)
    return fail(std::move(any.error()));
  imported->run.info.selection = source.fold;
  return std::move(imported->run);
}

}  // namespace scenelens
