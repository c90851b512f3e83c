// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/plot_table.h"

#include <QDialog>

class QLabel;
class QTableView;
class QTabWidget;

namespace scenelens {

/// The numbers of a plot at one moment: its summary and its tables, to be sorted, copied and saved
/// as CSV. Stays beside the main window until it is closed; F5 brings it up to date.
class PlotTableWindow final : public QDialog {
  Q_OBJECT

 public:
  explicit PlotTableWindow(QWidget* parent);

  void setContent(const QString& title, const QString& summary, std::vector<PlotTable> tables);

 signals:
  /// The user wants the numbers of now.
  void refreshed();

 private:
  [[nodiscard]] QWidget* makeTab(const QString& title, PlotTable table);
  [[nodiscard]] QTableView* shownTable() const;
  void copyAll();

  QLabel* m_summary = nullptr;
  QTabWidget* m_tabs = nullptr;
  QLabel* m_said = nullptr;  // what was done, or why not
};

}  // namespace scenelens
