// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include "core/base/in_quotes.h"

namespace scenelens {

namespace {

/// With one full stop at its end; libraries end their messages with one and we often put these in
/// brackets: "(Format not recognised.)".
std::string sentence(const std::string& text) {
  std::string out = printable(text);
  if (out.ends_with(".)")) out.erase(out.size() - 2, 1);
  if (!out.ends_with('.')) out += '.';
  return out;
}

}  // namespace

std::string Error::text() const {
  std::string out;
  if (!file.empty()) {
    out += printable(file.native());
    if (line > 0) out += ':' + std::to_string(line);
    out += ": ";
  }
  out += sentence(reason);
  if (!remedy.empty()) out += ' ' + sentence(remedy);
  return out;
}

}  // namespace scenelens
