// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/truth_list.h"

#include "core/dataset/dataset_builder.h"
#include "core/dataset/list_findings.h"
#include "core/dataset/table_file.h"
#include "core/dataset/table_rows.h"

#include <algorithm>

namespace scenelens {

namespace {

struct Columns {
  std::size_t file = 0;
  std::size_t label = 0;
  std::optional<std::size_t> location;
  std::optional<std::size_t> device;
};

Result<Columns> findColumns(const TableFile& table) {
  const auto file = table.requireColumn("filename");
  if (!file) return fail(file.error());
  const auto label = table.requireColumn("scene_label");
  if (!label) return fail(label.error());
  return Columns{*file, *label, table.column("identifier"), table.column("source_label")};
}

/// Adds the clip of the current row.
Status readRow(const TableFile& table, const Columns& columns, DatasetBuilder& builder,
               ListFindings& findings, std::string& buffer) {
  const auto scene = sceneIn(table, columns.label);
  if (!scene) return fail(scene.error());
  const auto [file, window] = splitWindow(table.field(columns.file));
  auto facts = DatasetBuilder::factsFromName(file, buffer);
  if (facts.scene && *facts.scene != *scene)
    findings.add("with a scene_label that is not the scene in the file name (the label counts)",
                 table.path(), table.line(), file);
  facts.scene = *scene;
  if (columns.location && !table.field(*columns.location).empty()) {
    facts.location = table.field(*columns.location);
    facts.city = facts.location.substr(0, facts.location.rfind('-'));
  }
  if (columns.device && !table.field(*columns.device).empty())
    facts.device = table.field(*columns.device);
  if (!builder.add(std::string(file), window, facts).isNew)  // "a.wav" and "a.wav#0"
    return fail(table.errorHere("the clip is listed a second time", "Keep one row for each clip"));
  return {};
}

}  // namespace

Result<Dataset> datasetFromTruth(std::string text, const std::filesystem::path& path) {
  DatasetBuilder builder;
  builder.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
  auto table = TableFile::parse(std::move(text), path, TableForm::Foreign);
  if (!table) return fail(std::move(table.error()));
  const auto columns = findColumns(*table);
  if (!columns) return fail(columns.error());
  NamesSeen names;
  ListFindings findings;
  std::string buffer;
  for (;;) {
    const auto row = table->next();
    if (!row) return fail(row.error());
    if (!*row) break;
    Status read = names.add(*table, table->field(columns->file));
    if (read) read = readRow(*table, *columns, builder, findings, buffer);
    if (!read) return fail(std::move(read.error()));
  }
  if (builder.clips().empty()) return fail({"the list has a header and no rows", path});
  for (Clip& clip : builder.clips()) clip.missing = true;
  Dataset dataset = builder.finish();
  dataset.name = path.stem().string();
  dataset.root = path.parent_path();
  auto problems = findings.problems();
  std::move(problems.begin(), problems.end(), std::back_inserter(dataset.problems));
  return dataset;
}

Result<Dataset> readTruth(const std::filesystem::path& path) {
  auto text = readListText(path);
  if (!text) return fail(std::move(text.error()));
  return datasetFromTruth(std::move(*text), path);
}

}  // namespace scenelens
