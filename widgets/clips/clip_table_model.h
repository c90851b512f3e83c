// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/workspace.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace scenelens {

/// The clips that the workspace's filter shows as a table, sorted by the model itself: integer keys
/// sort 230,350 rows in milliseconds. Predictions are the current run's.
///
/// Sorting is stable and keeps selections; other shown clips reset the model. Rows do not move when
/// new predictions arrive, even when the table is sorted by them, so nothing jumps under the user's
/// hand; the next sort or filter takes them into account.
///
/// Lists that share the model show the same columns: those that are chosen, as far as they have
/// something to say about the data set.
class ClipTableModel final : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    Scene,
    Predicted,
    Confidence,
    Loss,
    Margin,
    OtherPredicted,
    Disagreement,
    Tags,
    Device,
    City,
    Location,
    FoldColumn,
    File,
    ColumnCount
  };
  /// The clip's index in the data set, as an int.
  static constexpr int kClipRole = Qt::UserRole;

  explicit ClipTableModel(Workspace& workspace, QObject* parent = nullptr);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                    int role) const override;
  void sort(int column, Qt::SortOrder order) override;

  /// The row of a clip, or nothing while it is filtered out.
  [[nodiscard]] std::optional<int> rowOf(std::size_t clip) const;
  /// -1 while the clips are in the data set's own order.
  [[nodiscard]] int sortColumn() const { return m_sortColumn; }
  [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sortOrder; }
  [[nodiscard]] std::size_t clipAt(int row) const { return m_rows[std::size_t(row)]; }

  /// A column's name in files and settings, the same in every language; "" for none.
  [[nodiscard]] static QString columnKey(int column);
  /// -1 for an unknown key.
  [[nodiscard]] static int columnOf(const QString& key);
  /// Whether the user wants to see a column. The file is always seen.
  [[nodiscard]] bool isChosen(int column) const { return m_chosen[std::size_t(column)]; }
  void setChosen(int column, bool chosen);
  /// Keys of the columns that are not chosen, in the table's order.
  [[nodiscard]] QStringList unchosen() const;
  /// Chooses all columns but these.
  void setUnchosen(const QStringList& keys);

 signals:
  void chosenChanged();

 private:
  void rebuild();
  void sortRows();
  void rankFiles() const;
  [[nodiscard]] std::vector<std::uint32_t> sortKeys() const;
  [[nodiscard]] QString text(std::size_t clip, int column) const;
  [[nodiscard]] QString judgedText(const JudgedRun& judged, std::size_t clip, int column) const;
  [[nodiscard]] QVariant exactValue(std::size_t clip, int column) const;
  [[nodiscard]] const JudgedRun* otherJudged() const;
  [[nodiscard]] std::vector<std::uint32_t> judgedKeys() const;
  /// Runs that decided about the clip, besides the current one, and how many decided otherwise.
  struct Others {
    int decided = 0;
    int differ = 0;
  };
  [[nodiscard]] Others othersAbout(std::size_t clip) const;
  void onPredictionsAdded(std::size_t run, const std::vector<std::uint32_t>& clips);
  void refreshColumns(Column first, Column last);

  Workspace& m_workspace;
  std::array<bool, ColumnCount> m_chosen{};
  int m_sortColumn = -1;  // -1: the data set's own order
  Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
  std::vector<std::uint32_t> m_rows;               // row -> clip
  std::vector<std::int32_t> m_rowOfClip;           // clip -> row, -1 while filtered out
  mutable std::vector<std::uint32_t> m_fileRanks;  // clip -> place by file name, made when needed
};

}  // namespace scenelens
