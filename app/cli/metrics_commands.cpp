// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/figures_output.h"
#include "app/cli/run_source.h"
#include "app/cli/terminal.h"
#include "core/eval/judged_run.h"
#include "core/eval/paired.h"
#include "core/eval/recordings.h"
#include "core/eval/run_figures.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scenelens {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kPercent = 100.0;

struct MetricsOptions {
  std::filesystem::path predictions;
  TruthSource truth;
  BootstrapOptions bootstrap;
  bool json = false;
};

struct CompareOptions {
  std::vector<std::filesystem::path> runs;
  TruthSource truth;
  bool json = false;
};

int metrics(const MetricsOptions& options) {
  const auto clips = openTruth(options.truth);
  if (!clips) return reportError(clips.error());
  const auto run = openRun(options.predictions, *clips, options.truth);
  if (!run) return reportError(run.error());
  JobControl control(progressLine("Resampling"));
  const CancelOnInterrupt guard(control);
  const auto figures = figuresOf(clips->dataset, run->table, DecisionRule::TenClass, clips->clips,
                                 options.bootstrap, control);
  if (control.cancelled()) return reportCancelled();
  if (options.json)
    fmt::print("{}\n",
               figuresJson(run->info, figures).dump(1, ' ', false, Json::error_handler_t::replace));
  else
    fmt::print("{}", figuresText(run->info, figures));
  return 0;
}

/// A run of the comparison with its columns.
struct Compared {
  RunInfo info;
  JudgedRun judged;
  RunPart overall;
};

Json pairJson(const Compared& a, const Compared& b, const JudgedClips& clips) {
  const auto counts = compareDecisions(a.judged, b.judged, clips.clips);
  const auto test = mcNemar(counts.onlyFirst, counts.onlySecond);
  return {{"first", a.info.name},
          {"second", b.info.name},
          {"clips", counts.clips},
          {"both_right", counts.bothRight},
          {"only_first_right", counts.onlyFirst},
          {"only_second_right", counts.onlySecond},
          {"both_wrong", counts.bothWrong},
          {"disagreements", counts.disagreements},
          {"mcnemar",
           {{"test", test.exact ? "exact binomial" : "chi-square, continuity correction"},
            {"statistic", test.exact ? Json(nullptr) : Json(test.statistic)},
            {"p", test.p}}}};
}

std::string pairText(const Json& pair) {
  return fmt::format(
      "\n{} and {}: {} clips\n"
      "  both right {}, only the first {}, only the second {}, both wrong {}; decided differently "
      "{}\n"
      "  McNemar ({}): p = {:.4g}\n",
      pair["first"].get<std::string>(), pair["second"].get<std::string>(),
      pair["clips"].get<std::size_t>(), pair["both_right"].get<std::size_t>(),
      pair["only_first_right"].get<std::size_t>(), pair["only_second_right"].get<std::size_t>(),
      pair["both_wrong"].get<std::size_t>(), pair["disagreements"].get<std::size_t>(),
      pair["mcnemar"]["test"].get<std::string>(), pair["mcnemar"]["p"].get<double>());
}

Json alignedJson(const JudgedClips& clips, const Compared& run, const AlignedIndex& partners) {
  Json rows = Json::array();
  for (const auto& row : alignedDevices(clips.dataset, run.judged, partners, clips.clips))
    rows.push_back({{"device", row.device},
                    {"pairs", row.pairs},
                    {"differ", row.differ},
                    {"both_right", row.bothRight},
                    {"only_a_right", row.onlyReference},
                    {"only_device_right", row.onlyDevice},
                    {"both_wrong", row.bothWrong},
                    {"logloss_a", row.referenceLogLoss},
                    {"logloss_device", row.deviceLogLoss}});
  return rows;
}

Json manyJson(const std::vector<Compared>& runs, const JudgedClips& clips) {
  std::vector<const JudgedRun*> judged;
  for (const auto& run : runs) judged.push_back(&run.judged);
  const auto many = compareMany(judged, clips.clips);
  return {{"clips", many.clips},
          {"unanimous", many.unanimous},
          {"right_by", many.rightBy},
          {"only_right", many.onlyRight}};
}

std::string compareText(const Json& json) {
  std::string text = "  run                             clips  accuracy     macro  log loss\n";
  for (const auto& run : json["runs"])
    fmt::format_to(std::back_inserter(text), "  {:<29}{:>8}{:>10.2f}{:>10.2f}{:>10.4f}\n",
                   run["name"].get<std::string>(), run["clips"].get<std::size_t>(),
                   kPercent * run["accuracy_overall"].get<double>(),
                   kPercent * run["accuracy_macro"].get<double>(), run["logloss"].get<double>());
  for (const auto& pair : json["pairs"]) text += pairText(pair);
  for (const auto& run : json["runs"]) {
    if (run["aligned_devices"].empty()) continue;
    fmt::format_to(std::back_inserter(text),
                   "\n{}: the same moment by device a and by another\n"
                   "  device  pairs  decided differently  only a right  only the other right\n",
                   run["name"].get<std::string>());
    for (const auto& row : run["aligned_devices"])
      fmt::format_to(std::back_inserter(text), "  {:<6}{:>7}{:>21}{:>14}{:>22}\n",
                     row["device"].get<std::string>(), row["pairs"].get<std::size_t>(),
                     row["differ"].get<std::size_t>(), row["only_a_right"].get<std::size_t>(),
                     row["only_device_right"].get<std::size_t>());
  }
  return text;
}

int compare(const CompareOptions& options) {
  const auto clips = openTruth(options.truth);
  if (!clips) return reportError(clips.error());
  const AlignedIndex partners = findPartners(clips->dataset);
  std::vector<Compared> runs;
  Json json{{"runs", Json::array()}, {"pairs", Json::array()}};
  for (const auto& argument : options.runs) {
    const auto run = openRun(argument, *clips, options.truth);
    if (!run) return reportError(run.error());
    Compared& one = runs.emplace_back();
    one.info = run->info;
    one.judged = judge(clips->dataset, run->table, DecisionRule::TenClass);
    one.overall = partsOf(clips->dataset, one.judged, clips->clips).overall;
    json["runs"].push_back({{"name", one.info.name},
                            {"source", one.info.source},
                            {"clips", one.overall.clips},
                            {"accuracy_overall", one.overall.accuracy()},
                            {"accuracy_macro", one.overall.macroAccuracy},
                            {"logloss", one.overall.logLoss},
                            {"aligned_devices", alignedJson(*clips, one, partners)}});
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (std::size_t j = i + 1; j < runs.size(); ++j)
      json["pairs"].push_back(pairJson(runs[i], runs[j], *clips));
  }
  json["all"] = manyJson(runs, *clips);
  if (options.json)
    fmt::print("{}\n", json.dump(1, ' ', false, Json::error_handler_t::replace));
  else
    fmt::print("{}", compareText(json));
  return 0;
}

}  // namespace

void addMetricsCommands(CLI::App& app) {
  {
    auto options = std::make_shared<MetricsOptions>();
    auto* command = app.add_subcommand("metrics", "Every figure of a run's predictions");
    command->add_option("--predictions", options->predictions, kRunHelp)->required();
    addTruthOptions(*command, options->truth);
    command
        ->add_option("--resamples", options->bootstrap.resamples,
                     "for 95 % intervals, of whole recordings; 0: no intervals")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    command->add_option("--seed", options->bootstrap.seed, "of the resamples")
        ->capture_default_str();
    command->add_flag("--json", options->json, "JSON instead of text");
    command->footer(
        "Rows that fit no clip, clips without a row and labels that are not the most probable\n"
        "scene are told on standard error; the figures are those of the clips with a row.");
    command->callback([=] { finish(metrics(*options)); });
  }
  {
    auto options = std::make_shared<CompareOptions>();
    auto* command = app.add_subcommand("compare", "Two or more runs clip by clip");
    command->add_option("run", options->runs, kRunHelp)->required()->expected(2, 100);
    addTruthOptions(*command, options->truth);
    command->add_flag("--json", options->json, "JSON instead of text");
    command->callback([=] { finish(compare(*options)); });
  }
}

}  // namespace scenelens
