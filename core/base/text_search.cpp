// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text_search.h"

#include <algorithm>
#include <clocale>
#include <cstdint>
#include <cwctype>

namespace scenelens {

namespace {

constexpr unsigned char kAsciiEnd = 0x80;

char lowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < kAsciiEnd; });
}

/// The two-byte code point at `position`, or 0. Longer ones (Asian scripts, symbols) hardly ever
/// have case and are compared as they are.
std::uint32_t twoByteCodePoint(std::string_view text, std::size_t position) {
  if (position + 1 >= text.size()) return 0;
  const auto first = static_cast<unsigned char>(text[position]);
  const auto second = static_cast<unsigned char>(text[position + 1]);
  if ((first & 0xE0U) != 0xC0U || (second & 0xC0U) != 0x80U) return 0;
  return (first & 0x1FU) << 6U | (second & 0x3FU);
}

locale_t unicodeLocale() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

}  // namespace

std::string lowerCase(std::string_view text) {
  std::string lower;
  lower.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::uint32_t point = twoByteCodePoint(text, i);
    if (point == 0 || !unicodeLocale()) {
      lower += lowerAscii(text[i++]);
      continue;
    }
    const auto small = static_cast<std::uint32_t>(towlower_l(wint_t(point), unicodeLocale()));
    if (small >= kAsciiEnd && small < 0x800U) {
      lower += static_cast<char>(0xC0U | small >> 6U);
      lower += static_cast<char>(0x80U | (small & 0x3FU));
    } else {
      lower += text.substr(i, 2);
    }
    i += 2;
  }
  return lower;
}

bool containsWord(std::string_view text, std::string_view lowerWord) {
  if (!isAscii(lowerWord)) {
    return lowerCase(text).find(lowerWord) != std::string::npos;
  }
  const auto equal = [](char a, char b) { return lowerAscii(a) == b; };
  return std::search(text.begin(), text.end(), lowerWord.begin(), lowerWord.end(), equal) !=
         text.end();
}

}  // namespace scenelens
