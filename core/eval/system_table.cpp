// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/system_table.h"

#include "core/base/in_quotes.h"
#include "core/dataset/table_file.h"
#include "core/eval/published_report.h"
#include "core/eval/published_systems_text.h"
#include "core/nn/architecture.h"
#include "core/nn/complexity.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

namespace scenelens {

namespace {

constexpr double kPercent = 100.0;
constexpr double kMillion = 1e6;
constexpr double kMost = 1e15;  // bytes or MACs; exact as double

/// Reads the fields of the current row; remembers the first thing that is wrong with it.
class RowReader {
 public:
  explicit RowReader(const TableFile& table) : m_table(table) {}

  [[nodiscard]] std::string_view text(std::string_view name) const {
    const auto column = m_table.column(name);
    return column ? m_table.field(*column) : std::string_view();
  }

  /// Nothing where the field is empty or the column is missing.
  std::optional<double> number(std::string_view name, double most) {
    std::string_view field = text(name);
    while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
    while (!field.empty() && field.back() == ' ') field.remove_suffix(1);
    if (field.empty()) return std::nullopt;
    double value = 0.0;
    const auto [end, problem] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (problem != std::errc() || end != field.data() + field.size() || !std::isfinite(value)) {
      refuse(fmt::format("{} is not a number: {}", name, inQuotes(field)),
             "Leave the field empty where the number is not known");
      return std::nullopt;
    }
    if (value < 0.0 || value > most) {
      refuse(fmt::format("{} is {}, outside 0 to {}", name, inQuotes(field), most), {});
      return std::nullopt;
    }
    return value;
  }

  std::optional<double> percent(std::string_view name) {
    const auto value = number(name, kPercent);
    return value ? std::optional(*value / kPercent) : std::nullopt;
  }

  std::optional<std::uint64_t> count(std::string_view name, double unit = 1.0) {
    const auto value = number(name, kMost / unit);
    if (!value) return std::nullopt;
    const double whole = std::round(*value * unit);
    if (unit == 1.0 && whole != *value) {
      refuse(fmt::format("{} is not a whole number: {}", name, inQuotes(text(name))), {});
      return std::nullopt;
    }
    return static_cast<std::uint64_t>(whole);
  }

  [[nodiscard]] Status status() const { return m_problem ? Status(fail(*m_problem)) : Status(); }

 private:
  void refuse(std::string reason, std::string remedy) {
    if (!m_problem) m_problem = m_table.errorHere(std::move(reason), std::move(remedy));
  }

  const TableFile& m_table;
  std::optional<Error> m_problem;
};

Result<PublishedSystem> readSystem(const TableFile& table) {
  RowReader row(table);
  PublishedSystem system;
  system.name = row.text("system");
  if (system.name.empty()) return fail(table.errorHere("the row has no system"));
  constexpr double kLastYear = 9999.0;
  system.year = static_cast<int>(row.number("year", kLastYear).value_or(0.0));
  system.officialRank = row.text("official_rank");
  system.evaluationAccuracy = row.percent("evaluation_accuracy_pct");
  system.evaluationLogLoss = row.number("evaluation_logloss", kMost);
  system.developmentAccuracy = row.percent("development_accuracy_pct");
  system.developmentLogLoss = row.number("development_logloss", kMost);
  system.parameters = row.count("parameters");
  system.bytes = row.count("bytes");
  system.macs = row.count("macs_M", kMillion);
  system.source = row.text("source");
  system.note = row.text("note");
  if (auto status = row.status(); !status) return fail(std::move(status.error()));
  return system;
}

}  // namespace

Result<std::vector<PublishedSystem>> parseSystemTable(std::string text,
                                                      const std::filesystem::path& path) {
  auto table = TableFile::parse(std::move(text), path, TableForm::Foreign);
  if (!table) return fail(std::move(table.error()));
  if (const auto column = table->requireColumn("system"); !column) return fail(column.error());
  std::vector<PublishedSystem> systems;
  for (;;) {
    const auto row = table->next();
    if (!row) return fail(row.error());
    if (!*row) break;
    auto system = readSystem(*table);
    if (!system) return fail(std::move(system.error()));
    systems.push_back(std::move(*system));
  }
  return systems;
}

Result<std::vector<PublishedSystem>> readSystemTable(const std::filesystem::path& path) {
  auto text = readListText(path);
  if (!text) return fail(std::move(text.error()));
  return parseSystemTable(std::move(*text), path);
}

const std::vector<PublishedSystem>& publishedSystems() {
  static const auto systems =
      parseSystemTable(std::string(publishedSystemsText()), "resources/published_systems.csv")
          .value_or(std::vector<PublishedSystem>());  // a test reads the file: never empty
  return systems;
}

RankedSystem rankedSystem(const PublishedSystem& system, AccuracyFrom from) {
  RankedSystem ranked;
  ranked.name = system.name;
  ranked.bytes = system.bytes;
  ranked.macs = system.macs;
  ranked.source = system.source;
  ranked.note = system.note;
  if (from == AccuracyFrom::Evaluation) {
    ranked.accuracy = system.evaluationAccuracy;
    ranked.accuracyOf =
        system.year > 0 ? fmt::format("evaluation {}", system.year) : std::string("evaluation");
  } else {
    ranked.accuracy = system.developmentAccuracy;
    ranked.accuracyOf = "development";
  }
  return ranked;
}

std::vector<RankedSystem> reportSystems(bool int8) {
  std::vector<RankedSystem> systems;
  for (const auto& row : publishedModels()) {
    const Architecture* architecture = findArchitecture(row.architecture);
    if (!architecture) continue;
    const Complexity cost = complexityOf(*architecture);
    RankedSystem& system = systems.emplace_back();
    system.name = fmt::format("Report, {} {}", row.row, int8 ? "Int8" : "Float32");
    system.accuracy = (int8 ? row.int8Accuracy : row.floatAccuracy) / kPercent;
    constexpr int kFloatBytes = 4;
    system.bytes = static_cast<std::uint64_t>(cost.parameters) *
                   static_cast<std::uint64_t>(int8 ? 1 : kFloatBytes);
    system.macs = static_cast<std::uint64_t>(cost.macs);
    system.accuracyOf = "development";
    system.source = "Wang, Wu, Li, DCASE 2023 Task 1 technical report, Table 3";
    system.note = fmt::format("accuracy as printed; counts of {}; {} a parameter",
                              architecture->title, int8 ? "one byte" : "four bytes");
  }
  return systems;
}

RankedSystem rankedSystem(const RunInfo& run, double macroAccuracy) {
  return {.name = run.name,
          .accuracy = macroAccuracy,
          .bytes = run.bytes,
          .macs = run.macs,
          .accuracyOf = run.selection.empty() || run.selection == "all"
                            ? run.dataset
                            : fmt::format("{}, {}", run.dataset, run.selection),
          .source = run.source.empty() ? "this workbench" : run.source,
          .note = run.note};
}

}  // namespace scenelens
