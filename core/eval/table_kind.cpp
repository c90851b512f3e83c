// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/table_kind.h"

#include "core/base/text_search.h"
#include "core/dataset/scene.h"
#include "core/dataset/table_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

namespace scenelens {

Result<TableKind> kindOfTable(const std::filesystem::path& path) {
  constexpr std::size_t kLongestHeader = 65536;
  std::ifstream file(path, std::ios::binary);
  std::string text(kLongestHeader, '\0');
  if (!file) return fail({"cannot be read", path, 0, "Check the name and the permissions"});
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  if (const auto end = text.find('\n'); end != std::string::npos) text.resize(end + 1);
  const auto table = TableFile::parse(std::move(text), path, TableForm::Foreign);
  if (!table) return TableKind::Other;
  const auto has = [&](std::string_view column) { return table->column(column).has_value(); };
  const auto& scenes = allScenes();
  if (has("filename") && std::ranges::all_of(scenes, [&](Scene s) { return has(sceneLabel(s)); }))
    return TableKind::Predictions;
  if (has("filename") && has("scene_label")) return TableKind::Truth;
  return has("system") ? TableKind::Systems : TableKind::Other;
}

bool hasTableName(const std::filesystem::path& path) {
  constexpr std::array<std::string_view, 3> kEndings{".csv", ".tsv", ".txt"};
  const std::string ending = lowerCase(path.extension().string());
  return std::ranges::find(kEndings, ending) != kEndings.end();
}

}  // namespace scenelens
