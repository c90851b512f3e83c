// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/libraries.h"

namespace scenelens {

/// What the store needs besides core's libraries: Qt as it is loaded, and SQLite as Qt's driver has
/// it ("not found" where there is no driver). Needs a QCoreApplication; GUI thread.
[[nodiscard]] std::vector<Library> storeLibraries();

}  // namespace scenelens
