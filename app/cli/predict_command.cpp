// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/model_argument.h"
#include "app/cli/terminal.h"
#include "core/dataset/dataset.h"
#include "core/eval/predict_all.h"
#include "core/nn/engines.h"
#include "core/nn/model.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

struct PredictOptions {
  std::string model;
  std::vector<std::filesystem::path> paths;
  bool json = false;
  bool combined = false;
  double mixingRate = kMixingRate;
  Engine engine = Engine::Native;
};

using Json = nlohmann::ordered_json;

Json toJson(const Dataset& dataset, const Clip& clip, const Prediction& p) {
  Json scenes;
  Json combined;
  for (const Scene scene : allScenes()) {
    const auto i = static_cast<std::size_t>(scene);
    scenes[std::string(sceneLabel(scene))] = p.scenes[i];
    combined[std::string(sceneLabel(scene))] = p.combined[i];
  }
  Json groups;
  for (std::size_t g = 0; g < kGroupCount; ++g) {
    groups[std::string(groupTitle(static_cast<SceneGroup>(g)))] = p.groups[g];
  }
  Json out{{"file", dataset.path(clip).string()},
           {"window", clip.window},
           {"padded", clip.padded},
           {"true_scene", nullptr},
           {"scenes", std::move(scenes)},
           {"groups", std::move(groups)},
           {"combined", std::move(combined)},
           {"ten_class_decision", sceneLabel(p.decision())},
           {"combined_decision", sceneLabel(p.decision(DecisionRule::Combined))}};
  if (clip.scene) out["true_scene"] = sceneLabel(*clip.scene);
  return out;
}

void printText(const Dataset& dataset, const Clip& clip, const Prediction& p, DecisionRule rule) {
  fmt::print("{}{}\n", dataset.path(clip).string(),
             clip.window > 0 ? fmt::format("  second {}", clip.window) : "");
  fmt::print("  decision  {} ({:.1f} %)", sceneLabel(p.decision(rule)), 100.0 * p.confidence(rule));
  if (clip.scene) fmt::print("   true {}", sceneLabel(*clip.scene));
  fmt::print("\n");
  for (const Scene scene : allScenes()) {
    const double percent = 100.0 * p.probabilities(rule)[static_cast<std::size_t>(scene)];
    fmt::print("  {:<18}{:6.1f} %  {}\n", sceneLabel(scene), percent,
               std::string(static_cast<std::size_t>(percent / 2.5), '#'));
  }
  for (std::size_t g = 0; g < kGroupCount; ++g) {
    fmt::print("  {:<18}{:6.1f} %\n", groupTitle(static_cast<SceneGroup>(g)), 100.0 * p.groups[g]);
  }
}

std::string dump(const Json& json, int indent) {
  // File names need not be UTF-8; JSON must.
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

/// Writes results in the order of the clips, however they arrive, and none later than necessary:
/// a data set has 230,350 clips.
class Output {
 public:
  Output(const PredictOptions& options, const Dataset& dataset,
         const std::vector<std::uint32_t>& clips)
      : m_options(options), m_dataset(dataset), m_clips(clips) {}

  void begin(const Model& model, const Classifier& classifier) const {
    if (!m_options.json) return;
    const Json head{{"model", model.architecture.name},
                    {"weights", model.path.string()},
                    {"trained", model.trained},
                    {"data", model.data},
                    {"engine", classifier.engineName()},
                    {"precision", classifier.precisionName()},
                    {"mixing_rate", m_options.mixingRate},
                    {"decision_rule", m_options.combined ? "combined" : "ten_class"},
                    {"synthetic_clips", m_dataset.synthetic}};
    std::string text = dump(head, 2);
    text.resize(text.size() - 2);  // without "\n}": the clips follow, one a line
    fmt::print("{},\n  \"clips\": [", text);
  }

  void add(std::uint32_t clip, const Result<Prediction>& result) {
    m_waiting.emplace(clip, result);
    for (; m_next < m_clips.size(); ++m_next) {
      const auto ready = m_waiting.find(m_clips[m_next]);
      if (ready == m_waiting.end()) return;
      write(m_dataset.clips[ready->first], ready->second);
      m_waiting.erase(ready);
    }
  }

  void end() const {
    if (m_options.json) fmt::print("{}]\n}}\n", m_written > 0 ? "\n  " : "");
  }

  [[nodiscard]] std::size_t failures() const { return m_failures; }

 private:
  void write(const Clip& clip, const Result<Prediction>& result) {
    if (!result) {
      // Once a file, not once for each of its windows, which come one after the other.
      std::string text = result.error().text();
      if (text != m_lastFailure) reportError(result.error());
      m_lastFailure = std::move(text);
      ++m_failures;
      return;
    }
    if (m_options.json) {
      fmt::print("{}\n    {}", m_written > 0 ? "," : "",
                 dump(toJson(m_dataset, clip, *result), -1));
    } else {
      printText(m_dataset, clip, *result,
                m_options.combined ? DecisionRule::Combined : DecisionRule::TenClass);
    }
    ++m_written;
  }

  const PredictOptions& m_options;
  const Dataset& m_dataset;
  const std::vector<std::uint32_t>& m_clips;
  std::map<std::uint32_t, Result<Prediction>> m_waiting;
  std::size_t m_next = 0;
  std::size_t m_written = 0;
  std::size_t m_failures = 0;
  std::string m_lastFailure;
};

Result<Dataset> openClips(const std::vector<std::filesystem::path>& paths, bool& cancelled) {
  JobControl control(progressLine("Opening"));
  const CancelOnInterrupt guard(control);
  auto dataset = openDataset(paths, control);
  cancelled = control.cancelled();
  return dataset;
}

int predict(const PredictOptions& options) {
  const auto model = loadModelArgument(options.model);
  if (!model) return reportError(model.error());
  bool cancelled = false;
  const auto dataset = openClips(options.paths, cancelled);
  if (!dataset) return reportError(dataset.error());
  if (cancelled) return reportCancelled();

  const auto classifier = makeClassifier(*model, options.engine);
  if (!classifier) return reportError(classifier.error());
  for (const auto& problem : dataset->problems) reportError(problem);
  if (!model->trained) printNote("note: the weights are untrained; the predictions mean nothing");
  if (dataset->synthetic) printNote("note: the clips are synthetic");

  std::vector<std::uint32_t> clips;
  for (std::uint32_t i = 0; i < dataset->clips.size(); ++i) {
    // Missing files are one of the problems above; naming each would bury the rest.
    if (!dataset->clips[i].missing) clips.push_back(i);
  }
  // A progress line would run into the text that people read on the same screen.
  JobControl control(outputIsTerminal() ? JobControl::Listener() : progressLine("Predicting"));
  const CancelOnInterrupt guard(control);
  Output output(options, *dataset, clips);
  output.begin(*model, **classifier);
  const auto done = predictAll(
      *dataset, clips, [&] { return makeClassifier(*model, options.engine); },
      [&](std::uint32_t clip, const Result<Prediction>& result) { output.add(clip, result); },
      control, {.mixingRate = options.mixingRate});
  output.end();
  if (!done) return reportError(done.error());
  if (control.cancelled()) return reportCancelled();
  return output.failures() > 0 || !dataset->problems.empty() ? exit_status::kFailure : 0;
}

}  // namespace

void addPredictCommand(CLI::App& app) {
  auto options = std::make_shared<PredictOptions>();
  auto* command = app.add_subcommand("predict", "Class probabilities of every 1-s window of clips");
  command->add_option("--model", options->model, kModelHelp)->required();
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
