// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

namespace scenelens {

std::string Error::text() const {
  std::string out;
  if (!file.empty()) {
    out += file.string();
    if (line > 0) out += ':' + std::to_string(line);
    out += ": ";
  }
  out += reason;
  out += '.';
  if (!remedy.empty()) out += ' ' + remedy + '.';
  return out;
}

}  // namespace scenelens
