// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/model_argument.h"
#include "app/cli/terminal.h"
#include "core/base/safetensors.h"
#include "core/nn/complexity.h"
#include "core/nn/model.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scenelens {

namespace {

int complexity(const std::optional<std::string>& name, bool json) {
  std::vector<const Architecture*> chosen;
  if (name) {
    const auto found = architectureNamed(*name);
    if (!found) return reportUsage(found.error());
    chosen.push_back(*found);
  } else {
    for (const auto& model : dsmnModels()) chosen.push_back(&model);
  }
  if (json) {
    fmt::print("{}\n", complexityJson(chosen));
    return 0;
  }
  for (const auto* architecture : chosen) fmt::print("{}\n", complexityTable(*architecture));
  return 0;
}

int initWeights(const std::string& name, std::uint64_t seed, const std::string& output) {
  const auto architecture = architectureNamed(name);
  if (!architecture) return reportUsage(architecture.error());
  const auto written = writeSafetensors(output, untrainedWeights(**architecture, seed));
  if (!written) return reportError(written.error());
  printNote(fmt::format("Wrote untrained weights of {} to {}", (*architecture)->title, output));
  return 0;
}

int listModels() {
  std::vector<Error> problems;
  const auto models = loadModels(modelsFolder(), problems);
  for (const auto& model : models) {
    fmt::print("{}\t{}\t{}\t{}\t{}\n", model.title(), model.architecture.summary,
               model.trained ? "trained" : "untrained",
               model.note.empty() ? model.data : model.note + "; " + model.data,
               model.path.string());
  }
  for (const auto& problem : problems) reportError(problem);
  return problems.empty() ? 0 : exit_status::kFailure;
}

}  // namespace

void addModelCommands(CLI::App& app) {
  {
    auto name = std::make_shared<std::optional<std::string>>();
    auto json = std::make_shared<bool>(false);
    auto* command = app.add_subcommand("complexity", "Layer table, parameters, MACs and bytes");
    command->add_option("--model", *name, "model1 .. model4; all four when not given");
    command->add_flag("--json", *json, "JSON instead of tables");
    command->callback([=] { finish(complexity(*name, *json)); });
  }
  {
    auto name = std::make_shared<std::string>();
    auto seed = std::make_shared<std::uint64_t>(1);
    auto output = std::make_shared<std::string>();
    auto* command = app.add_subcommand(
        "init-weights", "Write random, untrained weights, for tests and measurements");
    command->add_option("--arch", *name, "model1 .. model4")->required();
    command->add_option("--seed", *seed, "seed of the random numbers")->capture_default_str();
    command->add_option("-o,--output", *output, "safetensors file to write")->required();
    command->callback([=] { finish(initWeights(*name, *seed, *output)); });
  }
  app.add_subcommand("models", "List the shipped weights, one line each, separated by tabs")
      ->callback([] { finish(listModels()); });
}

}  // namespace scenelens
