// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/eval/rank_score.h"
#include "core/eval/run_info.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace scenelens {

/// A row of a table of published systems, as printed there; without a value where it is silent.
struct PublishedSystem {
  int year = 0;  ///< of the challenge; 0 unknown
  std::string name;
  std::string officialRank;                   ///< as printed; empty unknown
  std::optional<double> evaluationAccuracy;   ///< in [0, 1]
  std::optional<double> evaluationLogLoss;    ///< natural logarithm
  std::optional<double> developmentAccuracy;  ///< in [0, 1]
  std::optional<double> developmentLogLoss;
  std::optional<std::uint64_t> parameters;
  std::optional<std::uint64_t> bytes;
  std::optional<std::uint64_t> macs;
  std::string source;
  std::string note;
};

/// Which of a published system's accuracies enters a ranking: the two are measured on different
/// clips.
enum class AccuracyFrom : std::uint8_t { Development, Evaluation };

/// Reads a table with the columns of resources/published_systems.csv (docs/formats.md), separated
/// by commas or tabs, in any order; all but `system` may be missing. Errors, with file and line: no
/// column `system`, a system without a name, numbers that are none or out of range. Thread-safe.
[[nodiscard]] Result<std::vector<PublishedSystem>> parseSystemTable(
    std::string text, const std::filesystem::path& path);
/// The same of a file. Errors: it cannot be read.
[[nodiscard]] Result<std::vector<PublishedSystem>> readSystemTable(
    const std::filesystem::path& path);

/// resources/published_systems.csv, which is compiled into the program. Thread-safe.
[[nodiscard]] const std::vector<PublishedSystem>& publishedSystems();

/// As rankSystems() takes it. Thread-safe.
[[nodiscard]] RankedSystem rankedSystem(const PublishedSystem& system, AccuracyFrom from);

/// The rows of the report's Table 3 at a precision: its accuracies on the development set's test
/// fold, and bytes and MACs of the architecture each row describes. Thread-safe.
[[nodiscard]] std::vector<RankedSystem> reportSystems(bool int8 = true);

/// A run with its macro accuracy. Thread-safe.
[[nodiscard]] RankedSystem rankedSystem(const RunInfo& run, double macroAccuracy);

}  // namespace scenelens
