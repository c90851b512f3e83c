// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <exception>

int main(int argc, char** argv) {
  CLI::App app("SceneLens: low-complexity acoustic scene classification from the command line");
  app.set_version_flag("--version", SCENELENS_VERSION);
  app.require_subcommand(1);
  scenelens::addModelCommands(app);
  scenelens::addCheckpointCommands(app);
  scenelens::addDataCommands(app);
  scenelens::addPredictCommand(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const std::exception& error) {
    fmt::print(stderr, "scenelens-cli: unexpected failure: {}\n", error.what());
    return 2;
  }
  return 0;
}
