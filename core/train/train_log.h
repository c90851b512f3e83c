// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/train/file_descriptor.h"

#include <cstddef>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace scenelens {

/// One epoch of a run: a row of the log. What was not measured is NaN and stands as an empty field.
struct EpochRecord {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  int epoch = 0;                     ///< 0-based
  std::string phase = "float";       ///< "float" or "qat"
  double learningRate = kNone;       ///< of the last step
  double trainLoss = kNone;          ///< ten scenes, mean per clip, soft targets, natural logarithm
  double trainGroupLoss = kNone;     ///< three groups, likewise
  double trainAccuracy = kNone;      ///< share of clips whose largest logit and target agree
  double validationLogLoss = kNone;  ///< ten scenes, mean of -ln p(true), see RunSummary
  double validationAccuracy = kNone;
  double validationGroupLogLoss = kNone;  ///< three groups
  double validationGroupAccuracy = kNone;
  double conflictShare = kNone;   ///< share of steps with conflicting gradients
  double meanCosine = kNone;      ///< mean over steps of the cosine between the tasks
  double clipsPerSecond = kNone;  ///< training only
  double seconds = kNone;         ///< whole epoch with validation
};

/// The CSV log of a run: a header line and a line per epoch (docs/formats.md).
///
/// A line is written with one call and flushed to the disk, so kill -9 leaves whole lines (at worst
/// a torn last one, which readers drop). Numbers come back bit for bit. One thread at a time.
class TrainLog {
 public:
  /// Begins a log that holds `kept` (empty for a new run): replaces the file atomically and opens
  /// it for appending. Errors: it cannot be written.
  [[nodiscard]] static Result<TrainLog> open(const std::filesystem::path& path,
                                             std::span<const EpochRecord> kept = {});

  /// Errors: it cannot be written (disk full).
  [[nodiscard]] Status append(const EpochRecord& record);

 private:
  TrainLog(FileDescriptor file, std::filesystem::path path)
      : m_file(std::move(file)), m_path(std::move(path)) {}

  FileDescriptor m_file;
  std::filesystem::path m_path;
};

/// Reads a log back. A last line without a line break is dropped. Errors: it cannot be read,
/// another header, a malformed line (with its number). Thread-safe.
[[nodiscard]] Result<std::vector<EpochRecord>> readTrainLog(const std::filesystem::path& path);

}  // namespace scenelens
