// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/self_test.h"

namespace scenelens {

/// Makes a store of runs in a temporary folder and reads it: passes where Qt's SQLite driver, a
/// package of its own, is installed. Needs a QCoreApplication.
[[nodiscard]] SelfCheck checkStore();

}  // namespace scenelens
