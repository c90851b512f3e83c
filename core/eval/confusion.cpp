// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/confusion.h"

#include <algorithm>
#include <limits>

namespace scenelens {

namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

template <typename T, std::size_t N>
struct Totals {
  std::array<T, N> rows{};
  std::array<T, N> columns{};
  T all{};
};

template <typename T, std::size_t N>
Totals<T, N> totalsOf(const SquareMatrix<T, N>& counts) {
  Totals<T, N> totals;
  for (std::size_t row = 0; row < N; ++row) {
    for (std::size_t column = 0; column < N; ++column) {
      totals.rows[row] += counts[row][column];
      totals.columns[column] += counts[row][column];
      totals.all += counts[row][column];
    }
  }
  return totals;
}

template <std::size_t N>
SquareMatrix<double, N> sharesOf(const SquareMatrix<std::uint64_t, N>& counts,
                                 ConfusionShare share) {
  const auto totals = totalsOf(counts);
  SquareMatrix<double, N> cells{};
  for (std::size_t row = 0; row < N; ++row) {
    for (std::size_t column = 0; column < N; ++column) {
      std::uint64_t whole = 1;
      if (share == ConfusionShare::Row) whole = totals.rows[row];
      if (share == ConfusionShare::Column) whole = totals.columns[column];
      if (share == ConfusionShare::All) whole = totals.all;
      cells[row][column] =
          whole > 0 ? static_cast<double>(counts[row][column]) / static_cast<double>(whole)
                    : kNothing;
    }
  }
  return cells;
}

template <std::size_t N>
void blank(SquareMatrix<double, N>& cells) {
  for (std::size_t i = 0; i < N; ++i) cells[i][i] = kNothing;
}

template <std::size_t N>
SquareMatrix<double, N> minus(SquareMatrix<double, N> a, const SquareMatrix<double, N>& b) {
  for (std::size_t row = 0; row < N; ++row) {
    for (std::size_t column = 0; column < N; ++column) a[row][column] -= b[row][column];
  }
  return a;
}

}  // namespace

SceneCounts confusion(const JudgedRun& run, std::span<const std::uint32_t> clips) {
  SceneCounts counts{};
  for (const auto clip : clips) {
    if (clip < run.size() && run.isJudged(clip)) ++counts[run.truth[clip]][run.decision[clip]];
  }
  return counts;
}

GroupCounts byGroup(const SceneCounts& counts) {
  GroupCounts groups{};
  for (const Scene truth : allScenes()) {
    for (const Scene decision : allScenes()) {
      groups[static_cast<std::size_t>(groupOf(truth))]
            [static_cast<std::size_t>(groupOf(decision))] +=
          counts[static_cast<std::size_t>(truth)][static_cast<std::size_t>(decision)];
    }
  }
  return groups;
}

SquareMatrix<double, kSceneCount> shares(const SceneCounts& counts, ConfusionShare share) {
  return sharesOf(counts, share);
}

SquareMatrix<double, kGroupCount> shares(const GroupCounts& counts, ConfusionShare share) {
  return sharesOf(counts, share);
}

void blankDiagonal(SquareMatrix<double, kSceneCount>& cells) {
  blank(cells);
}

void blankDiagonal(SquareMatrix<double, kGroupCount>& cells) {
  blank(cells);
}

ConfusionPair confusionOfBoth(const JudgedRun& first, const JudgedRun& second,
                              std::span<const std::uint32_t> clips) {
  ConfusionPair pair;
  for (const auto clip : clips) {
    if (clip >= first.size() || clip >= second.size()) continue;
    if (!first.isJudged(clip) || !second.isJudged(clip)) continue;
    ++pair.first[first.truth[clip]][first.decision[clip]];
    ++pair.second[second.truth[clip]][second.decision[clip]];
    ++pair.clips;
  }
  return pair;
}

SquareMatrix<double, kSceneCount> difference(const SquareMatrix<double, kSceneCount>& a,
                                             const SquareMatrix<double, kSceneCount>& b) {
  return minus(a, b);
}

SquareMatrix<double, kGroupCount> difference(const SquareMatrix<double, kGroupCount>& a,
                                             const SquareMatrix<double, kGroupCount>& b) {
  return minus(a, b);
}

const std::array<Scene, kSceneCount>& scenesInOrder(SceneOrder order) {
  static const auto byGroups = [] {
    auto scenes = allScenes();
    std::ranges::stable_sort(scenes, {}, groupOf);
    return scenes;
  }();
  return order == SceneOrder::Label ? allScenes() : byGroups;
}

}  // namespace scenelens
