// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scenelens {

/// Checks this installation: what the library can do (see core/eval/self_test.h), the store of runs
/// and the fonts; prints a line for each check to standard output. Returns the program's exit
/// status: 0 when all passed, else 1. Needs a QGuiApplication, but no display.
[[nodiscard]] int runSelfTest();

}  // namespace scenelens
