// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/session/run_finder.h"

#include "core/eval/predictions_file.h"
#include "core/store/run_store.h"
#include "widgets/runs/run_importer.h"
#include "widgets/runs/run_keeper.h"

#include <tuple>
#include <utility>

namespace scenelens {

namespace {

auto traits(const SavedRun& run) {
  return std::tie(run.name, run.model, run.modelHash, run.engine, run.precision);
}

/// The stored run that is meant, or null. A number alone proves nothing: another store has others.
const StoredRun* meant(const std::vector<StoredRun>& stored, const SavedRun& wanted) {
  const StoredRun* found = nullptr;
  for (const auto& run : stored) {
    const SavedRun known = savedRunOf(run.info);
    if (traits(known) != traits(wanted)) continue;
    if (run.id == wanted.stored && known.date == wanted.date) return &run;
    // An imported run is stored later than it was opened, so its date may differ.
    if (known.date == wanted.date || (!wanted.source.empty() && known.source == wanted.source)) {
      found = &run;
    }
  }
  return found;
}

std::optional<Run> fromStore(RunStore& store, const std::vector<StoredRun>& stored,
                             const SavedRun& wanted, const ClipOrder& order, FoundRuns& found) {
  const StoredRun* run = meant(stored, wanted);
  if (!run) return std::nullopt;
  auto loaded = store.load(run->id, order);
  if (!loaded) {
    found.problems.push_back(loaded.error());
    return std::nullopt;
  }
  if (loaded->gone + loaded->damaged > 0) {
    found.problems.push_back({std::to_string(loaded->gone + loaded->damaged) +
                              " stored predictions of the run '" + wanted.name +
                              "' are damaged, or of clips that this data set does not have"});
  }
  loaded->stored.info.stored = run->id;
  return Run{std::move(loaded->stored.info), std::move(loaded->table)};
}

std::optional<Run> fromFile(const SavedRun& wanted, const Dataset& dataset, FoundRuns& found) {
  const auto file = readPredictions(wanted.source);
  auto imported = file ? importedRun(*file, dataset) : fail(file.error());
  if (!imported) {
    found.problems.push_back(imported.error());
    return std::nullopt;
  }
  // As it was told apart from others when it was imported.
  imported->run.info.name = wanted.name;
  imported->run.info.date = wanted.date;
  for (auto& warning : imported->warnings) found.problems.push_back(std::move(warning));
  return std::move(imported->run);
}

}  // namespace

SavedRun savedRunOf(const RunInfo& info) {
  return {info.name,      info.model, info.modelHash, info.engine,
          info.precision, info.date,  info.source,    info.stored};
}

FoundRuns findRuns(const std::vector<SavedRun>& wanted, const Dataset& dataset, StoreWriter* store,
                   const JobControl& control) {
  FoundRuns found;
  found.runs.resize(wanted.size());
  if (wanted.empty()) return found;
  if (store) {
    const Status read = runInStore(*store, [&](RunStore& runs) -> Status {
      const auto stored = runs.runs(dataset.name);
      if (!stored) return fail(stored.error());
      const ClipOrder order(dataset);
      for (std::size_t i = 0; i < wanted.size() && !control.cancelled(); ++i) {
        found.runs[i] = fromStore(runs, *stored, wanted[i], order, found);
      }
      return {};
    });
    if (!read) found.problems.push_back(read.error());
  }
  for (std::size_t i = 0; i < wanted.size() && !control.cancelled(); ++i) {
    if (found.runs[i]) continue;
    if (!wanted[i].source.empty()) {
      found.runs[i] = fromFile(wanted[i], dataset, found);
    } else {
      found.problems.push_back({"the run '" + wanted[i].name + "' is not in the store",
                                {},
                                0,
                                "The workspace goes on naming it; start with the store it is in"});
    }
  }
  return found;
}

}  // namespace scenelens
