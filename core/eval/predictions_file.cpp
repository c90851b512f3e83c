// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/predictions_file.h"

#include "core/base/in_quotes.h"
#include "core/dataset/dataset_builder.h"
#include "core/dataset/table_file.h"
#include "core/dataset/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace scenelens {

namespace {

using Probabilities = std::array<double, kSceneCount>;

/// Where the table's columns are.
struct Columns {
  std::size_t file = 0;
  std::optional<std::size_t> label;
  std::array<std::size_t, kSceneCount> scenes{};
};

Result<Columns> findColumns(const TableFile& table) {
  Columns columns;
  const auto file = table.requireColumn("filename");
  if (!file) return fail(file.error());
  columns.file = *file;
  columns.label = table.column("scene_label");
  for (const Scene scene : allScenes()) {
    const auto column = table.requireColumn(sceneLabel(scene));
    if (!column) return fail(column.error());
    columns.scenes[static_cast<std::size_t>(scene)] = *column;
  }
  return columns;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Result<double> probabilityIn(const TableFile& table, std::size_t column, Scene scene) {
  const std::string_view text = trimmed(table.field(column));
  double value = 0.0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const auto wrong = [&](std::string_view what) {
    return fail(table.errorHere(
        fmt::format("the probability of {} {}: {}", sceneLabel(scene), what, inQuotes(text)),
        "Each must be a number from 0 to 1, with a point"));
  };
  // A number below the smallest double is reported as out of range and means 0.
  const bool isTiny = problem == std::errc::result_out_of_range &&
                      text.find("e-") + text.find("E-") != 2 * std::string_view::npos;
  if (text.empty() || end != text.data() + text.size() || (problem != std::errc() && !isTiny))
    return wrong("is not a number");
  if (isTiny) return 0.0;
  if (std::isnan(value)) return wrong("is not a number");
  if (value < 0.0) return wrong("is negative");
  if (value > 1.0 + kProbabilitySumTolerance) return wrong("is above 1");
  return value;
}

/// As float32 numbers that add up to one. Where the label shares the largest probability it must
/// still do so, and win, after rounding.
std::array<float, kSceneCount> normalised(const Probabilities& written, double sum,
                                          std::optional<Scene> label) {
  std::array<float, kSceneCount> p{};
  for (std::size_t c = 0; c < kSceneCount; ++c) p[c] = static_cast<float>(written[c] / sum);
  if (!label) return p;
  const auto own = static_cast<std::size_t>(*label);
  const auto first = std::ranges::max_element(p);
  if (first - p.begin() != static_cast<std::ptrdiff_t>(own)) p[own] = std::nextafter(*first, 2.0F);
  return p;
}

Status readRow(const TableFile& table, const Columns& columns, PredictionsFile& file) {
  Probabilities written{};
  double sum = 0.0;
  for (const Scene scene : allScenes()) {
    const auto c = static_cast<std::size_t>(scene);
    const auto p = probabilityIn(table, columns.scenes[c], scene);
    if (!p) return fail(p.error());
    written[c] = *p;
    sum += *p;
  }
  const double miss = std::abs(sum - 1.0);
  if (miss > kProbabilitySumTolerance)
    return fail(
        table.errorHere(fmt::format("the ten probabilities add up to {:.6g}, not to 1", sum),
                        "Write softmax outputs; up to 0.001 is taken for rounding"));
  file.largestSumError = std::max(file.largestSumError, miss);

  std::optional<Scene> label;
  if (columns.label) {
    const auto scene = sceneIn(table, *columns.label);
    if (!scene) return fail(scene.error());
    if (written[static_cast<std::size_t>(*scene)] >= *std::ranges::max_element(written))
      label = *scene;
    else if (file.labelNotLargest++ == 0)
      file.firstLabelNotLargest = table.line();
  }
  const auto [name, window] = splitWindow(table.field(columns.file));
  file.rows.push_back({std::string(name), window, normalised(written, sum, label), table.line()});
  return {};
}

std::string_view baseNameOf(std::string_view path) {
  const auto slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view stemOf(std::string_view path) {
  const std::string_view name = baseNameOf(path);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

/// Finds clips by one form of their name.
class ClipFinder {
 public:
  using Form = std::string_view (*)(std::string_view path);

  ClipFinder(const Dataset& dataset, Form form) : m_form(form) {
    m_clips.reserve(dataset.clips.size());
    for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
      const Clip& clip = dataset.clips[i];
      const auto [known, isNew] =
          m_clips.emplace(Key{form(clip.file), clip.window}, static_cast<std::uint32_t>(i));
      if (!isNew) known->second = kShared;
    }
  }

  [[nodiscard]] std::optional<std::uint32_t> find(const PredictionRow& row) const {
    const auto it = m_clips.find(Key{m_form(row.file), row.window});
    if (it == m_clips.end() || it->second == kShared) return std::nullopt;
    return it->second;
  }

 private:
  static constexpr std::uint32_t kShared = 0xFFFFFFFF;

  struct Key {
    std::string_view name;
    std::int32_t window = 0;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return std::hash<std::string_view>{}(key.name) ^
             (static_cast<std::size_t>(key.window) * 0x9E3779B97F4A7C15ULL);
    }
  };

  Form m_form;
  std::unordered_map<Key, std::uint32_t, Hash> m_clips;
};

/// Finds clips by path, file name and name without extension; the tables of the latter two are made
/// when the first row needs them.
class RowMatcher {
 public:
  explicit RowMatcher(const Dataset& dataset) : m_dataset(dataset) {}

  [[nodiscard]] std::optional<std::uint32_t> find(const PredictionRow& row) {
    static constexpr std::array<ClipFinder::Form, 3> kForms{
        [](std::string_view path) { return path; }, baseNameOf, stemOf};
    for (std::size_t i = 0; i < kForms.size(); ++i) {
      if (m_finders.size() == i) m_finders.emplace_back(m_dataset, kForms[i]);
      if (const auto clip = m_finders[i].find(row)) return clip;
    }
    return std::nullopt;
  }

 private:
  const Dataset& m_dataset;
  std::vector<ClipFinder> m_finders;
};

std::string nameOf(std::string_view file, std::int32_t window) {
  return window > 0 ? fmt::format("{}#{}", file, window) : std::string(file);
}

void note(std::size_t& count, std::vector<std::string>& names, std::string_view file,
          std::int32_t window) {
  ++count;
  if (names.size() < PredictionMatch::kNamesKept) names.push_back(nameOf(file, window));
}

/// "3 rows": enough grammar for numbers in messages.
std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string quotedNames(const std::vector<std::string>& names, std::size_t count) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + inQuotes(name);
  return count > names.size() ? text + ", ..." : text;
}

std::vector<Error> warningsOf(const PredictionsFile& file, const PredictionMatch& match) {
  std::vector<Error> warnings;
  if (file.labelNotLargest > 0)
    warnings.push_back({fmt::format("in {} the scene_label is not the most probable scene; the "
                                    "probabilities count",
                                    counted(file.labelNotLargest, "row", "rows")),
                        file.path, file.firstLabelNotLargest});
  if (match.extra > 0)
    warnings.push_back({fmt::format("{} no clip of the data set: {}",
                                    counted(match.extra, "row names", "rows name"),
                                    quotedNames(match.extraNames, match.extra)),
                        file.path});
  if (match.missing > 0)
    warnings.push_back(
        {fmt::format("{} no row: {}", counted(match.missing, "clip has", "clips have"),
                     quotedNames(match.missingNames, match.missing)),
         file.path});
  return warnings;
}

/// "tau2020-system" of "folder/tau2020-system.output.csv".
std::string labelOf(const std::filesystem::path& path) {
  std::string name = path.stem().string();
  constexpr std::string_view kOutput = ".output";
  if (name.size() > kOutput.size() && name.ends_with(kOutput))
    name.resize(name.size() - kOutput.size());
  return isUtf8(name) ? name : printable(name);
}

}  // namespace

Result<PredictionsFile> parsePredictions(std::string text, const std::filesystem::path& path) {
  PredictionsFile file;
  file.path = path;
  auto table = TableFile::parse(std::move(text), path, TableForm::Foreign);
  if (!table) return fail(std::move(table.error()));
  const auto columns = findColumns(*table);
  if (!columns) return fail(columns.error());
  NamesSeen names;
  for (;;) {
    const auto row = table->next();
    if (!row) return fail(row.error());
    if (!*row) break;
    if (const auto added = names.add(*table, table->field(columns->file)); !added)
      return fail(added.error());
    if (const auto read = readRow(*table, *columns, file); !read) return fail(read.error());
  }
  if (file.rows.empty()) return fail({"the table has a header and no rows", path});
  return file;
}

Result<PredictionsFile> readPredictions(const std::filesystem::path& path) {
  auto text = readListText(path);
  if (!text) return fail(std::move(text.error()));
  return parsePredictions(std::move(*text), path);
}

Result<ImportedRun> runFromPredictions(const PredictionsFile& file, const Dataset& dataset,
                                       std::span<const std::uint32_t> expected) {
  ImportedRun imported;
  RunTable& table = imported.run.table;
  table = RunTable(dataset.clips.size());
  RowMatcher matcher(dataset);
  PredictionMatch& match = imported.match;
  std::unordered_map<std::uint32_t, std::int64_t> lines;
  lines.reserve(file.rows.size());
  for (const auto& row : file.rows) {
    const auto clip = matcher.find(row);
    if (!clip) {
      note(match.extra, match.extraNames, row.file, row.window);
      continue;
    }
    if (const auto [known, isNew] = lines.emplace(*clip, row.line); !isNew)
      return fail({fmt::format("{} is the same clip as line {}",
                               inQuotes(nameOf(row.file, row.window)), known->second),
                   file.path, row.line, "Keep one row for each clip"});
    Prediction prediction;
    prediction.scenes = prediction.combined = row.probabilities;
    table.set(*clip, prediction);
    ++match.matched;
  }
  if (match.matched == 0)
    return fail({fmt::format("none of its {} is a clip of {}, the first is {}",
                             counted(file.rows.size(), "row", "rows"), inQuotes(dataset.name),
                             match.extraNames.empty() ? "none" : inQuotes(match.extraNames[0])),
                 file.path, 0,
                 "Open the data set or the truth list that these predictions are of"});
  for (const auto clip : expected) {
    if (clip >= dataset.clips.size() || table.done[clip] != 0) continue;
    note(match.missing, match.missingNames, dataset.clips[clip].file, dataset.clips[clip].window);
  }
  imported.warnings = warningsOf(file, match);
  RunInfo& info = imported.run.info;
  info.name = labelOf(file.path);
  info.dataset = dataset.name;
  info.source = file.path.string();
  info.hasGroups = false;
  return imported;
}

Dataset datasetOf(const PredictionsFile& file) {
  DatasetBuilder builder;
  std::string buffer;
  for (const auto& row : file.rows) {
    auto facts = DatasetBuilder::factsFromName(row.file, buffer);
    facts.scene.reset();  // a name is no truth where nobody says so
    const auto added = builder.add(row.file, row.window, facts);
    builder.clips()[added.index].missing = true;
  }
  Dataset dataset = builder.finish();
  dataset.name = labelOf(file.path);
  dataset.root = file.path.parent_path();
  return dataset;
}

}  // namespace scenelens
