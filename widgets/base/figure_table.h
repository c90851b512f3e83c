// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeWidget>

namespace scenelens {

/// A table of names and figures: figures to the right, sorted by their numbers rather than their
/// texts, the last column empty where the window is wider. Cells are set from outside.
class FigureTable final : public QTreeWidget {
  Q_OBJECT

 public:
  /// What a cell sorts by, and what it is in an exported table; cells without use their text.
  static constexpr int kNumberRole = Qt::UserRole + 100;

  /// Columns from `firstNumber` on are aligned to the right.
  FigureTable(const QStringList& headers, int firstNumber, QWidget* parent = nullptr);

  /// Drops all rows and makes `count` new ones in their place, keeping the scroll position.
  void setRowCount(int count);
  [[nodiscard]] QTreeWidgetItem* row(int row) const { return topLevelItem(row); }
  void setCell(int row, int column, const QString& text, const QString& toolTip = {});
  void setCell(int row, int column, const QString& text, double number,
               const QString& toolTip = {});
  /// Emphasised as the best or the chosen one, by weight and colour.
  void emphasise(int row, int column, bool emphasised);
  /// As high as its rows, between the two numbers of rows.
  void fitHeight(int atLeast, int atMost);

 private:
  int m_firstNumber;
};

}  // namespace scenelens
