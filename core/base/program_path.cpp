// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/program_path.h"

namespace scenelens {

std::filesystem::path programFolder() {
  std::error_code code;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", code);
  return code ? std::filesystem::path() : program.parent_path();
}

}  // namespace scenelens
