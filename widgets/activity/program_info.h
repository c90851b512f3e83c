// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/libraries.h"

#include <QString>

#include <vector>

namespace scenelens {

class ActivityLog;

/// Everything that is linked or loaded, in order of names; LibTorch says whether it is.
[[nodiscard]] std::vector<Library> allLibraries();
/// Of the native engine, as it is used now: "AVX2".
[[nodiscard]] QString instructionSet();

/// Program, instruction set, system and libraries, a line each, in English: for bug reports.
[[nodiscard]] QString programText();
/// programText() and the whole log; the user's home folder is written as "~".
[[nodiscard]] QString bugReport(const ActivityLog& log);

}  // namespace scenelens
