// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/scene.h"
#include "core/eval/judged_run.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace scenelens {

/// A square of numbers: a row per true class, a column per decided class.
template <typename T, std::size_t N>
using SquareMatrix = std::array<std::array<T, N>, N>;

/// How many clips of each true scene were decided as each scene, in label order.
using SceneCounts = SquareMatrix<std::uint64_t, kSceneCount>;
/// The same for the groups Indoor, Outdoor, Transport.
using GroupCounts = SquareMatrix<std::uint64_t, kGroupCount>;

/// What a cell is divided by.
enum class ConfusionShare : std::uint8_t {
  None,    ///< counts
  Row,     ///< clips of the true class: the diagonal is its recall
  Column,  ///< clips decided as the class: the diagonal is its precision
  All      ///< all clips
};

/// Rows are truth, columns decisions; scikit-learn's `confusion_matrix(y_true, y_pred)`. Clips
/// without truth or prediction, and indices beyond the run, do not count. Thread-safe.
[[nodiscard]] SceneCounts confusion(const JudgedRun& run, std::span<const std::uint32_t> clips);

/// Ten by ten added up to three by three: the group of the decided scene against that of the true
/// one (not the decision of the group head). Thread-safe.
[[nodiscard]] GroupCounts byGroup(const SceneCounts& counts);

/// The cells divided as scikit-learn's `normalize` "true", "pred" and "all" do, in [0, 1]; counts
/// as they are for None. Where it would divide by 0 (a class without clips) the cell is NaN, where
/// scikit-learn writes 0. Thread-safe.
[[nodiscard]] SquareMatrix<double, kSceneCount> shares(const SceneCounts& counts,
                                                       ConfusionShare share);
[[nodiscard]] SquareMatrix<double, kGroupCount> shares(const GroupCounts& counts,
                                                       ConfusionShare share);

/// The mistakes alone: the diagonal becomes NaN, the other cells stay what they are. Thread-safe.
void blankDiagonal(SquareMatrix<double, kSceneCount>& cells);
void blankDiagonal(SquareMatrix<double, kGroupCount>& cells);

/// Two runs' matrices over the clips that both judged.
struct ConfusionPair {
  SceneCounts first{};
  SceneCounts second{};
  std::size_t clips = 0;
};

/// `first` and `second` are of the same data set. Thread-safe.
[[nodiscard]] ConfusionPair confusionOfBoth(const JudgedRun& first, const JudgedRun& second,
                                            std::span<const std::uint32_t> clips);

/// Cell by cell a - b; NaN where one of them is. Thread-safe.
[[nodiscard]] SquareMatrix<double, kSceneCount> difference(
    const SquareMatrix<double, kSceneCount>& a, const SquareMatrix<double, kSceneCount>& b);
[[nodiscard]] SquareMatrix<double, kGroupCount> difference(
    const SquareMatrix<double, kGroupCount>& a, const SquareMatrix<double, kGroupCount>& b);

/// In which order a matrix or table shows the scenes.
enum class SceneOrder : std::uint8_t {
  Label,  ///< alphabetical, the order of the matrices above
  Group   ///< Indoor, Outdoor, Transport, in label order inside
};

/// The scenes in that order. Thread-safe.
[[nodiscard]] const std::array<Scene, kSceneCount>& scenesInOrder(SceneOrder order);

}  // namespace scenelens
