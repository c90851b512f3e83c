// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/table_rows.h"

#include "core/base/in_quotes.h"

#include <fmt/format.h>

#include <charconv>

namespace scenelens {

Result<Scene> sceneIn(const TableFile& table, std::size_t column) {
  const std::string_view label = table.field(column);
  if (const auto scene = sceneFromLabel(label)) return *scene;
  return fail(
      table.errorHere(fmt::format("unknown scene label {}", inQuotes(label)),
                      "Use one of the ten labels from airport to tram, as in the official lists"));
}

NamedWindow splitWindow(std::string_view name) {
  constexpr std::size_t kMaxDigits = 6;
  const auto hash = name.rfind('#');
  if (hash == std::string_view::npos || hash == 0) return {name, 0};
  const std::string_view digits = name.substr(hash + 1);
  if (digits.empty() || digits.size() > kMaxDigits) return {name, 0};
  std::int32_t window = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), window);
  if (problem != std::errc() || end != digits.data() + digits.size() || window < 0)
    return {name, 0};
  return {name.substr(0, hash), window};
}

Status NamesSeen::add(const TableFile& table, std::string_view name) {
  if (name.empty()) return fail(table.errorHere("the row has no file name"));
  const auto [known, isNew] = m_lines.emplace(name, table.line());
  if (isNew) return {};
  return fail(table.errorHere(
      fmt::format("{} is listed a second time, after line {}", inQuotes(name), known->second),
      "Keep one row for each clip"));
}

}  // namespace scenelens
