// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/in_quotes.h"

#include <cstddef>

namespace scenelens {

namespace {

constexpr std::size_t kMaxShown = 80;

/// Length in bytes of the UTF-8 character that starts at `text[0]`; 0 when it is malformed.
std::size_t characterLength(std::string_view text) {
  const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byteAt(0);
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  if (text.size() < length || byteAt(1) < low || byteAt(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byteAt(i) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

}  // namespace

std::string inQuotes(std::string_view name) {
  std::string out = "'";
  while (!name.empty()) {
    const std::size_t length = characterLength(name);
    const auto first = static_cast<unsigned char>(name.front());
    if (out.size() + length > kMaxShown) {
      out += "...";
      break;
    }
    if (length == 0 || first < 0x20 || first == 0x7F) {
      out += '?';
      name.remove_prefix(1);
    } else {
      out += name.substr(0, length);
      name.remove_prefix(length);
    }
  }
  return out + '\'';
}

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = characterLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace scenelens
