// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/runs/run_keeper.h"

#include <QDialog>

#include <vector>

class QLabel;
class QPushButton;
class QTableWidget;

namespace scenelens {

/// The runs that the store has of the open data set: to open one beside the models' own, or to
/// delete it.
class RunsDialog final : public QDialog {
  Q_OBJECT

 public:
  /// Both must outlive it.
  RunsDialog(const Workspace& workspace, RunKeeper& keeper, QWidget* parent = nullptr);

 private:
  void refresh();
  void show(const std::vector<StoredRun>& runs);
  void openChosen();
  void askToDelete();
  [[nodiscard]] const StoredRun* chosen() const;

  const Workspace& m_workspace;
  RunKeeper& m_keeper;
  std::vector<StoredRun> m_stored;
  QTableWidget* m_table = nullptr;
  QLabel* m_hint = nullptr;
  QPushButton* m_open = nullptr;
  QPushButton* m_delete = nullptr;
};

}  // namespace scenelens
