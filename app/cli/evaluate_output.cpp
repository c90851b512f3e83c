// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evaluate_output.h"

#include "app/cli/terminal.h"
#include "core/base/text.h"
#include "core/eval/run_summary.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace scenelens {

namespace {

using Json = nlohmann::ordered_json;

std::string digits(std::size_t value) {
  return groupDigits(static_cast<std::int64_t>(value));
}

std::size_t predictionsOf(const RunTable& table) {
  return static_cast<std::size_t>(std::ranges::count(table.done, std::uint8_t{1}));
}

/// Figures of no clip are nothing, not 0.
Json figures(const RunSummary& summary) {
  if (summary.clips == 0) {
    return {{"labelled_clips", 0},
            {"correct", 0},
            {"accuracy", nullptr},
            {"macro_accuracy", nullptr},
            {"log_loss", nullptr}};
  }
  return {{"labelled_clips", summary.clips},
          {"correct", summary.correct},
          {"accuracy", summary.accuracy()},
          {"macro_accuracy", summary.macroAccuracy},
          {"log_loss", summary.logLoss}};
}

}  // namespace

void printWhatIsKnown(const EvaluationReport& report) {
  for (const auto& run : report.runs) {
    if (run.state == BegunRun::State::New) continue;
    const bool finished = run.state == BegunRun::State::Finished;
    printNote(fmt::format("{}: {} run {}, {} of {} clips are there{}", run.info.name,
                          finished ? "reuses" : "continues", run.id, digits(run.known),
                          digits(report.clips), finished ? "; --again begins a new one" : ""));
  }
}

void printEvaluation(const EvaluationReport& report, const Dataset& dataset) {
  fmt::print("{:>5}  {:<24}{:>10}{:>11}{:>9}{:>10}\n", "run", "name", "clips", "accuracy", "macro",
             "log loss");
  for (const auto& run : report.runs) {
    const auto summary = summarise(dataset, run.table);
    fmt::print("{:>5}  {:<24}{:>10}", run.id, run.info.name, digits(predictionsOf(run.table)));
    if (summary.clips > 0) {
      fmt::print("{:>9.2f} %{:>7.2f} %{:>10.4f}\n", 100.0 * summary.accuracy(),
                 100.0 * summary.macroAccuracy, summary.logLoss);
    } else {
      fmt::print("{:>11}{:>9}{:>10}\n", "no labels", "", "");
    }
  }
}

void printEvaluationJson(const EvaluationReport& report, const Dataset& dataset) {
  Json runs = Json::array();
  for (const auto& run : report.runs) {
    const std::size_t there = predictionsOf(run.table);
    Json entry{{"id", run.id},
               {"name", run.info.name},
               {"model", run.info.model},
               {"model_hash", run.info.modelHash},
               {"engine", run.info.engine},
               {"precision", run.info.precision},
               {"selection", run.info.selection},
               {"state", run.state == BegunRun::State::New          ? "new"
                         : run.state == BegunRun::State::Unfinished ? "continued"
                                                                    : "reused"},
               {"known_before", run.known},
               {"computed", there - run.known},
               {"predictions", there}};
    entry.update(figures(summarise(dataset, run.table, DecisionRule::TenClass)));
    entry["combined"] = figures(summarise(dataset, run.table, DecisionRule::Combined));
    runs.push_back(std::move(entry));
  }
  const Json all{{"dataset", dataset.name},        {"synthetic", dataset.synthetic},
                 {"store", report.store.string()}, {"clips", report.clips},
                 {"missing", report.missing},      {"failed", report.counts.failed},
                 {"cancelled", report.cancelled},  {"evaluated_clips", report.counts.clips},
                 {"seconds", report.seconds},      {"runs", std::move(runs)}};
  fmt::print("{}\n", all.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace scenelens
