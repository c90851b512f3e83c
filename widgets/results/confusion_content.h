// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/confusion.h"
#include "widgets/results/confusion_matrix.h"

#include <QString>

#include <array>
#include <optional>
#include <vector>

namespace scenelens {

/// In which order, and how finely, a matrix shows the classes.
enum class MatrixOrder { Label, Group, GroupsOnly };

/// What a confusion matrix is to tell.
struct MatrixQuestion {
  SceneCounts first{};
  QString firstName;                  ///< of the run, for the sentences
  std::optional<SceneCounts> second;  ///< then the matrix is first minus second
  QString secondName;
  ConfusionShare share = ConfusionShare::None;
  MatrixOrder order = MatrixOrder::Label;
  bool mistakesOnly = false;
};

/// The scenes of each class that a matrix in this order shows: one each, or those of a group.
[[nodiscard]] std::vector<std::vector<Scene>> classesOf(MatrixOrder order);

/// The matrix with all its words: numbers from core, here they become text. Percentages are of what
/// `share` says; differences of them are percentage points.
[[nodiscard]] MatrixContent matrixContent(const MatrixQuestion& question);

}  // namespace scenelens
