// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/clips/clip_table_model.h"
#include "widgets/workspace.h"

#include <QWidget>

#include <vector>

class QAction;
class QLabel;
class QTableView;

namespace scenelens {

class FilterBar;

/// The shown clips as a table below the filter. Selecting a row makes its clip the current one, and
/// the other way round. Several lists may share a model: they then have the same order and columns,
/// which a menu of the header, and one of the table for the keyboard, chooses.
class ClipList final : public QWidget {
  Q_OBJECT

 public:
  /// `model` must be the workspace's and outlive this.
  ClipList(Workspace& workspace, ClipTableModel& model, QWidget* parent = nullptr);

  [[nodiscard]] QTableView* table() const { return m_table; }
  [[nodiscard]] FilterBar* filterBar() const { return m_filter; }
  /// Selects the clip `rows` below (or above) the current one; the first without one.
  void step(int rows);

 signals:
  /// Return or a double click on a row.
  void activated(std::size_t clip);

 private:
  void makeTable();
  void makeColumnMenu();
  void onDatasetChanged();
  void fitColumns();
  void showColumns();
  [[nodiscard]] bool saysSomething(int column) const;
  void showCount();
  void showOrder();
  void onSelectionChanged();
  void onCurrentClipChanged();
  [[nodiscard]] int firstColumn() const;
  void selectRowOfCurrentClip();

  Workspace& m_workspace;
  ClipTableModel& m_model;
  FilterBar* m_filter = nullptr;
  QLabel* m_count = nullptr;
  QTableView* m_table = nullptr;
  std::vector<QAction*> m_columns;  // one for each column, in its order
};

}  // namespace scenelens
