// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/dataset/dataset.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace scenelens {

/// Paths of the lists below a data set's root.
inline constexpr const char* kMetaList = "meta.csv";
inline constexpr const char* kTrainList = "evaluation_setup/fold1_train.csv";
inline constexpr const char* kTestList = "evaluation_setup/fold1_test.csv";
inline constexpr const char* kEvaluateList = "evaluation_setup/fold1_evaluate.csv";

/// The texts of the official lists; each may be absent.
///
/// Columns (tab separated, by name): meta.csv `filename scene_label identifier source_label`,
/// fold1_train.csv and fold1_evaluate.csv `filename scene_label`, fold1_test.csv `filename`.
/// Source: README of TAU Urban Acoustic Scenes 2022 Mobile.
struct TauLists {
  std::optional<std::string> meta;
  std::optional<std::string> train;
  std::optional<std::string> test;
  std::optional<std::string> evaluate;
};

/// True for a folder that has meta.csv or one of the fold lists.
[[nodiscard]] bool isTauRoot(const std::filesystem::path& folder);

/// Reads the lists that are there. Errors: a list that is there and cannot be read.
[[nodiscard]] Result<TauLists> readTauLists(const std::filesystem::path& root);

/// Turns lists into clips, one row a file, in the order of meta.csv (without meta.csv: train, test,
/// evaluate). No file is touched; `root` appears in errors and as the data set's root.
///
/// Where meta.csv is silent the official file names speak. What contradicts itself (a clip in both
/// folds, duplicates, labels that differ, clips that meta.csv does not know) becomes one problem a
/// kind, with the place of the first and the count: meta.csv wins over lists and names, test wins
/// over train. Errors, with file and line: a malformed row, an unknown scene label, a file name
/// that is absolute or leaves the root; no clips at all.
[[nodiscard]] Result<Dataset> parseTauLists(TauLists lists, const std::filesystem::path& root);

}  // namespace scenelens
