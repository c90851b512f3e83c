// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/dataset/dataset.h"
#include "core/eval/run_table.h"

#include <filesystem>

namespace scenelens {

/// Writes a run as the DCASE 2023 output table: tab-separated, a header, then for each predicted
/// clip filename, scene_label (the decision) and the ten probabilities. The filename is without
/// folder; where files of the run in different folders share a name it is the clip's `file`. Later
/// windows of a file get "#second" after their name. Atomic as writeSafetensors. Errors: a file
/// name with control characters, the table cannot be written.
[[nodiscard]] Status writeSubmissionTable(const std::filesystem::path& path, const Dataset& dataset,
                                          const RunTable& run,
                                          DecisionRule rule = DecisionRule::TenClass);

}  // namespace scenelens
