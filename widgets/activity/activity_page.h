// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/activity/activity_log.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace scenelens {

class Workspace;

/// The activity log as a table with a line that filters it, to be copied, or saved together with
/// the versions of everything for a bug report.
class ActivityPage final : public QWidget {
  Q_OBJECT

 public:
  /// What cannot be written becomes a problem of the workspace. Both must outlive the page.
  ActivityPage(ActivityLog& log, Workspace& workspace, QWidget* parent = nullptr);

  [[nodiscard]] QTableView* table() const { return m_table; }
  /// Asks where to and writes bugReport() there.
  void saveForBugReport();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void showCount();

  ActivityLog& m_log;
  Workspace& m_workspace;
  QLineEdit* m_filter = nullptr;
  QLabel* m_count = nullptr;
  QSortFilterProxyModel* m_shown = nullptr;
  QTableView* m_table = nullptr;
};

}  // namespace scenelens
