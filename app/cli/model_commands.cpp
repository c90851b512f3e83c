// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "core/base/safetensors.h"
#include "core/nn/complexity.h"
#include "core/nn/model.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

namespace scenelens {

namespace {

Result<std::vector<const Architecture*>> chosenArchitectures(const std::string& name) {
  std::vector<const Architecture*> chosen;
  if (!name.empty()) {
    const Architecture* found = findArchitecture(name);
    if (!found) {
      return fail({fmt::format("there is no architecture '{}'", name),
                   {},
                   0,
                   "Known are model1, model2, model3 and model4"});
    }
    chosen.push_back(found);
  } else {
    for (const auto& model : dsmnModels()) chosen.push_back(&model);
  }
  return chosen;
}

int complexity(const std::string& name, bool json) {
  const auto chosen = chosenArchitectures(name);
  if (!chosen) return reportError(chosen.error());
  if (json) {
    fmt::print("{}\n", complexityJson(*chosen));
    return 0;
  }
  for (const auto* architecture : *chosen) fmt::print("{}\n", complexityTable(*architecture));
  return 0;
}

int initWeights(const std::string& name, std::uint64_t seed, const std::string& output) {
  const auto chosen = chosenArchitectures(name);
  if (!chosen) return reportError(chosen.error());
  const auto written = writeSafetensors(output, untrainedWeights(*chosen->front(), seed));
  if (!written) return reportError(written.error());
  printNote(fmt::format("Wrote untrained weights of {} to {}", chosen->front()->title, output));
  return 0;
}

int listModels() {
  std::vector<Error> problems;
  const auto models = loadModels(modelsFolder(), problems);
  for (const auto& model : models) {
    fmt::print("{}\t{}\t{}\t{}\t{}\n", model.title(), model.architecture.summary,
               model.trained ? "trained" : "untrained", model.data, model.path.string());
  }
  for (const auto& problem : problems) reportError(problem);
  return problems.empty() ? 0 : 1;
}

}  // namespace

void addModelCommands(CLI::App& app) {
  {
    auto name = std::make_shared<std::string>();
    auto json = std::make_shared<bool>(false);
    auto* command = app.add_subcommand("complexity", "Layer table, parameters, MACs and bytes");
    command->add_option("--model", *name, "model1 .. model4; default all");
    command->add_flag("--json", *json, "JSON instead of tables");
    command->callback([=] { finish(complexity(*name, *json)); });
  }
  {
    auto name = std::make_shared<std::string>();
    auto seed = std::make_shared<std::uint64_t>(1);
    auto output = std::make_shared<std::string>();
    auto* command = app.add_subcommand("init-weights", "Write random, untrained weights");
    command->add_option("--arch", *name, "model1 .. model4")->required();
    command->add_option("--seed", *seed, "seed of the random numbers")->capture_default_str();
    command->add_option("-o,--output", *output, "safetensors file to write")->required();
    command->callback([=] { finish(initWeights(*name, *seed, *output)); });
  }
  app.add_subcommand("models", "List the shipped weights")->callback([] { finish(listModels()); });
}

}  // namespace scenelens
