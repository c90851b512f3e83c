// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "app/cli/training_console.h"
#include "core/base/file_io.h"
#include "core/eval/published_report.h"
#include "core/eval/run_summary.h"
#include "core/nn/complexity.h"
#include "core/nn/torch_backend.h"
#include "core/train/training_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace scenelens {

namespace {

struct ReproduceArguments {
  std::filesystem::path dataset;
  std::filesystem::path folder;
  std::filesystem::path cache;
  std::string recipe = "code";
  std::string command;
  int epochs = 0;
  bool quick = false;
  bool testFold = false;
  bool skipBroken = false;
};

/// One trained network beside the report's row of the same architecture.
struct Reproduction {
  const PublishedModel* published = nullptr;
  const Architecture* architecture = nullptr;
  std::string name;
  bool synthetic = false;
  RunBreakdown floating;
  RunBreakdown int8;
  RunTable int8Run;
  Dataset dataset;
};

TrainOptions optionsOf(const ReproduceArguments& arguments, std::string_view model) {
  auto options = recipeOptions(arguments.recipe == "report" ? Recipe::Report : Recipe::Code);
  options.model = model;
  options.qat.mode = arguments.recipe == "report" ? QatMode::FromScratch : QatMode::FineTune;
  if (arguments.testFold) options.holdOut = HoldOut::TestFold;
  if (arguments.epochs > 0) options.epochs = arguments.epochs;
  if (arguments.quick) {
    // To see that everything runs; the figures mean nothing.
    options.epochs = 2;
    options.qat.mode = QatMode::FineTune;
    options.qat.epochs = 1;
    options.schedule.warmupEpochs = 1;
  }
  return options;
}

std::string tableThree(const std::vector<Reproduction>& all) {
  std::string text =
      "Table 3: parameters, MACs, accuracy (here | report)\n"
      "  report's row  architecture           parameters        MACs               Float32"
      "           Int8\n";
  for (const auto& one : all) {
    const auto cost = complexityOf(*one.architecture);
    text += fmt::format(
        "  {:<12}  {:<21}  {:>7} | {:<6}  {:>6.2f}M | {:<6}  {:>5.1f} | {:<5.1f}  {:>5.1f} | "
        "{:<5.1f}\n",
        one.published->row, one.architecture->summary, cost.parameters, one.published->parameters,
        static_cast<double>(cost.macs) / 1e6, one.published->macs,
        100.0 * one.floating.overall.accuracy(), one.published->floatAccuracy,
        100.0 * one.int8.overall.accuracy(), one.published->int8Accuracy);
  }
  return text;
}

std::string tableFour(const std::vector<Reproduction>& all) {
  std::string text = "\nTable 4: log loss per device, Int8 (here | report)\n  device";
  for (const auto& one : all) text += fmt::format("  {:>15}", one.published->row);
  text += "\n";
  for (std::size_t d = 0; d < publishedDevices().size(); ++d) {
    const auto device = publishedDevices()[d];
    text += fmt::format("  {:<6}", device);
    for (const auto& one : all) {
      const auto part = std::ranges::find(one.int8.devices, device, &RunPart::name);
      const bool there = part != one.int8.devices.end() && part->clips > 0;
      text += fmt::format("  {:>7} | {:.3f}", there ? fmt::format("{:.3f}", part->logLoss) : "-",
                          one.published->deviceLogLoss[d]);
    }
    text += "\n";
  }
  return text;
}

std::string figureFive(const Reproduction& one) {
  std::array<std::array<int, kSceneCount>, kSceneCount> counts{};
  for (std::size_t i = 0; i < one.dataset.clips.size(); ++i) {
    const auto* prediction = one.int8Run.find(i);
    if (!prediction || !one.dataset.clips[i].scene) continue;
    ++counts[static_cast<std::size_t>(*one.dataset.clips[i].scene)]
            [static_cast<std::size_t>(prediction->decision())];
  }
  std::string text = fmt::format(
      "\nFigure 5: confusion matrix of {}, Int8 (rows: true; columns in the same order; the "
      "report\n"
      "prints its own as a picture)\n",
      one.published->row);
  for (const Scene scene : allScenes()) {
    text += fmt::format("  {:<18}", sceneLabel(scene));
    for (const int count : counts[static_cast<std::size_t>(scene)])
      text += fmt::format("{:>6}", count);
    text += "\n";
  }
  return text;
}

std::string tablesText(const ReproduceArguments& arguments, const std::vector<Reproduction>& all) {
  std::string text = fmt::format("{}, test fold, {} clips{}\n", all.front().name,
                                 all.front().floating.overall.clips,
                                 all.front().synthetic ? ", SYNTHETIC: not a TAU result" : "");
  if (arguments.quick) text += "--quick: a few epochs to see that everything runs; no result\n";
  text +=
      "Here Model2 is the report's row Model3 and the other way round: Table 3 and Table 2 "
      "disagree,\n"
      "and the rows below follow the parameters and MACs.\n\n";
  return text + tableThree(all) + tableFour(all) + figureFive(all.front());
}

Result<Reproduction> reproduceOne(const ReproduceArguments& arguments,
                                  const PublishedModel& published, TorchBackend& backend,
                                  const JobControl& control) {
  SessionOptions session;
  session.datasets = {arguments.dataset};
  session.folder = arguments.folder / std::string(published.architecture);
  session.train = optionsOf(arguments, published.architecture);
  session.cache = arguments.cache;
  session.skipBroken = arguments.skipBroken;
  session.command = arguments.command;
  std::error_code code;
  session.resume = std::filesystem::exists(session.folder / "checkpoint.safetensors", code);
  auto result = runSession(session, backend, nullptr, consoleListener(true), control);
  if (!result) return fail(std::move(result.error()));
  if (result->evaluations.empty() || !result->evaluations.front().int8Run) {
    return fail({"the data set has no labelled test fold to judge by", arguments.dataset});
  }
  auto& evaluation = result->evaluations.front();
  Reproduction one;
  one.published = &published;
  one.architecture = findArchitecture(published.architecture);
  one.name = evaluation.name;
  one.synthetic = evaluation.synthetic;
  one.floating = breakDown(evaluation.dataset, evaluation.floatRun);
  one.int8 = breakDown(evaluation.dataset, *evaluation.int8Run);
  one.int8Run = std::move(*evaluation.int8Run);
  one.dataset = std::move(evaluation.dataset);
  return one;
}

int reproduce(const ReproduceArguments& arguments) {
  if (const char* size = std::getenv("WORLD_SIZE"); size && std::string(size) != "1") {
    return reportUsage({"reproduce runs in one process; WORLD_SIZE is set",
                        {},
                        0,
                        "Train the models one by one with 'scenelens-cli train'"});
  }
  const auto backend = loadTorchBackend();
  if (!backend) return reportError(backend.error());
  JobControl control;
  const CancelOnInterrupt guard(control);
  std::vector<Reproduction> all;
  for (const auto& published : publishedModels()) {
    printNote(
        fmt::format("{} ({})", published.row, findArchitecture(published.architecture)->summary));
    auto one = reproduceOne(arguments, published, **backend, control);
    if (!one) return control.cancelled() ? reportCancelled() : reportError(one.error());
    all.push_back(std::move(*one));
  }
  const std::string text = tablesText(arguments, all);
  fmt::print("\n{}", text);
  const std::span<const std::byte> bytes = std::as_bytes(std::span(text));
  const auto written = writeFileAtomically(arguments.folder / "tables.txt", std::span(&bytes, 1));
  return written ? 0 : reportError(written.error());
}

}  // namespace

void addReproduceCommand(CLI::App& app, const std::string& commandLine) {
  auto arguments = std::make_shared<ReproduceArguments>();
  arguments->command = commandLine;
  auto* command = app.add_subcommand(
      "reproduce", "Train all four models and print the report's tables beside ours");
  command->add_option("dataset", arguments->dataset, "data set root")->required();
  command->add_option("-o,--output", arguments->folder, "folder for everything")->required();
  command->add_option("--recipe", arguments->recipe, "whose defaults: report or code")
      ->check(CLI::IsMember({"report", "code"}))
      ->capture_default_str();
  command->add_option("--epochs", arguments->epochs, "float epochs (100)");
  command->add_option("--cache", arguments->cache, "folder of computed features");
  command->add_flag("--test-fold", arguments->testFold,
                    "choose epochs on the test fold, as the authors did");
  command->add_flag("--skip-broken", arguments->skipBroken,
                    "leave out clips that are missing or cannot be read");
  command->add_flag("--quick", arguments->quick, "a few epochs, to see that everything runs");
  command->footer("Called again, it goes on where it was interrupted.");
  command->callback([=] { finish(reproduce(*arguments)); });
}

}  // namespace scenelens
