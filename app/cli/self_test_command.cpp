// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/store_argument.h"
#include "app/cli/terminal.h"
#include "core/eval/self_test.h"
#include "core/store/store_self_test.h"

#include <fmt/format.h>

namespace scenelens {

namespace {

int runSelfTest() {
  auto checks = selfTest(modelsFolder());
  const QtForStore qt;
  checks.push_back(checkStore());
  fmt::print("{}", selfTestText("scenelens-cli " SCENELENS_VERSION, checks));
  return allPassed(checks) ? 0 : exit_status::kFailure;
}

}  // namespace

void addSelfTestCommand(CLI::App& app) {
  auto* command = app.add_subcommand(
      "self-test", "Check this installation: features, all models, store of runs");
  command->footer(
      "Needs no sound, display or network, and writes nothing but a temporary file. A line for "
      "each\n"
      "check; the exit status is 1 when one failed.");
  command->callback([] { finish(runSelfTest()); });
}

}  // namespace scenelens
