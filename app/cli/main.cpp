// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "core/base/in_quotes.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>

namespace {

bool hasSubcommand(const CLI::App& app, const std::string& name) {
  const auto all = app.get_subcommands([](const CLI::App*) { return true; });
  return std::any_of(all.begin(), all.end(),
                     [&](const CLI::App* command) { return command->get_name() == name; });
}

/// The command line without the program's folder, words with blanks in quotes.
std::string typed(int argc, char** argv) {
  std::string text = "scenelens-cli";
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    text += word.find(' ') == std::string::npos ? ' ' + word : " '" + word + "'";
  }
  return text;
}

int run(CLI::App& app, int argc, char** argv) {
  // CLI11 would only say that a subcommand is required.
  if (argc > 1 && argv[1][0] != '-' && !hasSubcommand(app, argv[1])) {
    return scenelens::reportUsage({"there is no subcommand " + scenelens::inQuotes(argv[1]),
                                   {},
                                   0,
                                   "'scenelens-cli --help' lists them"});
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::RuntimeError& status) {
    return status.get_exit_code();
  } catch (const CLI::ParseError& error) {
    // Help and version come this way too, with 0; CLI11 has a number for each kind of mistake.
    return app.exit(error) == 0 ? 0 : scenelens::exit_status::kUsage;
  } catch (const std::exception& error) {
    if (std::ferror(stdout) != 0) return scenelens::exit_status::kFailure;  // told below
    return scenelens::reportError({std::string("unexpected failure: ") + error.what()});
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("SceneLens: low-complexity acoustic scene classification from the command line",
               "scenelens-cli");
  app.set_version_flag("--version", SCENELENS_VERSION);
  app.require_subcommand(1);
  app.footer(
      "'scenelens-cli SUBCOMMAND --help' explains a subcommand.\n"
      "Exit status: 0 done, 1 something could not be read or written (standard error says what),\n"
      "2 wrong arguments, 130 cancelled with Ctrl-C.");
  scenelens::addModelCommands(app);
  scenelens::addCheckpointCommands(app);
  scenelens::addDataCommands(app);
  scenelens::addPredictCommand(app);
  scenelens::addPreviewCommand(app);
  scenelens::addMetricsCommands(app);
  scenelens::addRankCommand(app);
  scenelens::addEvaluateCommand(app);
  scenelens::addRunsCommand(app);
  scenelens::addReportCommands(app);
  const std::string commandLine = typed(argc, argv);
  scenelens::addTrainCommand(app, commandLine);
  scenelens::addReproduceCommand(app, commandLine);
  scenelens::addQuantizeCommands(app);
  scenelens::addAgreementCommand(app);
  scenelens::addSelfTestCommand(app);
  const int status = run(app, argc, argv);
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  // A full disk behind "> file" must not pass for success.
  return scenelens::reportError({"standard output could not be written"});
}
