// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/clip_name.h"

#include <algorithm>
#include <array>

namespace scenelens {

namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

bool isNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

/// A city or a device: lower-case letters, digits and underscores that start with a letter.
bool isWord(std::string_view text) {
  const auto isLetter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && isLetter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return isLetter(c) || isDigit(c) || c == '_'; });
}

std::string_view stemOf(std::string_view path) {
  if (const auto slash = path.find_last_of('/'); slash != std::string_view::npos)
    path.remove_prefix(slash + 1);
  if (const auto dot = path.find_last_of('.'); dot != std::string_view::npos)
    path = path.substr(0, dot);
  return path;
}

}  // namespace

std::optional<ClipName> parseClipName(std::string_view path) {
  constexpr std::size_t kLongForm = 5;   // scene-city-location-segment-device
  constexpr std::size_t kShortForm = 6;  // the same with the second before the device
  std::array<std::string_view, kShortForm> parts;
  std::size_t count = 0;
  for (std::string_view rest = stemOf(path);;) {
    if (count == parts.size()) return std::nullopt;
    const auto dash = rest.find('-');
    parts[count++] = rest.substr(0, dash);
    if (dash == std::string_view::npos) break;
    rest.remove_prefix(dash + 1);
  }
  if (count < kLongForm) return std::nullopt;

  ClipName name;
  const auto scene = sceneFromLabel(parts[0]);
  if (!scene) return std::nullopt;
  name.scene = *scene;
  name.city = parts[1];
  name.location = parts[2];
  name.segment = parts[3];
  name.device = parts[count - 1];
  if (count == kShortForm) {
    const std::string_view second = parts[4];
    if (second.size() != 1 || !isDigit(second[0])) return std::nullopt;
    name.second = second[0] - '0';
  }
  if (!isWord(name.city) || !isNumber(name.location) || !isNumber(name.segment) ||
      !isWord(name.device))
    return std::nullopt;
  return name;
}

}  // namespace scenelens
