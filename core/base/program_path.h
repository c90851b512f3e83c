// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace scenelens {

/// The folder of the running program's executable; empty when the system does not tell.
[[nodiscard]] std::filesystem::path programFolder();

}  // namespace scenelens
