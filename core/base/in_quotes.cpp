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

bool isControl(std::string_view character) {
  const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 2) return byteAt(0) == 0xC2 && byteAt(1) < 0xA0;
  return character.size() == 1 && (byteAt(0) < 0x20 || byteAt(0) == 0x7F);
}

/// Takes the next character off `text` and returns what is shown of it.
std::string_view takeShown(std::string_view& text) {
  const std::string_view character = text.substr(0, characterLength(text));
  text.remove_prefix(character.empty() ? 1 : character.size());
  return character.empty() || isControl(character) ? "?" : character;
}

}  // namespace

std::string inQuotes(std::string_view name) {
  std::string out = "'";
  while (!name.empty()) {
    const std::string_view shown = takeShown(name);
    if (out.size() + shown.size() > kMaxShown) {
      out += "...";
      break;
    }
    out += shown;
  }
  return out + '\'';
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) out += takeShown(text);
  return out;
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
