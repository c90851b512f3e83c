// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/run_source.h"
#include "app/cli/store_argument.h"
#include "app/cli/terminal.h"
#include "core/dataset/table_file.h"
#include "core/eval/html_report.h"
#include "core/eval/judged_run.h"
#include "core/eval/predictions_file.h"
#include "core/eval/ranked_run.h"
#include "core/eval/submission_folder.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace scenelens {

namespace {

struct ReportOptions {
  std::filesystem::path predictions;
  TruthSource truth;
  BootstrapOptions bootstrap;
  std::filesystem::path output;
};

struct SubmissionOptions {
  std::filesystem::path predictions;
  TruthSource truth;
  std::filesystem::path evaluation;
  std::filesystem::path meta;
  std::string label;
  std::optional<std::uint64_t> parameters;
  std::optional<std::uint64_t> bytes;
  std::optional<std::uint64_t> macs;
  std::filesystem::path output;
  std::filesystem::path check;
};

int report(const ReportOptions& options) {
  if (const auto folder = checkFolderOf(options.output); !folder)
    return reportError(folder.error());
  const auto clips = openTruth(options.truth);
  if (!clips) return reportError(clips.error());
  const auto run = openRun(options.predictions, *clips, options.truth);
  if (!run) return reportError(run.error());
  JobControl control(progressLine("Resampling"));
  const CancelOnInterrupt guard(control);
  HtmlReport page;
  page.info = run->info;
  page.figures = figuresOf(clips->dataset, run->table, DecisionRule::TenClass, clips->clips,
                           options.bootstrap, control);
  if (control.cancelled()) return reportCancelled();
  page.synthetic = clips->dataset.synthetic;
  page.made = timeNow();
  page.version = SCENELENS_VERSION;
  if (const auto written = writeHtmlReport(options.output, page); !written)
    return reportError(written.error());
  printNote(fmt::format("Wrote {}", options.output.string()));
  return 0;
}

int check(const std::filesystem::path& folder) {
  const auto faults = checkSubmission(folder);
  if (!faults) return reportError(faults.error());
  for (const auto& fault : *faults) reportError(fault);
  if (!faults->empty()) {
    printNote(fmt::format("{} faults", faults->size()));
    return exit_status::kFailure;
  }
  fmt::print("No faults found\n");
  return 0;
}

/// The output table's own clips when they are not those of the development set.
Result<ImportedRun> openEvaluation(const std::filesystem::path& path, Dataset& dataset) {
  const auto file = readPredictions(path);
  if (!file) return fail(file.error());
  dataset = datasetOf(*file);
  return runFromPredictions(*file, dataset, {});
}

int writeFolder(const SubmissionOptions& options) {
  Submission submission;
  submission.label = options.label;
  auto clips = openTruth(options.truth);
  if (!clips) return reportError(clips.error());
  TruthSource truth = options.truth;
  if (auto ranked = clipsToRank(clips->dataset); truth.fold == "all" && ranked.isTestFold) {
    // The task asks for results on the test fold; clips a network was trained on are none.
    clips->clips = std::move(ranked.clips);
    truth.fold = "test";
  }
  const auto run = openRun(options.predictions, *clips, truth);
  if (!run) return reportError(run.error());
  const auto judged = judge(clips->dataset, run->table, DecisionRule::TenClass);
  submission.development = partsOf(clips->dataset, judged, clips->clips);
  submission.info = run->info;
  if (options.parameters) submission.info.parameters = options.parameters;
  if (options.bytes) submission.info.bytes = options.bytes;
  if (options.macs) submission.info.macs = options.macs;
  submission.dataset = &clips->dataset;
  submission.run = &run->table;
  Dataset evaluationSet;
  Result<ImportedRun> evaluation;
  if (!options.evaluation.empty()) {
    evaluation = openEvaluation(options.evaluation, evaluationSet);
    if (!evaluation) return reportError(evaluation.error());
    submission.dataset = &evaluationSet;
    submission.run = &evaluation->run.table;
  }
  if (!options.meta.empty()) {
    auto text = readListText(options.meta);
    if (!text) return reportError(text.error());
    submission.meta = std::move(*text);
    submission.metaPath = options.meta;
  }
  const auto folder = writeSubmission(options.output, submission);
  if (!folder) return reportError(folder.error());
  printNote(fmt::format("Wrote {}", folder->string()));
  const auto faults = checkSubmission(*folder);
  if (faults && !faults->empty())
    printNote(
        fmt::format("note: {} faults are left; 'scenelens-cli submission --check {}' names "
                    "them",
                    faults->size(), folder->string()));
  return 0;
}

int submission(const SubmissionOptions& options) {
  if (!options.check.empty()) return check(options.check);
  if (options.predictions.empty() || options.label.empty() || options.output.empty())
    return reportUsage({"--predictions, --label and -o are needed to write a submission",
                        {},
                        0,
                        "Or give --check DIR to examine one"});
  return writeFolder(options);
}

}  // namespace

void addReportCommands(CLI::App& app) {
  {
    auto options = std::make_shared<ReportOptions>();
    auto* command = app.add_subcommand("report", "A page about a run, for reading and printing");
    command->add_option("--predictions", options->predictions, kRunHelp)->required();
    addTruthOptions(*command, options->truth);
    command
        ->add_option("--resamples", options->bootstrap.resamples,
                     "for 95 % intervals, of whole recordings; 0: no intervals")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    command->add_option("-o,--output", options->output, "HTML file to write")->required();
    command->callback([=] { finish(report(*options)); });
  }
  {
    auto options = std::make_shared<SubmissionOptions>();
    auto* command = app.add_subcommand("submission", "Write or check a DCASE 2023 submission");
    command->add_option("--predictions", options->predictions,
                        "of the development set's test fold, for the results in meta.yaml; "
                        "output\ntable in the DCASE format, or run:N for the kept run N");
    addTruthOptions(*command, options->truth);
    command->add_option("--evaluation", options->evaluation,
                        "output table of the evaluation set, which becomes output.csv; without "
                        "it\n--predictions does");
    command->add_option("--label", options->label, "Lastname_Institute_task1_N");
    command->add_option("--meta", options->meta, "meta.yaml whose words are kept");
    command->add_option("--parameters", options->parameters, "of the system");
    command->add_option("--bytes", options->bytes, "of its parameters");
    command->add_option("--macs", options->macs, "of one second of sound");
    command->add_option("-o,--output", options->output, "folder to write task1/LABEL/ in");
    command->add_option("--check", options->check, "say what is wrong with a submission instead");
    command->callback([=] { finish(submission(*options)); });
  }
}

}  // namespace scenelens
