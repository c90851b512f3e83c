// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace scenelens {

/// A library that the program uses: a plain value.
struct Library {
  std::string name;
  std::string version;  ///< as it is loaded now, where it can be asked; else that of its headers
  std::string licence;  ///< SPDX expression
  std::string purpose;  ///< "sound files"
};

/// The libraries that core links, in order of their names. Thread-safe.
[[nodiscard]] std::vector<Library> coreLibraries();

}  // namespace scenelens
