// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/run_source.h"
#include "app/cli/terminal.h"
#include "core/base/text.h"
#include "core/eval/judged_run.h"
#include "core/eval/rank_score.h"
#include "core/eval/ranked_run.h"
#include "core/eval/system_table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kPercent = 100.0;

struct RankOptions {
  std::vector<std::filesystem::path> tables;
  std::vector<std::filesystem::path> predictions;
  std::vector<std::uint64_t> bytes;  ///< of the predictions' systems, in their order
  std::vector<std::uint64_t> macs;
  TruthSource truth;
  std::vector<double> whatIf;  ///< accuracy in percent, bytes, MACs
  std::string ties = "competition";
  std::string accuracy = "development";
  bool report = false;
  bool published = false;
  bool json = false;
};

void addPublished(std::vector<RankedSystem>& systems, const std::vector<PublishedSystem>& rows,
                  const RankOptions& options) {
  const auto from =
      options.accuracy == "evaluation" ? AccuracyFrom::Evaluation : AccuracyFrom::Development;
  for (const auto& row : rows) systems.push_back(rankedSystem(row, from));
}

Status addRuns(std::vector<RankedSystem>& systems, const RankOptions& options) {
  if (options.predictions.empty()) return {};
  const auto clips = openTruth(options.truth);
  if (!clips) return fail(clips.error());
  for (std::size_t i = 0; i < options.predictions.size(); ++i) {
    auto run = openRun(options.predictions[i], *clips, options.truth);
    if (!run) return fail(std::move(run.error()));
    if (i < options.bytes.size()) run->info.bytes = options.bytes[i];
    if (i < options.macs.size()) run->info.macs = options.macs[i];
    const auto judged = judge(clips->dataset, run->table, DecisionRule::TenClass);
    // As the window ranks it: without a fold by the test fold, where the data set has one.
    systems.push_back(options.truth.fold == "all"
                          ? rankedRun(run->info, clips->dataset, judged)
                          : rankedRun(run->info, clips->dataset, judged, clips->clips,
                                      options.truth.fold + " fold"));
  }
  return {};
}

Result<std::vector<RankedSystem>> systemsOf(const RankOptions& options) {
  const bool nothingChosen = !options.report && !options.published && options.tables.empty() &&
                             options.predictions.empty();
  std::vector<RankedSystem> systems;
  if (auto added = addRuns(systems, options); !added) return fail(std::move(added.error()));
  if (options.report || nothingChosen) {
    auto rows = reportSystems();
    std::move(rows.begin(), rows.end(), std::back_inserter(systems));
  }
  if (options.published || nothingChosen) addPublished(systems, publishedSystems(), options);
  for (const auto& table : options.tables) {
    const auto rows = readSystemTable(table);
    if (!rows) return fail(rows.error());
    addPublished(systems, *rows, options);
  }
  if (options.whatIf.empty()) return systems;
  RankedSystem& hypothetical = systems.emplace_back();
  hypothetical.name = "what if";
  hypothetical.accuracy = options.whatIf[0] / kPercent;
  hypothetical.bytes = static_cast<std::uint64_t>(options.whatIf[1]);
  hypothetical.macs = static_cast<std::uint64_t>(options.whatIf[2]);
  hypothetical.source = "--what-if";
  return systems;
}

template <typename T>
Json orNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json inputsJson(const RankedSystem& system) {
  return {{"system", system.name},
          {"accuracy", orNull(system.accuracy)},
          {"bytes", orNull(system.bytes)},
          {"macs", orNull(system.macs)},
          {"accuracy_of", system.accuracyOf},
          {"source", system.source},
          {"note", system.note}};
}

Json rankingJson(const std::vector<RankedSystem>& systems, const Ranking& ranking,
                 const std::string& ties) {
  Json json{{"formula", "R = 0.5 R_ACC + 0.25 R_MEM + 0.25 R_MAC, lower is better"},
            {"ties", ties},
            {"limits", {{"bytes", kLimitBytes}, {"macs", kLimitMacs}}},
            {"ranking", Json::array()},
            {"unranked", Json::array()}};
  for (const auto& row : ranking.rows) {
    Json one{{"place", row.place}, {"score", row.score}};
    one.update(inputsJson(systems[row.system]));
    one.update({{"accuracy_rank", row.accuracyRank},
                {"memory_rank", row.memoryRank},
                {"mac_rank", row.macRank},
                {"over_memory", row.overMemory},
                {"over_macs", row.overMacs}});
    json["ranking"].push_back(std::move(one));
  }
  for (const auto& row : ranking.unranked) {
    Json one{{"reason", row.reason}};
    one.update(inputsJson(systems[row.system]));
    json["unranked"].push_back(std::move(one));
  }
  return json;
}

/// "!" behind a number that is over its limit.
std::string limited(std::uint64_t value, bool over) {
  return groupDigits(static_cast<std::int64_t>(value)) + (over ? "!" : " ");
}

void printRanking(const std::vector<RankedSystem>& systems, const Ranking& ranking,
                  const std::string& ties) {
  fmt::print(
      "R = 0.5 R_ACC + 0.25 R_MEM + 0.25 R_MAC, lower is better; ties: {}; ! over {} B or {} MACs\n"
      "  place  score  accuracy (rank)       bytes (rank)         MACs (rank)  system\n",
      ties, groupDigits(kLimitBytes), groupDigits(kLimitMacs));
  for (const auto& row : ranking.rows) {
    const auto& system = systems[row.system];
    fmt::print("  {:>5}{:>7} {:>9.2f} {:<6}{:>12} {:<6}{:>14} {:<6} {}{}\n", row.place, row.score,
               kPercent * *system.accuracy, fmt::format("({})", row.accuracyRank),
               limited(*system.bytes, row.overMemory), fmt::format("({})", row.memoryRank),
               limited(*system.macs, row.overMacs), fmt::format("({})", row.macRank), system.name,
               system.accuracyOf.empty() ? "" : fmt::format(" [{}]", system.accuracyOf));
  }
  if (!ranking.unranked.empty()) fmt::print("\nNot ranked\n");
  for (const auto& row : ranking.unranked)
    fmt::print("  {}: {}\n", systems[row.system].name, row.reason);
}

int rank(const RankOptions& options) {
  for (const auto* given : {&options.bytes, &options.macs}) {
    if (!given->empty() && given->size() != options.predictions.size())
      return reportUsage(
          {"--bytes and --macs must be given once for each --predictions, in the "
           "same order"});
  }
  if (!options.whatIf.empty() && options.whatIf[0] > kPercent)
    return reportUsage(
        {fmt::format("--what-if: an accuracy of {} % is more than everything", options.whatIf[0]),
         {},
         0,
         "The three numbers are accuracy in percent, bytes and MACs"});
  const auto systems = systemsOf(options);
  if (!systems) return reportError(systems.error());
  const TieRule rule = tieRuleFromName(options.ties).value_or(TieRule::Competition);
  const auto ranking = rankSystems(*systems, rule);
  if (options.json)
    fmt::print("{}\n", rankingJson(*systems, ranking, options.ties)
                           .dump(1, ' ', false, Json::error_handler_t::replace));
  else
    printRanking(*systems, ranking, options.ties);
  return 0;
}

}  // namespace

void addRankCommand(CLI::App& app) {
  auto options = std::make_shared<RankOptions>();
  auto* command = app.add_subcommand("rank", "DCASE rank score over a set of systems");
  command->add_flag("--report", options->report, "the four rows of the report, Int8");
  command->add_flag("--published", options->published,
                    "published systems, resources/published_systems.csv");
  command->add_option("--systems", options->tables, "table of systems with the same columns")
      ->allow_extra_args(false);
  command->add_option("--predictions", options->predictions, kRunHelp)->allow_extra_args(false);
  command->add_option("--bytes", options->bytes, "of the parameters, one for each --predictions")
      ->allow_extra_args(false);
  command->add_option("--macs", options->macs, "of one second, one for each --predictions")
      ->allow_extra_args(false);
  addTruthOptions(*command, options->truth);
  command
      ->add_option("--accuracy", options->accuracy,
                   "which accuracy of published systems counts: development, evaluation")
      ->check(CLI::IsMember({"development", "evaluation"}))
      ->capture_default_str();
  command
      ->add_option("--ties", options->ties,
                   "ranks of equal numbers: competition (1, 2, 2, 4), dense (1, 2, 2, 3),\n"
                   "average (1, 2.5, 2.5, 4)")
      ->check(CLI::IsMember({"competition", "dense", "average"}))
      ->capture_default_str();
  command
      ->add_option("--what-if", options->whatIf, "a made system: accuracy in percent, bytes, MACs")
      ->expected(3)
      ->check(CLI::Range(0.0, 1e15));
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(
      "Without --report, --published, --systems and --predictions: the report and the published\n"
      "systems. Systems with an unknown number are named and left out. Ranks depend on the set.\n"
      "A run counts by its accuracy on the test fold, where the data set has one and --fold names\n"
      "no other; with less than 90 % of those clips judged, its accuracy is unknown.");
  command->callback([=] { finish(rank(*options)); });
}

}  // namespace scenelens
