// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/model_argument.h"
#include "app/cli/predict_output.h"
#include "app/cli/terminal.h"
#include "core/dataset/dataset.h"
#include "core/eval/predict_all.h"
#include "core/nn/engines.h"
#include "core/nn/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

struct PredictOptions {
  std::vector<std::string> models;
  std::vector<std::string> precisions;  ///< "float", "int8"; empty: as the weights are
  std::vector<std::filesystem::path> paths;
  bool json = false;
  bool combined = false;
  double mixingRate = kMixingRate;
  Engine engine = Engine::Native;
};

Result<Dataset> openClips(const std::vector<std::filesystem::path>& paths, bool& cancelled) {
  JobControl control(progressLine("Opening"));
  const CancelOnInterrupt guard(control);
  auto dataset = openDataset(paths, control);
  cancelled = control.cancelled();
  return dataset;
}

/// One model, all clips. True when every clip could be predicted.
Result<bool> predictRun(const Model& model, const PredictOptions& options,
                        const PredictFormat& format, const Dataset& dataset,
                        const std::vector<std::uint32_t>& clips, const JobControl& control,
                        PredictRun& run) {
  // --engine says who runs Float32 weights; only one engine runs the others.
  const Engine engine = model.precision == Precision::Int8 ? Engine::Int8 : options.engine;
  const auto factory = makeClassifierFactory(model, engine);
  if (!factory) return fail(factory.error());
  const auto classifier = (*factory)();
  if (!classifier) return fail(classifier.error());
  run.name = fmt::format("{} {}", model.title(), (*classifier)->precisionName());
  run.engine = (*classifier)->engineName();
  if (format.several) run.table = RunTable(dataset.clips.size());
  PredictOutput output(format, dataset, clips);
  output.begin(model, **classifier);
  const auto done = predictAll(dataset, clips, *factory,
                               [&](std::uint32_t clip, const Result<Prediction>& result) {
                                 output.add(clip, result);
                                 if (format.several && result) run.table.set(clip, *result);
                               },
                               control, {.mixingRate = options.mixingRate});
  output.end();
  if (!done) return fail(done.error());
  return output.failures() == 0;
}

int predict(const PredictOptions& options) {
  const auto models = loadModelArguments(options.models, options.precisions);
  if (!models) return reportError(models.error());
  bool cancelled = false;
  const auto dataset = openClips(options.paths, cancelled);
  if (!dataset) return reportError(dataset.error());
  if (cancelled) return reportCancelled();

  for (const auto& problem : dataset->problems) reportError(problem);
  if (std::any_of(models->begin(), models->end(), [](const auto& m) { return !m.trained; })) {
    printNote("note: the weights are untrained; the predictions mean nothing");
  }
  std::set<std::string> notes;
  for (const auto& model : *models) {
    if (!model.note.empty()) notes.insert(model.note);
  }
  for (const auto& note : notes) printNote("note: the weights: " + note);
  if (dataset->synthetic) printNote("note: the clips are synthetic");

  std::vector<std::uint32_t> clips;
  for (std::uint32_t i = 0; i < dataset->clips.size(); ++i) {
    // Missing files are one of the problems above; naming each would bury the rest.
    if (!dataset->clips[i].missing) clips.push_back(i);
  }
  // A progress line would run into the text that people read on the same screen.
  JobControl control(outputIsTerminal() ? JobControl::Listener() : progressLine("Predicting"));
  const CancelOnInterrupt guard(control);
  const PredictFormat format{options.json, models->size() > 1,
                             options.combined ? DecisionRule::Combined : DecisionRule::TenClass,
                             options.mixingRate};
  if (format.several) printRunsBegin(format);
  std::vector<PredictRun> runs;
  bool complete = dataset->problems.empty();
  for (const auto& model : *models) {
    if (!runs.empty()) printRunsBetween(format);
    PredictRun& run = runs.emplace_back();
    const auto done = predictRun(model, options, format, *dataset, clips, control, run);
    if (!done) return reportError(done.error());
    if (control.cancelled()) return reportCancelled();
    complete = complete && *done;
  }
  if (format.several) printRunsEnd(format, *dataset, runs);
  return complete ? 0 : exit_status::kFailure;
}

}  // namespace

void addPredictCommand(CLI::App& app) {
  auto options = std::make_shared<PredictOptions>();
  auto* command = app.add_subcommand("predict", "Class probabilities of every 1-s window of clips");
  command
      ->add_option("--model", options->models,
                   std::string(kModelHelp) + ";\nseveral times to compare models")
      ->required()
      ->allow_extra_args(false);
  addPrecisionOption(*command, options->precisions);
  command->add_option("clip", options->paths, "sound files, folders or data set roots")->required();
  command->add_flag("--json", options->json, "JSON instead of text");
  command->add_flag("--combined", options->combined,
                    "decide by both heads together instead of the ten-class head alone;\n"
                    "JSON holds both decisions either way");
  command
      ->add_option("--mixing-rate", options->mixingRate,
                   "weight of the ten-class head in the combined decision")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  addEngineOption(*command, options->engine);
  command->footer(
      "A clip that cannot be read is named on standard error and the others are still predicted;\n"
      "the exit status is then 1. All cores work; the output has the order of the arguments.");
  command->callback([=] { finish(predict(*options)); });
}

}  // namespace scenelens
