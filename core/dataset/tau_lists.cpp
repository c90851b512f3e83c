// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/tau_lists.h"

#include "core/dataset/dataset_builder.h"
#include "core/dataset/list_findings.h"
#include "core/dataset/table_file.h"
#include "core/dataset/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace scenelens {

namespace {

namespace fs = std::filesystem;

/// A name that stays below the root: relative, without "..".
bool staysBelow(std::string_view name) {
  if (name.empty() || name.front() == '/') return false;
  for (std::string_view rest = name;;) {
    const auto slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (part == "..") return false;
    if (slash == std::string_view::npos) return !part.empty();
    rest.remove_prefix(slash + 1);
  }
}

Result<std::string_view> fileNameIn(const TableFile& table, std::size_t column) {
  const std::string_view name = table.field(column);
  if (staysBelow(name)) return name;
  return fail(
      table.errorHere(fmt::format("'{}' is not the name of a file in the data set's folder", name),
                      "Use relative names such as audio/park-lisbon-1-2-3-a.wav"));
}

/// Builds the clips list by list; meta.csv, when there is one, decides which clips exist.
class Reader {
 public:
  explicit Reader(fs::path root) : m_root(std::move(root)) {}

  Status readMeta(std::string text);
  Status readFold(std::string text, const char* list, std::uint8_t listBit);
  Result<Dataset> finish();

  static constexpr std::uint8_t kInTrain = 1;
  static constexpr std::uint8_t kInTest = 2;
  static constexpr std::uint8_t kInEvaluate = 4;

 private:
  void checkAgainstName(const DatasetBuilder::Facts& named, const DatasetBuilder::Facts& listed,
                        const TableFile& table, std::string_view file);
  void assignFold(std::size_t clip, std::uint8_t listBit, const TableFile& table);
  std::size_t findOrAdd(std::string_view file, std::optional<Scene> scene, const TableFile& table);
  void compareTestLists();

  fs::path m_root;
  DatasetBuilder m_builder;
  ListFindings m_findings;
  std::vector<std::uint8_t> m_lists;  // per clip: the fold lists it is in
  std::uint8_t m_listsRead = 0;
  bool m_hasMeta = false;
  std::string m_buffer;
};

Status Reader::readMeta(std::string text) {
  m_hasMeta = true;
  m_builder.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
  auto table = TableFile::parse(std::move(text), m_root / kMetaList);
  if (!table) return fail(std::move(table.error()));
  const auto fileColumn = table->requireColumn("filename");
  if (!fileColumn) return fail(fileColumn.error());
  const auto labelColumn = table->column("scene_label");
  const auto locationColumn = table->column("identifier");
  const auto deviceColumn = table->column("source_label");

  for (;;) {
    const auto row = table->next();
    if (!row) return fail(row.error());
    if (!*row) return {};
    const auto file = fileNameIn(*table, *fileColumn);
    if (!file) return fail(file.error());

    const auto named = DatasetBuilder::factsFromName(*file, m_buffer);
    auto facts = named;
    if (labelColumn) {
      const auto scene = sceneIn(*table, *labelColumn);
      if (!scene) return fail(scene.error());
      facts.scene = *scene;
    }
    if (locationColumn && !table->field(*locationColumn).empty()) {
      facts.location = table->field(*locationColumn);
      if (facts.location != named.location)
        facts.city = facts.location.substr(0, facts.location.rfind('-'));
    }
    if (deviceColumn && !table->field(*deviceColumn).empty())
      facts.device = table->field(*deviceColumn);

    if (m_builder.add(std::string(*file), 0, facts).isNew) {
      checkAgainstName(named, facts, *table, *file);
    } else {
      m_findings.add("listed more than once (the first row counts)", table->path(), table->line(),
                     *file);
    }
  }
}

void Reader::checkAgainstName(const DatasetBuilder::Facts& named,
                              const DatasetBuilder::Facts& listed, const TableFile& table,
                              std::string_view file) {
  if (!named.scene) return;  // not an official name: it states nothing
  if (listed.scene != named.scene)
    m_findings.add("with a scene_label that is not the scene in the file name (the label counts)",
                   table.path(), table.line(), file);
  if (listed.location != named.location)
    m_findings.add(
        "with an identifier that is not the location in the file name (the identifier counts)",
        table.path(), table.line(), file);
  if (listed.device != named.device)
    m_findings.add("with a source_label that is not the device in the file name (the label counts)",
                   table.path(), table.line(), file);
}

/// Index of the clip; npos when meta.csv does not list it.
std::size_t Reader::findOrAdd(std::string_view file, std::optional<Scene> scene,
                              const TableFile& table) {
  const std::size_t known = m_builder.find(file);
  if (known != DatasetBuilder::npos || m_hasMeta) return known;
  const auto named = DatasetBuilder::factsFromName(file, m_buffer);
  auto facts = named;
  if (scene) {
    facts.scene = scene;
    checkAgainstName(named, facts, table, file);
  }
  return m_builder.add(std::string(file), 0, facts).index;
}

Status Reader::readFold(std::string text, const char* list, std::uint8_t listBit) {
  auto table = TableFile::parse(std::move(text), m_root / list);
  if (!table) return fail(std::move(table.error()));
  const auto fileColumn = table->requireColumn("filename");
  if (!fileColumn) return fail(fileColumn.error());
  const auto labelColumn = table->column("scene_label");
  if (!labelColumn && listBit != kInTest) return fail(table->requireColumn("scene_label").error());
  m_listsRead |= listBit;

  for (;;) {
    const auto row = table->next();
    if (!row) return fail(row.error());
    if (!*row) return {};
    const auto file = fileNameIn(*table, *fileColumn);
    if (!file) return fail(file.error());
    std::optional<Scene> scene;
    if (labelColumn) {
      const auto label = sceneIn(*table, *labelColumn);
      if (!label) return fail(label.error());
      scene = *label;
    }

    const std::size_t index = findOrAdd(*file, scene, *table);
    if (index == DatasetBuilder::npos) {
      m_findings.add("not in meta.csv (left out)", table->path(), table->line(), *file);
      continue;
    }
    m_lists.resize(m_builder.clips().size());
    if ((m_lists[index] & listBit) != 0) {
      m_findings.add("listed more than once", table->path(), table->line(), *file);
      continue;
    }
    Clip& clip = m_builder.clips()[index];
    if (scene && clip.scene && *scene != *clip.scene)
      m_findings.add(m_hasMeta ? "with another scene_label in meta.csv (which counts)"
                               : "with another scene elsewhere (this list counts)",
                     table->path(), table->line(), *file);
    if (scene && (!clip.scene || !m_hasMeta)) clip.scene = scene;
    assignFold(index, listBit, *table);
  }
}

void Reader::assignFold(std::size_t index, std::uint8_t listBit, const TableFile& table) {
  Clip& clip = m_builder.clips()[index];
  const bool alreadyTest = (m_lists[index] & (kInTest | kInEvaluate)) != 0;
  if (listBit != kInTrain && !alreadyTest && (m_lists[index] & kInTrain) != 0)
    m_findings.add("in the training list as well (used for testing only)", table.path(),
                   table.line(), clip.file);
  if (listBit == kInEvaluate && (m_listsRead & kInTest) != 0 && (m_lists[index] & kInTest) == 0)
    m_findings.add("missing from fold1_test.csv (used for testing)", table.path(), table.line(),
                   clip.file);
  m_lists[index] |= listBit;
  clip.fold = listBit == kInTrain ? Fold::Train : Fold::Test;
}

void Reader::compareTestLists() {
  if ((m_listsRead & kInTest) == 0 || (m_listsRead & kInEvaluate) == 0) return;
  for (std::size_t i = 0; i < m_lists.size(); ++i)
    if ((m_lists[i] & kInTest) != 0 && (m_lists[i] & kInEvaluate) == 0)
      m_findings.add("in fold1_test.csv but missing here (used for testing)",
                     m_root / kEvaluateList, 0, m_builder.clips()[i].file);
}

Result<Dataset> Reader::finish() {
  compareTestLists();
  if (m_builder.clips().empty()) {
    return fail({"the lists of this data set name no clips",
                 m_hasMeta ? m_root / kMetaList : m_root, 0, "Put the official meta.csv there"});
  }
  Dataset dataset = m_builder.finish();
  dataset.root = m_root;
  dataset.name = m_root.filename().string();
  auto findings = m_findings.problems();
  dataset.problems.insert(dataset.problems.end(), std::make_move_iterator(findings.begin()),
                          std::make_move_iterator(findings.end()));
  return dataset;
}

}  // namespace

bool isTauRoot(const fs::path& folder) {
  const std::array lists{kMetaList, kTrainList, kTestList, kEvaluateList};
  return std::any_of(lists.begin(), lists.end(), [&](const char* list) {
    std::error_code ignored;
    return fs::is_regular_file(folder / list, ignored);
  });
}

Result<TauLists> readTauLists(const fs::path& root) {
  TauLists lists;
  const std::array targets{std::pair{kMetaList, &lists.meta}, std::pair{kTrainList, &lists.train},
                           std::pair{kTestList, &lists.test},
                           std::pair{kEvaluateList, &lists.evaluate}};
  for (const auto& [list, target] : targets) {
    std::error_code ignored;
    if (!fs::exists(root / list, ignored)) continue;
    auto text = readListText(root / list);
    if (!text) return fail(std::move(text.error()));
    *target = std::move(*text);
  }
  return lists;
}

Result<Dataset> parseTauLists(TauLists lists, const fs::path& root) {
  Reader reader(root);
  Status status;
  if (lists.meta) status = reader.readMeta(std::move(*lists.meta));
  if (status && lists.train)
    status = reader.readFold(std::move(*lists.train), kTrainList, Reader::kInTrain);
  if (status && lists.test)
    status = reader.readFold(std::move(*lists.test), kTestList, Reader::kInTest);
  if (status && lists.evaluate)
    status = reader.readFold(std::move(*lists.evaluate), kEvaluateList, Reader::kInEvaluate);
  if (!status) return fail(std::move(status.error()));
  return reader.finish();
}

}  // namespace scenelens
