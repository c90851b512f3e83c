// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/in_quotes.h"
#include "core/base/text.h"
#include "core/dataset/table_file.h"
#include "core/dataset/table_rows.h"
#include "core/eval/predictions_file.h"
#include "core/eval/submission_folder.h"
#include "core/eval/submission_schema.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

namespace scenelens {

namespace {

namespace fs = std::filesystem;
namespace schema = submission_schema;

constexpr std::string_view kOutputEnd = ".output.csv";
constexpr std::string_view kMetaEnd = ".meta.yaml";

/// Faults in rows: the first of each kind, with how many there are.
class RowFaults {
 public:
  void add(const char* kind, const TableFile& table, std::string reason) {
    auto& [first, count] = m_kinds[kind];
    if (count++ == 0) first = table.errorHere(std::move(reason));
  }

  void tell(std::vector<Error>& faults) {
    for (auto& [kind, fault] : m_kinds) {
      auto& [first, count] = fault;
      if (count > 1)
        first.reason +=
            fmt::format(" ({} rows like this)", groupDigits(static_cast<std::int64_t>(count)));
      faults.push_back(std::move(first));
    }
  }

 private:
  std::map<std::string_view, std::pair<Error, std::size_t>> m_kinds;
};

template <typename T>
std::optional<T> parsed(std::string_view text) {
  T value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The N of "audio/N.wav" when it is one of the evaluation set.
std::optional<std::size_t> evaluationIndex(std::string_view name) {
  if (const auto slash = name.rfind('/'); slash != std::string_view::npos)
    name.remove_prefix(slash + 1);
  constexpr std::string_view kEnd = ".wav";
  if (!name.ends_with(kEnd)) return std::nullopt;
  const auto index = parsed<std::size_t>(name.substr(0, name.size() - kEnd.size()));
  return index && *index < kEvaluationFiles ? index : std::nullopt;
}

/// The output table of one submission.
class TableCheck {
 public:
  TableCheck(fs::path path, std::vector<Error>& faults)
      : m_path(std::move(path)), m_faults(faults) {}

  void run() {
    auto text = readListText(m_path);
    if (!text) return m_faults.push_back(std::move(text.error()));
    auto table = TableFile::parse(std::move(*text), m_path);
    if (!table) return m_faults.push_back(std::move(table.error()));
    if (!findColumns(*table)) return;
    for (;;) {
      const auto row = table->next();
      if (!row) {
        m_faults.push_back(row.error());
        break;  // what stands in the columns behind it is anybody's guess
      }
      if (!*row) break;
      checkRow(*table);
    }
    m_rows.tell(m_faults);
    const auto files = static_cast<std::size_t>(std::ranges::count(m_seen, true));
    if (files != kEvaluationFiles)
      m_faults.push_back({fmt::format("{} of the evaluation set's {} files are there",
                                      groupDigits(static_cast<std::int64_t>(files)),
                                      groupDigits(static_cast<std::int64_t>(kEvaluationFiles))),
                          m_path, 0, "Predict the DCASE 2023 evaluation set, 0.wav to 118799.wav"});
  }

 private:
  bool findColumns(const TableFile& table) {
    const auto find = [&](std::string_view name) {
      const auto column = table.requireColumn(name);
      if (!column) m_faults.push_back(column.error());
      return column.value_or(0);
    };
    const std::size_t before = m_faults.size();
    m_file = find("filename");
    m_label = find("scene_label");
    for (std::size_t c = 0; c < kSceneCount; ++c) m_scenes[c] = find(sceneLabel(allScenes()[c]));
    return m_faults.size() == before;
  }

  void checkRow(const TableFile& table) {
    const std::string_view name = table.field(m_file);
    if (const auto index = evaluationIndex(name); !index)
      m_rows.add("name", table, fmt::format("{} is no file of the evaluation set", inQuotes(name)));
    else if (m_seen[*index])
      m_rows.add("twice", table, fmt::format("{} is listed a second time", inQuotes(name)));
    else
      m_seen[*index] = true;
    if (const auto label = sceneIn(table, m_label); !label)
      m_rows.add("label", table, label.error().reason);
    double sum = 0.0;
    for (std::size_t c = 0; c < kSceneCount; ++c) {
      const auto p = parsed<double>(table.field(m_scenes[c]));
      if (!p || !(*p >= 0.0 && *p <= 1.0)) {
        m_rows.add("probability", table,
                   fmt::format("the probability of {} is not a number from 0 to 1: {}",
                               sceneLabel(allScenes()[c]), inQuotes(table.field(m_scenes[c]))));
        return;
      }
      sum += *p;
    }
    if (std::abs(sum - 1.0) > kProbabilitySumTolerance)
      m_rows.add("sum", table, fmt::format("the ten probabilities add up to {:.6g}", sum));
  }

  fs::path m_path;
  std::vector<Error>& m_faults;
  RowFaults m_rows;
  std::size_t m_file = 0;
  std::size_t m_label = 0;
  std::array<std::size_t, kSceneCount> m_scenes{};
  std::vector<bool> m_seen = std::vector<bool>(kEvaluationFiles);
};

/// The meta.yaml of one submission. yaml-cpp throws; run() catches.
class MetaCheck {
 public:
  MetaCheck(fs::path path, std::string label, std::vector<Error>& faults)
      : m_path(std::move(path)), m_label(std::move(label)), m_faults(faults) {}

  void run() {
    constexpr std::size_t kMaxBytes = std::size_t{1} << 20;
    const auto text = readListText(m_path);
    if (!text) return m_faults.push_back(text.error());
    if (text->size() > kMaxBytes) return m_faults.push_back({"is larger than 1 MiB", m_path});
    try {
      check(YAML::Load(*text));
    } catch (const YAML::Exception& error) {
      m_faults.push_back({fmt::format("is not YAML: {}", printable(error.msg)), m_path,
                          error.mark.is_null() ? 0 : error.mark.line + 1});
    }
  }

 private:
  enum class Null : std::uint8_t { Refused, Allowed };

  void fault(const YAML::Node& near, std::string reason) {
    const auto mark = near.Mark();
    m_faults.push_back({std::move(reason), m_path, mark.is_null() ? 0 : mark.line + 1});
  }

  static std::string join(const std::string& path, const char* key) {
    return path.empty() ? key : path + "." + key;
  }

  /// The value of a key that must be there; nothing, and a fault, when it is not.
  std::optional<YAML::Node> require(const YAML::Node& map, const std::string& path, const char* key,
                                    Null null = Null::Refused) {
    const YAML::Node value = map[key];
    if (!value.IsDefined()) {
      fault(map, join(path, key) + " is missing");
      return std::nullopt;
    }
    if (value.IsNull() && null == Null::Refused) {
      fault(value, join(path, key) + " has no value");
      return std::nullopt;
    }
    return value;
  }

  std::optional<YAML::Node> requireMap(const YAML::Node& map, const std::string& path,
                                       const char* key) {
    const auto value = require(map, path, key);
    if (!value || value->IsMap()) return value;
    fault(*value, join(path, key) + " must hold keys and values");
    return std::nullopt;
  }

  std::optional<std::string> requireText(const YAML::Node& map, const std::string& path,
                                         const char* key) {
    const auto value = require(map, path, key);
    if (!value) return std::nullopt;
    if (value->IsScalar() && !value->Scalar().empty()) return value->Scalar();
    fault(*value, join(path, key) + " must be a text");
    return std::nullopt;
  }

  void requireNumber(const YAML::Node& map, const std::string& path, const char* key, double most) {
    const auto text = requireText(map, path, key);
    if (!text) return;
    const auto number = parsed<double>(*text);
    if (!number || !(*number >= 0.0 && *number <= most))
      fault(map[key],
            fmt::format("{} must be a number from 0{}: {}", join(path, key),
                        most < 1e9 ? fmt::format(" to {}", most) : " up", inQuotes(*text)));
  }

  void check(const YAML::Node& root) {
    if (!root.IsMap()) return fault(root, "must hold keys and values");
    if (const auto map = requireMap(root, "", "submission")) checkSubmissionBlock(*map);
    if (const auto map = requireMap(root, "", "system")) checkSystem(*map);
    if (const auto map = requireMap(root, "", "results"))
      if (const auto set = requireMap(*map, "results", "development_dataset")) checkResults(*set);
  }

  void checkSubmissionBlock(const YAML::Node& map) {
    const std::string path = "submission";
    if (const auto label = requireText(map, path, "label"); label && *label != m_label)
      fault(map["label"], fmt::format("submission.label is {}, the file is of {}", inQuotes(*label),
                                      inQuotes(m_label)));
    (void)requireText(map, path, "name");
    if (const auto text = requireText(map, path, "abbreviation");
        text && text->size() > schema::kMaxAbbreviation)
      fault(map["abbreviation"], fmt::format("submission.abbreviation has more than {} characters",
                                             schema::kMaxAbbreviation));
    const auto authors = require(map, path, "authors");
    if (!authors) return;
    if (!authors->IsSequence() || authors->size() == 0)
      return fault(*authors, "submission.authors must be a list of authors");
    std::size_t corresponding = 0;
    for (std::size_t i = 0; i < authors->size(); ++i)
      corresponding += checkAuthor((*authors)[i], fmt::format("submission.authors[{}]", i)) ? 1 : 0;
    if (corresponding != 1)
      fault(*authors, fmt::format("submission.authors: {} authors have 'corresponding: true', "
                                  "exactly one must",
                                  corresponding));
  }

  /// Whether it is the corresponding author.
  bool checkAuthor(const YAML::Node& author, const std::string& path) {
    if (!author.IsMap()) {
      fault(author, path + " must hold keys and values");
      return false;
    }
    for (const char* key : schema::kAuthor) (void)require(author, path, key);
    const YAML::Node corresponding = author["corresponding"];
    return corresponding.IsDefined() && corresponding.IsScalar() &&
           corresponding.Scalar() == "true";
  }

  void checkSystem(const YAML::Node& map) {
    if (const auto description = requireMap(map, "system", "description"))
      for (const char* key : schema::kDescription)
        (void)require(*description, "system.description", key, Null::Allowed);
    if (const auto complexity = requireMap(map, "system", "complexity"))
      checkComplexity(*complexity);
    if (const auto energy = requireMap(map, "system", "energy_consumption"))
      for (const char* key : schema::kEnergy)
        (void)require(*energy, "system.energy_consumption", key);
    (void)require(map, "system", "source_code", Null::Allowed);
    const auto datasets = require(map, "system", "external_datasets", Null::Allowed);
    if (!datasets || datasets->IsNull()) return;
    if (!datasets->IsSequence()) return fault(*datasets, "system.external_datasets must be a list");
    for (std::size_t i = 0; i < datasets->size(); ++i) {
      const auto path = fmt::format("system.external_datasets[{}]", i);
      const YAML::Node one = (*datasets)[i];
      if (!one.IsMap())
        fault(one, path + " must hold keys and values");
      else
        for (const char* key : schema::kExternalDataset) (void)require(one, path, key);
    }
  }

  void checkComplexity(const YAML::Node& map) {
    const std::string path = "system.complexity";
    for (const char* key : schema::kComplexity) {
      const auto text = requireText(map, path, key);
      if (text && std::string_view(key) == "total_parameters" && !parsed<std::uint64_t>(*text))
        fault(map[key],
              fmt::format("{} must be a whole number: {}", join(path, key), inQuotes(*text)));
    }
  }

  void checkFigures(const YAML::Node& map, const std::string& path) {
    constexpr double kPercent = 100.0;
    requireNumber(map, path, "accuracy", kPercent);
    requireNumber(map, path, "logloss", 1e300);
  }

  void checkResults(const YAML::Node& map) {
    const std::string path = "results.development_dataset";
    if (const auto overall = requireMap(map, path, "overall"))
      checkFigures(*overall, path + ".overall");
    if (const auto scenes = requireMap(map, path, "class_wise"))
      for (const Scene scene : allScenes()) {
        const std::string label(sceneLabel(scene));
        if (const auto one = requireMap(*scenes, path + ".class_wise", label.c_str()))
          checkFigures(*one, path + ".class_wise." + label);
      }
    if (const auto devices = requireMap(map, path, "device_wise"))
      for (const char* device : schema::kDevices)
        if (const auto one = requireMap(*devices, path + ".device_wise", device))
          checkFigures(*one, path + ".device_wise." + device);
  }

  fs::path m_path;
  std::string m_label;
  std::vector<Error>& m_faults;
};

/// The labels of the submissions whose files lie in a folder, from either file.
std::vector<std::string> labelsIn(const fs::path& folder) {
  std::vector<std::string> labels;
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(folder, problem)) {
    const std::string name = entry.path().filename().string();
    for (const auto end : {kOutputEnd, kMetaEnd})
      if (name.size() > end.size() && name.ends_with(end))
        labels.push_back(name.substr(0, name.size() - end.size()));
  }
  std::ranges::sort(labels);
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

/// The folders that may hold submissions: below task1/, or the one that was given.
std::vector<fs::path> foldersOf(const fs::path& path) {
  std::vector<fs::path> folders;
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(path / "task1", problem))
    if (entry.is_directory(problem)) folders.push_back(entry.path());
  std::ranges::sort(folders);
  if (folders.empty()) folders.push_back(path);
  return folders;
}

void checkPair(const fs::path& folder, const std::string& label, bool isPackage,
               std::vector<Error>& faults) {
  if (!isSubmissionLabel(label))
    faults.push_back({fmt::format("{} is no submission label", inQuotes(label)), folder, 0,
                      "It has the form Lastname_Institute_task1_N with N from 1 to 4"});
  if (isPackage && folder.filename() != label)
    faults.push_back(
        {fmt::format("the folder must be called {}, like its files", inQuotes(label)), folder});
  for (const auto end : {kOutputEnd, kMetaEnd}) {
    const fs::path path = folder / (label + std::string(end));
    std::error_code problem;
    if (!fs::is_regular_file(path, problem))
      faults.push_back({"is missing", path});
    else if (end == kOutputEnd)
      TableCheck(path, faults).run();
    else
      MetaCheck(path, label, faults).run();
  }
}

}  // namespace

Result<std::vector<Error>> checkSubmission(const fs::path& path) {
  std::error_code problem;
  if (!fs::is_directory(path, problem)) return fail({"there is no such folder", path});
  std::vector<Error> faults;
  bool found = false;
  for (const auto& folder : foldersOf(path)) {
    for (const auto& label : labelsIn(folder)) {
      found = true;
      checkPair(folder, label, folder != path, faults);
    }
  }
  if (!found)
    return fail({"holds no submission", path, 0,
                 "It needs LABEL.output.csv and LABEL.meta.yaml, or task1/LABEL/ with them"});
  return faults;
}

}  // namespace scenelens
