// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/store_argument.h"
#include "app/cli/terminal.h"
#include "core/base/text.h"
#include "core/eval/submission_table.h"
#include "core/store/run_store.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>

namespace scenelens {

namespace {

using Json = nlohmann::ordered_json;

struct RunsCommand {
  std::string store;
  bool json = false;
  bool combined = false;
  std::optional<std::int64_t> remove;
  std::optional<std::int64_t> exported;
  std::filesystem::path output;
};

Json numberOrNull(const std::optional<std::uint64_t>& value) {
  return value ? Json(*value) : Json();
}

int listJson(const std::vector<StoredRun>& runs, const StoreAddress& address) {
  Json list = Json::array();
  for (const auto& run : runs) {
    list.push_back({{"id", run.id},
                    {"name", run.info.name},
                    {"model", run.info.model},
                    {"model_hash", run.info.modelHash},
                    {"engine", run.info.engine},
                    {"precision", run.info.precision},
                    {"dataset", run.dataset.name},
                    {"dataset_clips", run.dataset.clips},
                    {"dataset_hash", run.dataset.hash},
                    {"selection", run.info.selection},
                    {"date", run.info.date},
                    {"version", run.info.version},
                    {"source", run.info.source},
                    {"note", run.info.note},
                    {"parameters", numberOrNull(run.info.parameters)},
                    {"bytes", numberOrNull(run.info.bytes)},
                    {"macs", numberOrNull(run.info.macs)},
                    {"has_groups", run.info.hasGroups},
                    {"complete", run.complete},
                    {"predictions", run.predictions}});
  }
  const Json all{{"store", address.name().string()}, {"runs", std::move(list)}};
  fmt::print("{}\n", all.dump(2, ' ', false, Json::error_handler_t::replace));
  return 0;
}

int list(const std::vector<StoredRun>& runs, const StoreAddress& address) {
  if (runs.empty()) {
    printNote(
        fmt::format("no runs in {}; 'scenelens-cli evaluate' makes some", address.name().string()));
    return 0;
  }
  fmt::print("{:>5}  {:<22}{:<20}{:<10}{:>10}  {:<22}{}\n", "run", "name", "data set", "clips",
             "number", "begun", "state");
  for (const auto& run : runs) {
    fmt::print("{:>5}  {:<22}{:<20}{:<10}{:>10}  {:<22}{}\n", run.id, run.info.name,
               run.dataset.name, run.info.selection,
               groupDigits(static_cast<std::int64_t>(run.predictions)), run.info.date,
               run.complete ? "complete" : "unfinished");
  }
  return 0;
}

int exportRun(RunStore& store, std::int64_t id, const RunsCommand& options) {
  if (const auto folder = checkFolderOf(options.output); !folder) {
    return reportError(folder.error());
  }
  const auto run = store.loadAlone(id);
  if (!run) return reportError(run.error());
  const auto rule = options.combined ? DecisionRule::Combined : DecisionRule::TenClass;
  const auto written = writeSubmissionTable(options.output, run->dataset, run->table, rule);
  if (!written) return reportError(written.error());
  printNote(
      fmt::format("Wrote {} predictions of run {} ({}) to {}",
                  groupDigits(static_cast<std::int64_t>(run->stored.predictions - run->damaged)),
                  id, run->stored.info.name, options.output.string()));
  if (run->damaged == 0) return 0;
  return reportError(
      {fmt::format("{} predictions of run {} are damaged and were left out", run->damaged, id),
       {},
       0,
       "The same 'evaluate' command computes them again"});
}

int runs(const RunsCommand& options) {
  const QtForStore qt;
  const auto address = storeArgument(options.store);
  if (!address) return reportError(address.error());
  auto store = RunStore::open(*address);
  if (!store) return reportError(store.error());
  if (options.exported) return exportRun(*store, *options.exported, options);
  if (options.remove) {
    const auto removed = store->remove(*options.remove);
    if (!removed) return reportError(removed.error());
    printNote(fmt::format("Deleted run {}", *options.remove));
    return 0;
  }
  const auto all = store->runs();
  if (!all) return reportError(all.error());
  return options.json ? listJson(*all, *address) : list(*all, *address);
}

}  // namespace

void addRunsCommand(CLI::App& app) {
  auto options = std::make_shared<RunsCommand>();
  auto* command = app.add_subcommand("runs", "List, delete and export the runs that are kept");
  addStoreOption(*command, options->store);
  command->add_flag("--json", options->json, "JSON instead of text");
  auto* remove = command->add_option("--delete", options->remove, "delete the run of this number");
  auto* output = command->add_option("-o,--output", options->output, "the table to write");
  auto* exported = command
                       ->add_option("--export", options->exported,
                                    "write the run of this number as the DCASE output table")
                       ->needs(output)
                       ->excludes(remove);
  output->needs(exported);
  command
      ->add_flag("--combined", options->combined,
                 "export what both heads decide together instead of the ten-class head")
      ->needs(exported);
  command->callback([=] { finish(runs(*options)); });
}

}  // namespace scenelens
