// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "core/dataset/dataset.h"
#include "core/nn/clip_predictor.h"
#include "core/nn/model.h"
#include "core/nn/torch_backend.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace scenelens {

namespace {

struct PredictOptions {
  std::string model;
  std::vector<std::filesystem::path> paths;
  bool json = false;
  bool combined = false;
  double mixingRate = kMixingRate;
};

nlohmann::ordered_json toJson(const Dataset& dataset, const Clip& clip, const Prediction& p) {
  nlohmann::ordered_json scenes;
  nlohmann::ordered_json combined;
  for (const Scene scene : allScenes()) {
    const auto i = static_cast<std::size_t>(scene);
    scenes[std::string(sceneLabel(scene))] = p.scenes[i];
    combined[std::string(sceneLabel(scene))] = p.combined[i];
  }
  nlohmann::ordered_json groups;
  for (std::size_t g = 0; g < kGroupCount; ++g) {
    groups[std::string(groupTitle(static_cast<SceneGroup>(g)))] = p.groups[g];
  }
  nlohmann::ordered_json out{{"file", dataset.path(clip).string()},
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

int predict(const PredictOptions& options) {
  const auto model = loadModel(options.model);
  if (!model) return reportError(model.error());
  JobControl control(progressLine("Predicting"));
  const CancelOnInterrupt guard(control);
  const auto dataset = openDataset(options.paths, control);
  if (!dataset) return reportError(dataset.error());
  for (const auto& problem : dataset->problems) reportError(problem);

  auto backend = loadTorchBackend();
  if (!backend) return reportError(backend.error());
  auto classifier = (*backend)->makeClassifier(*model);
  if (!classifier) return reportError(classifier.error());
  if (!model->trained) printNote("note: the weights are untrained; the predictions mean nothing");

  const DecisionRule rule = options.combined ? DecisionRule::Combined : DecisionRule::TenClass;
  ClipPredictor predictor(**classifier, options.mixingRate);
  auto clips = nlohmann::ordered_json::array();
  int failures = static_cast<int>(dataset->problems.size());
  std::size_t done = 0;
  for (const auto& clip : dataset->clips) {
    if (control.cancelled()) break;
    const auto prediction = predictor.predict(*dataset, clip);
    if (!prediction) {
      reportError(prediction.error());
      ++failures;
    } else if (options.json) {
      clips.push_back(toJson(*dataset, clip, *prediction));
    } else {
      printText(*dataset, clip, *prediction, rule);
    }
    control.report(++done, dataset->clips.size());
  }
  if (options.json) {
    const nlohmann::ordered_json out{{"model", model->architecture.name},
                                     {"weights", model->path.string()},
                                     {"trained", model->trained},
                                     {"data", model->data},
                                     {"engine", (*classifier)->engineName()},
                                     {"precision", (*classifier)->precisionName()},
                                     {"mixing_rate", options.mixingRate},
                                     {"decision_rule", options.combined ? "combined" : "ten_class"},
                                     {"clips", std::move(clips)}};
    fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  return failures > 0 || control.cancelled() ? 1 : 0;
}

}  // namespace

void addPredictCommand(CLI::App& app) {
  auto options = std::make_shared<PredictOptions>();
  auto* command = app.add_subcommand("predict", "Class probabilities of clips");
  command->add_option("--model", options->model, "weights file")->required();
  command->add_option("clip", options->paths, "sound files, folders or data set roots")->required();
  command->add_flag("--json", options->json, "JSON instead of text");
  command->add_flag("--combined", options->combined,
                    "decide by both heads together instead of the ten-class head alone");
  command->add_option("--mixing-rate", options->mixingRate, "weight of the ten-class head")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->callback([=] { finish(predict(*options)); });
}

}  // namespace scenelens
