// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/predict_output.h"

#include "app/cli/terminal.h"
#include "core/eval/run_comparison.h"
#include "core/eval/run_summary.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace scenelens {

namespace {

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

}  // namespace

void PredictOutput::begin(const Model& model, const Classifier& classifier) const {
  if (!m_format.json) {
    if (m_format.several) {
      fmt::print("== {} {}, {} ==\n", model.title(), classifier.precisionName(),
                 classifier.engineName());
    }
    return;
  }
  const Json head{
      {"model", model.architecture.name},
      {"weights", model.path.string()},
      {"trained", model.trained},
      {"data", model.data},
      {"engine", classifier.engineName()},
      {"precision", classifier.precisionName()},
      {"mixing_rate", m_format.mixingRate},
      {"decision_rule", m_format.rule == DecisionRule::Combined ? "combined" : "ten_class"},
      {"synthetic_clips", m_dataset.synthetic}};
  std::string text = dump(head, 2);
  text.resize(text.size() - 2);  // without "\n}": the clips follow, one a line
  fmt::print("{},\n  \"clips\": [", text);
}

void PredictOutput::add(std::uint32_t clip, const Result<Prediction>& result) {
  m_waiting.emplace(clip, result);
  for (; m_next < m_clips.size(); ++m_next) {
    const auto ready = m_waiting.find(m_clips[m_next]);
    if (ready == m_waiting.end()) return;
    write(m_dataset.clips[ready->first], ready->second);
    m_waiting.erase(ready);
  }
}

void PredictOutput::end() const {
  if (!m_format.json) return;
  fmt::print("{}]\n}}{}", m_written > 0 ? "\n  " : "", m_format.several ? "" : "\n");
}

void PredictOutput::write(const Clip& clip, const Result<Prediction>& result) {
  if (!result) {
    // Once a file, not once for each of its windows, which come one after the other.
    std::string text = result.error().text();
    if (text != m_lastFailure) reportError(result.error());
    m_lastFailure = std::move(text);
    ++m_failures;
    return;
  }
  if (m_format.json) {
    fmt::print("{}\n    {}", m_written > 0 ? "," : "", dump(toJson(m_dataset, clip, *result), -1));
  } else {
    printText(m_dataset, clip, *result, m_format.rule);
  }
  ++m_written;
}

void printRunsBegin(const PredictFormat& format) {
  if (format.json) fmt::print("{{\n\"runs\": [\n");
}

void printRunsBetween(const PredictFormat& format) {
  fmt::print("{}", format.json ? ",\n" : "\n");
}

void printRunsEnd(const PredictFormat& format, const Dataset& dataset,
                  const std::vector<PredictRun>& runs) {
  Json rows = Json::array();
  if (!format.json) {
    fmt::print("\n{:<18}{:<20}{:>8}{:>10}{:>10}{:>11}{:>9}\n", "model", "engine", "clips",
               "accuracy", "log loss", "agreement", "changed");
  }
  for (const auto& run : runs) {
    const RunSummary summary = summarise(dataset, run.table, format.rule);
    const RunComparison comparison = compareRuns(runs.front().table, run.table, format.rule);
    const bool labelled = summary.clips > 0;
    if (format.json) {
      rows.push_back({{"run", run.name},
                      {"engine", run.engine},
                      {"clips", comparison.clips},
                      {"accuracy", labelled ? Json(summary.accuracy()) : Json(nullptr)},
                      {"log_loss", labelled ? Json(summary.logLoss) : Json(nullptr)},
                      {"agreement", comparison.agreement()},
                      {"changed", comparison.changed},
                      {"largest_difference", comparison.largestDifference}});
      continue;
    }
    fmt::print("{:<18}{:<20}{:>8}{:>10}{:>10}{:>9.2f} %{:>9}\n", run.name, run.engine,
               comparison.clips,
               labelled ? fmt::format("{:.2f} %", 100.0 * summary.accuracy()) : "-",
               labelled ? fmt::format("{:.4f}", summary.logLoss) : "-",
               100.0 * comparison.agreement(), comparison.changed);
  }
  if (format.json) {
    fmt::print("\n],\n\"compared_with\": {},\n\"comparison\": {}\n}}\n",
               dump(Json(runs.front().name), -1), dump(rows, 2));
  } else {
    fmt::print("agreement and changed decisions: with {}\n", runs.front().name);
  }
}

}  // namespace scenelens
