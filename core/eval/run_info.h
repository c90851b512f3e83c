// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/run_table.h"

#include <cstdint>
#include <optional>
#include <string>

namespace scenelens {

/// Where the numbers of a run come from: which system said it, about what, when. Strings are empty
/// and optionals without a value where something is unknown, never guessed.
struct RunInfo {
  std::string name;       ///< what people see: "Model1 · Int8", or an imported file's label
  std::string model;      ///< "Model1"; empty for imported predictions
  std::string modelHash;  ///< SHA-256 of the weights file as hex digits
  std::string engine;     ///< as Classifier names it
  std::string precision;  ///< "float32" or "int8"
  std::string dataset;    ///< name of the data set
  std::string selection;  ///< "all", "train", "test" or a query: the clips it is meant to cover
  std::string date;       ///< UTC, ISO 8601, when it was begun
  std::string version;    ///< of SceneLens
  std::string source;     ///< the file that imported predictions were read from
  std::string note;       ///< what the weights say about themselves ("Not a TAU result")
  std::optional<std::uint64_t> parameters;
  std::optional<std::uint64_t> bytes;  ///< of the parameters at their precision
  std::optional<std::uint64_t> macs;
  std::int64_t stored = 0;  ///< its number in the store it was read from; 0: it was not
  bool hasGroups = true;    ///< false: only the ten-class head is known, as in imported predictions
};

/// What one system said about the clips of a data set, with where it comes from.
struct Run {
  RunInfo info;
  RunTable table;
};

}  // namespace scenelens
