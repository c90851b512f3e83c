// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/dataset/dataset.h"
#include "core/eval/run_info.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace scenelens {

/// How far from 1 the ten probabilities of a row may add up: rounding explains less.
inline constexpr double kProbabilitySumTolerance = 1e-3;

/// What a system says about a clip, in a row of its output table.
struct PredictionRow {
  std::string file;                                ///< as written, without the "#second"
  std::int32_t window = 0;                         ///< the second behind the file's name
  std::array<float, kSceneCount> probabilities{};  ///< divided by their sum
  std::int64_t line = 0;                           ///< 1-based
};

/// An output table in the DCASE format, from any system.
struct PredictionsFile {
  std::filesystem::path path;
  std::vector<PredictionRow> rows;
  /// Rows whose scene_label is not the most probable scene; the probabilities count. A label that
  /// shares the largest probability counts as the most probable.
  std::size_t labelNotLargest = 0;
  std::int64_t firstLabelNotLargest = 0;  ///< line of the first of them
  double largestSumError = 0.0;           ///< of the probabilities as written, |sum - 1|
};

/// Parses a table with the columns filename, scene_label and the ten scenes, in any order, found by
/// the header; separated by tabs or commas; quoted fields, CRLF and a byte order mark are
/// accepted; further columns are ignored, scene_label may be missing. Errors, with file and line:
/// a missing column, a row with another number of fields, an unknown label, an empty or repeated
/// file name, a probability that is no number, negative, infinite or above 1, ten that miss 1 by
/// more than kProbabilitySumTolerance, no rows. `path` is for errors. Thread-safe.
[[nodiscard]] Result<PredictionsFile> parsePredictions(std::string text,
                                                       const std::filesystem::path& path);
/// The same of a file (at most 1 GiB). Errors: it cannot be read.
[[nodiscard]] Result<PredictionsFile> readPredictions(const std::filesystem::path& path);

/// How the rows of an output table fit the clips of a data set.
struct PredictionMatch {
  static constexpr std::size_t kNamesKept = 5;

  std::size_t matched = 0;
  std::size_t missing = 0;                ///< expected clips without a row
  std::size_t extra = 0;                  ///< rows without a clip
  std::vector<std::string> missingNames;  ///< the first kNamesKept, as names of clips
  std::vector<std::string> extraNames;    ///< the first kNamesKept, as written
};

struct ImportedRun {
  Run run;
  PredictionMatch match;
  std::vector<Error> warnings;  ///< what the user should know: missing, extra, labels
};

/// Makes a run of an output table. A row belongs to the clip with its path, else with its file
/// name, else with its file name without extension, in that order, and the same second; a name that
/// several files share finds none of them. `expected` are the clips the table should cover; those
/// without a row count as missing. Groups are unknown (RunInfo::hasGroups is false), and
/// `combined` is the same as `scenes`. Errors: no row fits, two rows fit one clip. Thread-safe.
[[nodiscard]] Result<ImportedRun> runFromPredictions(const PredictionsFile& file,
                                                     const Dataset& dataset,
                                                     std::span<const std::uint32_t> expected);

/// A data set of an output table's own clips, for tables of clips without truth: official names say
/// more, all clips are `missing` and have no scene. Precondition: rows of parsePredictions().
/// Thread-safe.
[[nodiscard]] Dataset datasetOf(const PredictionsFile& file);

}  // namespace scenelens
