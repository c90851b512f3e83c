// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/figures_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace scenelens {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kPercent = 100.0;

Json toJson(const Interval& interval) {
  return interval.isKnown() ? Json{interval.low, interval.high} : Json(nullptr);
}

/// The numbers of a part; `clips` 0 leaves figures null, since there are none.
Json toJson(const RunPart& part, const PartIntervals* intervals) {
  Json json{{"clips", part.clips}, {"accuracy", nullptr}, {"logloss", nullptr}};
  if (part.clips == 0) return json;
  json["accuracy"] = part.accuracy();
  json["logloss"] = part.logLoss;
  if (!intervals) return json;
  json["recordings"] = intervals->recordings;
  json["accuracy_interval"] = toJson(intervals->accuracy);
  json["logloss_interval"] = toJson(intervals->logLoss);
  return json;
}

const PartIntervals* intervalsOf(const std::vector<PartIntervals>& parts, std::string_view name) {
  const auto found = std::ranges::find(parts, name, &PartIntervals::name);
  return found == parts.end() ? nullptr : &*found;
}

Json describe(const RunInfo& info) {
  Json json{{"name", info.name}};
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) json[key] = value;
  };
  add("model", info.model);
  add("model_hash", info.modelHash);
  add("engine", info.engine);
  add("precision", info.precision);
  add("dataset", info.dataset);
  add("selection", info.selection);
  add("date", info.date);
  add("version", info.version);
  add("source", info.source);
  add("note", info.note);
  return json;
}

std::string named(const std::string& device) {
  return device.empty() ? "unknown" : device;
}

Json calibrationJson(const CalibrationCurve& curve) {
  Json bins = Json::array();
  for (const auto& bin : curve.bins) {
    Json json{{"low", bin.low}, {"high", bin.high}, {"correct", bin.correct}, {"wrong", bin.wrong}};
    json["confidence"] = bin.clips() > 0 ? Json(bin.confidence) : Json(nullptr);
    json["accuracy"] = bin.clips() > 0 ? Json(bin.accuracy()) : Json(nullptr);
    bins.push_back(std::move(json));
  }
  return bins;
}

/// Beside the figures of scene by device: [low, high], null where one recording or none tells.
void addCellIntervals(Json& json, const RunParts& parts, const BootstrapIntervals& intervals) {
  for (std::size_t c = 0; c < kSceneCount; ++c) {
    const std::string& scene = parts.scenes[c].name;
    auto& logLosses = json["per_class_device_logloss_interval"][scene] = Json::object();
    auto& accuracies = json["per_class_device_accuracy_interval"][scene] = Json::object();
    for (std::size_t d = 0; d < intervals.cells.size(); ++d) {
      const PartIntervals& cell = intervals.cells[d][c];
      if (cell.clips == 0) continue;
      logLosses[named(intervals.devices[d].name)] = toJson(cell.logLoss);
      accuracies[named(intervals.devices[d].name)] = toJson(cell.accuracy);
    }
  }
}

std::string intervalText(const Interval& interval, double factor, int digits) {
  if (!interval.isKnown()) return "";
  return fmt::format("{:.{}f}-{:.{}f}", factor * interval.low, digits, factor * interval.high,
                     digits);
}

void writePart(std::string& text, const std::string& name, const RunPart& part,
               const PartIntervals* intervals) {
  if (part.clips == 0) {
    fmt::format_to(std::back_inserter(text), "  {:<18}{:>8}\n", name, 0);
    return;
  }
  fmt::format_to(std::back_inserter(text), "  {:<18}{:>8}{:>10.2f} {:<13}{:>9.4f} {}\n", name,
                 part.clips, kPercent * part.accuracy(),
                 intervals ? intervalText(intervals->accuracy, kPercent, 2) : "", part.logLoss,
                 intervals ? intervalText(intervals->logLoss, 1.0, 4) : "");
}

std::string confusionText(const SceneCounts& counts) {
  std::string text = "\nConfusion (rows: true, columns: decided, in the same order)\n";
  for (const Scene scene : allScenes()) {
    fmt::format_to(std::back_inserter(text), "  {:<18}", sceneLabel(scene));
    for (const auto count : counts[static_cast<std::size_t>(scene)])
      fmt::format_to(std::back_inserter(text), "{:>7}", count);
    text += '\n';
  }
  return text;
}

}  // namespace

Json figuresJson(const RunInfo& info, const RunFigures& figures) {
  const RunParts& parts = figures.parts;
  const bool sampled = figures.intervals.resamples > 0;
  const auto sceneIntervals = [&](std::size_t c) {
    return sampled ? &figures.intervals.scenes[c] : nullptr;
  };
  Json json{{"run", describe(info)},
            {"clips", parts.overall.clips},
            {"accuracy_overall", parts.overall.accuracy()},
            {"accuracy_macro", parts.overall.macroAccuracy},
            {"logloss", parts.overall.logLoss},
            {"brier", figures.brier},
            {"ece_15_bins", figures.calibration.ece},
            {"confusion", figures.confusion}};
  if (sampled) {
    const PartIntervals& all = figures.intervals.overall;
    json["intervals"] = {{"level", 0.95},
                         {"resamples", figures.intervals.resamples},
                         {"recordings", all.recordings},
                         {"accuracy_overall", toJson(all.accuracy)},
                         {"accuracy_macro", toJson(all.macroAccuracy)},
                         {"logloss", toJson(all.logLoss)}};
  }
  for (std::size_t c = 0; c < kSceneCount; ++c)
    json["per_class"][parts.scenes[c].name] = toJson(parts.scenes[c], sceneIntervals(c));
  json["per_device"] = Json::object();
  for (const auto& device : parts.devices)
    json["per_device"][named(device.all.name)] = toJson(
        device.all, sampled ? intervalsOf(figures.intervals.devices, device.all.name) : nullptr);
  json["per_device_group"] = Json::object();
  for (const auto& group : parts.groups)
    json["per_device_group"][group.all.name] = toJson(
        group.all, sampled ? intervalsOf(figures.intervals.groups, group.all.name) : nullptr);
  for (std::size_t c = 0; c < kSceneCount; ++c) {
    auto& logLosses = json["per_class_device_logloss"][parts.scenes[c].name] = Json::object();
    auto& accuracies = json["per_class_device_accuracy"][parts.scenes[c].name] = Json::object();
    for (const auto& device : parts.devices) {
      const RunPart& cell = device.scenes[c];
      if (cell.clips == 0) continue;
      logLosses[named(device.all.name)] = cell.logLoss;
      accuracies[named(device.all.name)] = cell.accuracy();
    }
  }
  if (sampled) addCellIntervals(json, parts, figures.intervals);
  json["calibration"] = calibrationJson(figures.calibration);
  return json;
}

std::string figuresText(const RunInfo& info, const RunFigures& figures) {
  const RunParts& parts = figures.parts;
  const bool sampled = figures.intervals.resamples > 0;
  const auto& all = figures.intervals.overall;
  std::string text =
      fmt::format("{} on {}: {} clips\n", info.name, info.dataset, parts.overall.clips);
  fmt::format_to(std::back_inserter(text), "  accuracy        {:>8.2f} %  {}\n",
                 kPercent * parts.overall.accuracy(), intervalText(all.accuracy, kPercent, 2));
  fmt::format_to(std::back_inserter(text), "  macro accuracy  {:>8.2f} %  {}\n",
                 kPercent * parts.overall.macroAccuracy,
                 intervalText(all.macroAccuracy, kPercent, 2));
  fmt::format_to(std::back_inserter(text), "  log loss        {:>8.4f}    {}\n",
                 parts.overall.logLoss, intervalText(all.logLoss, 1.0, 4));
  fmt::format_to(std::back_inserter(text), "  Brier score     {:>8.4f}\n", figures.brier);
  fmt::format_to(std::back_inserter(text), "  ECE ({} bins)   {:>8.4f}\n",
                 figures.calibration.bins.size(), figures.calibration.ece);
  if (sampled)
    fmt::format_to(std::back_inserter(text), "  (intervals: 95 %, {} resamples of {} recordings)\n",
                   figures.intervals.resamples, all.recordings);
  text += "\n  scene                clips  accuracy (95 %)        log loss (95 %)\n";
  for (std::size_t c = 0; c < kSceneCount; ++c)
    writePart(text, parts.scenes[c].name, parts.scenes[c],
              sampled ? &figures.intervals.scenes[c] : nullptr);
  text += "\n  device               clips  accuracy (95 %)        log loss (95 %)\n";
  for (const auto& device : parts.devices)
    writePart(text, named(device.all.name), device.all,
              sampled ? intervalsOf(figures.intervals.devices, device.all.name) : nullptr);
  for (const auto& group : parts.groups)
    writePart(text, group.all.name + " devices", group.all,
              sampled ? intervalsOf(figures.intervals.groups, group.all.name) : nullptr);
  return text + confusionText(figures.confusion);
}

}  // namespace scenelens
