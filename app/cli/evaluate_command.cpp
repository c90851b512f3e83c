// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/evaluate_output.h"
#include "app/cli/model_argument.h"
#include "app/cli/store_argument.h"
#include "app/cli/terminal.h"
#include "core/base/text.h"
#include "core/eval/clip_notes.h"
#include "core/eval/describe_run.h"
#include "core/query/clip_query.h"
#include "core/store/file_hash.h"
#include "core/store/store_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace scenelens {

namespace {

struct EvaluateCommand {
  std::vector<std::filesystem::path> paths;
  std::string fold;    ///< "train", "test", "all"; empty: test where there is a test fold
  std::string filter;  ///< a query instead of a fold
  std::vector<std::string> models;
  std::vector<std::string> precisions{"float", "int8"};
  std::string store;
  std::size_t limit = 0;  ///< 0: all
  bool again = false;
  bool json = false;
};

struct Selection {
  std::string name;  ///< as RunInfo::selection
  std::vector<std::uint32_t> clips;
  std::size_t missing = 0;
};

/// The clips of a fold, with or without sound.
std::vector<std::uint32_t> clipsOfFold(const Dataset& dataset, const std::string& fold) {
  std::vector<std::uint32_t> clips;
  for (std::uint32_t i = 0; i < dataset.clips.size(); ++i) {
    if (fold == "all" || foldName(dataset.clips[i].fold) == fold) clips.push_back(i);
  }
  return clips;
}

/// What was noted about clips of this data set.
Result<ClipNotes> readNotes(RunStore& store, const Dataset& dataset) {
  auto stored = store.notes(dataset.name);
  if (!stored) return fail(std::move(stored.error()));
  ClipNotes notes;
  if (stored->empty()) return notes;
  std::map<std::pair<std::string_view, std::int32_t>, std::uint32_t> clips;
  for (std::uint32_t i = 0; i < dataset.clips.size(); ++i)
    clips.emplace(std::pair(std::string_view(dataset.clips[i].file), dataset.clips[i].window), i);
  for (auto& note : *stored) {
    const auto found = clips.find(std::pair(std::string_view(note.file), note.window));
    if (found != clips.end()) notes[found->second] = {std::move(note.text), std::move(note.tags)};
  }
  return notes;
}

/// The clips that a query finds by what is known before anything is predicted.
Result<std::vector<std::uint32_t>> clipsOfQuery(const Dataset& dataset, const std::string& text,
                                                RunStore& store) {
  const auto faulty = [&text](const std::string& reason, const std::string& remedy) {
    return fail({fmt::format("the filter '{}': {}", text, reason), {}, 0, remedy});
  };
  const ClipQuery query(text, dataset);
  if (!query.faults().empty()) {
    const QueryFault& fault = query.faults().front();
    return faulty(fmt::format("{} (column {})", fault.text, fault.position + 1),
                  "docs/guide/window.md lists what can be asked for");
  }
  if (query.looksAtPredictions())
    return faulty("asks for predictions, which are not there yet",
                  "Filter by scene, device, city, location, fold, file, notes or flags of clips");
  if (query.looksAtPicked())
    return faulty("asks for clips picked in a plot, which only the window has", "Leave it out");
  const auto notes = readNotes(store, dataset);
  if (!notes) return fail(notes.error());
  QueryColumns columns;
  columns.notes = &*notes;
  return query.matching(dataset, columns);
}

Result<Selection> select(const Dataset& dataset, const EvaluateCommand& options, RunStore& store) {
  Selection selection;
  std::vector<std::uint32_t> clips;
  if (!options.filter.empty()) {
    auto found = clipsOfQuery(dataset, options.filter, store);
    if (!found) return fail(std::move(found.error()));
    clips = std::move(*found);
    selection.name = options.filter;
  } else {
    selection.name = options.fold;
    if (selection.name.empty()) {
      const bool hasTest = std::ranges::any_of(
          dataset.clips, [](const Clip& clip) { return clip.fold == Fold::Test; });
      selection.name = hasTest ? "test" : "all";
    }
    clips = clipsOfFold(dataset, selection.name);
  }
  std::size_t chosen = 0;
  for (const auto i : clips) {
    if (options.limit > 0 && chosen++ == options.limit) break;
    if (dataset.clips[i].missing) {
      ++selection.missing;
    } else {
      selection.clips.push_back(i);
    }
  }
  if (options.limit > 0) selection.name += fmt::format(" limit:{}", options.limit);
  return selection;
}

Result<RunInfo> describe(const Model& model, const Classifier& classifier, const Dataset& dataset,
                         const std::string& selection) {
  auto hash = sha256OfFile(model.path);
  if (!hash) return fail(std::move(hash.error()));
  RunInfo info = describeRun(model);
  info.modelHash = std::move(*hash);
  info.engine = classifier.engineName();
  info.dataset = dataset.name;
  info.selection = selection;
  info.date = timeNow();
  info.version = SCENELENS_VERSION;
  return info;
}

/// Begins or continues the run of each model and reads what is known of it.
Status beginRuns(const std::vector<Model>& models, const ClipOrder& clips,
                 const std::string& selection, bool again, RunStore& store,
                 std::vector<ClassifierFactory>& factories, EvaluationReport& report) {
  for (const auto& model : models) {
    auto factory = makeClassifierFactory(model, engineFor(model));
    if (!factory) return fail(std::move(factory.error()));
    const auto classifier = (*factory)();
    if (!classifier) return fail(classifier.error());
    auto info = describe(model, **classifier, clips.dataset(), selection);
    if (!info) return fail(std::move(info.error()));
    const auto begun = store.begin(*info, clips, again);
    if (!begun) return fail(begun.error());
    auto loaded = store.load(begun->id, clips);
    if (!loaded) return fail(std::move(loaded.error()));
    if (loaded->damaged > 0) {
      printNote(fmt::format("{}: {} damaged predictions of run {} are computed again", info->name,
                            loaded->damaged, begun->id));
    }
    factories.push_back(std::move(*factory));
    report.runs.push_back({begun->id, std::move(loaded->stored.info), begun->state,
                           loaded->stored.predictions - loaded->damaged, std::move(loaded->table)});
  }
  return {};
}

/// Names clips that fail, the first ones only: a missing disk would fill the screen.
class FailureNotes {
 public:
  void add(const Error& error) {
    constexpr std::size_t kMost = 20;
    if (m_seen.size() < kMost && m_seen.insert(error.text()).second) {
      reportError(error);
    } else if (!m_seen.contains(error.text())) {
      ++m_more;
    }
  }
  void finish() const {
    if (m_more > 0) printNote(fmt::format("{} more clips cannot be read", m_more));
  }

 private:
  std::set<std::string> m_seen;
  std::size_t m_more = 0;
};

void printNotes(const std::vector<Model>& models, const Dataset& dataset,
                const Selection& selection) {
  for (const auto& problem : dataset.problems) reportError(problem);
  std::set<std::string> notes;
  for (const auto& model : models) {
    if (!model.trained) notes.insert("are untrained; the predictions mean nothing");
    if (!model.note.empty()) notes.insert(model.note);
  }
  for (const auto& note : notes) printNote("note: the weights: " + note);
  if (dataset.synthetic) printNote("note: the clips are synthetic");
  if (selection.missing > 0) {
    printNote(fmt::format("note: {} of the chosen clips have no sound file",
                          groupDigits(static_cast<std::int64_t>(selection.missing))));
  }
}

/// The work itself. What is done is in the store when this returns, also after an error.
Status evaluateAll(const ClipOrder& order, const Selection& selection,
                   const std::vector<ClassifierFactory>& factories, const StoreAddress& address,
                   EvaluationReport& report) {
  const Dataset& dataset = order.dataset();
  JobControl control(progressLine("Evaluating", "clips"));
  const CancelOnInterrupt guard(control);
  auto writer = StoreWriter::open(address, [&](const Error&) { control.cancel(); });
  if (!writer) return fail(std::move(writer.error()));
  FailureNotes failures;
  const EvaluateSink sink{[&](std::uint32_t clip, std::size_t run, const Prediction& prediction) {
                            report.runs[run].table.set(clip, prediction);
                            (*writer)->add({report.runs[run].id, order.numberOf(clip), prediction});
                          },
                          [&](std::uint32_t, const Error& error) { failures.add(error); }};
  EvaluateOptions options;
  options.isDone = [&](std::uint32_t clip, std::size_t run) {
    return report.runs[run].table.find(clip) != nullptr;
  };
  const auto start = std::chrono::steady_clock::now();
  const auto counts = evaluate(dataset, selection.clips, factories, sink, control, options);
  const auto elapsed = std::chrono::steady_clock::now() - start;
  report.seconds = std::chrono::duration<double>(elapsed).count();
  failures.finish();
  report.cancelled = control.cancelled();
  if (counts) {
    report.counts = *counts;
    if (!report.cancelled) {
      for (const auto& run : report.runs) {
        (*writer)->post([id = run.id](RunStore& store) { return store.markComplete(id); });
      }
    }
  }
  if (auto stored = (*writer)->flush(); !stored) return stored;
  if (!counts) return fail(counts.error());
  return {};
}

int finishReport(const EvaluationReport& report, const Dataset& dataset, bool json) {
  const auto digits = [](std::size_t n) { return groupDigits(static_cast<std::int64_t>(n)); };
  if (report.counts.clips > 0) {
    printNote(fmt::format("{} clips in {:.1f} s, {:.0f} clips/s; {} predictions stored in {}",
                          digits(report.counts.clips), report.seconds,
                          static_cast<double>(report.counts.clips) / report.seconds,
                          digits(report.counts.predictions), report.store.string()));
  }
  if (report.cancelled) {
    printNote("All of it is kept; the same command goes on from there");
    return reportCancelled();
  }
  if (json) {
    printEvaluationJson(report, dataset);
  } else {
    printEvaluation(report, dataset);
  }
  return report.counts.failed == 0 && dataset.problems.empty() ? 0 : exit_status::kFailure;
}

int evaluateCommand(const EvaluateCommand& options) {
  const auto models = loadModelArguments(options.models, options.precisions);
  if (!models) return reportError(models.error());
  const QtForStore qt;
  const auto address = storeArgument(options.store);
  if (!address) return reportError(address.error());
  // Before the data set, which may take long: a store that cannot be opened is told at once.
  auto store = RunStore::open(*address);
  if (!store) return reportError(store.error());

  JobControl opening(progressLine("Opening"));
  const auto dataset = [&] {
    const CancelOnInterrupt guard(opening);
    return openDataset(options.paths, opening);
  }();
  if (!dataset) return reportError(dataset.error());
  if (opening.cancelled()) return reportCancelled();
  const auto chosen = select(*dataset, options, *store);
  if (!chosen) return reportError(chosen.error());
  const Selection& selection = *chosen;
  if (selection.clips.empty()) {
    return reportError(
        {fmt::format("'{}' has no clips with sound in '{}'", dataset->name, selection.name),
         dataset->root, 0,
         options.filter.empty() ? "Choose another --fold" : "Choose another --filter"});
  }
  printNotes(*models, *dataset, selection);

  const ClipOrder order(*dataset);
  EvaluationReport report;
  report.store = address->name();
  report.clips = selection.clips.size();
  report.missing = selection.missing;
  std::vector<ClassifierFactory> factories;
  auto done = beginRuns(*models, order, selection.name, options.again, *store, factories, report);
  if (!done) return reportError(done.error());
  printWhatIsKnown(report);
  done = evaluateAll(order, selection, factories, *address, report);
  if (!done) return reportError(done.error());
  return finishReport(report, *dataset, options.json);
}

}  // namespace

void addEvaluateCommand(CLI::App& app) {
  auto options = std::make_shared<EvaluateCommand>();
  options->models = {"model1", "model2", "model3", "model4"};
  auto* command =
      app.add_subcommand("evaluate", "Predict a data set with several models and keep the runs");
  command->add_option("dataset", options->paths, "data set root, folders or sound files")
      ->required();
  auto* fold = command
                   ->add_option("--fold", options->fold,
                                "which clips; without it the test fold, or all where there is none")
                   ->check(CLI::IsMember({"train", "test", "all"}));
  command
      ->add_option("--filter", options->filter,
                   "which clips instead, as in the window's filter line: 'fold:test device:s5'")
      ->excludes(fold);
  command
      ->add_option("--model", options->models,
                   std::string(kModelHelp) + ";\nseveral times for several models")
      ->allow_extra_args(false)
      ->capture_default_str();
  addPrecisionOption(*command, options->precisions)->capture_default_str();
  addStoreOption(*command, options->store);
  command->add_option("--limit", options->limit, "only the first N of these clips")
      ->check(CLI::Range(1, 100'000'000));
  command->add_flag("--again", options->again,
                    "begin new runs, also where there are finished ones");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(
      "Every clip is read once, for all models. Ctrl-C, a crash or a power cut lose at most the "
      "last\n"
      "second: the same command goes on where it stopped. A run is known again by its weights,\n"
      "engine, precision, data set and choice of clips.");
  command->callback([=] { finish(evaluateCommand(*options)); });
}

}  // namespace scenelens
