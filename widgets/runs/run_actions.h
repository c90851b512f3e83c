// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/runs/run_exporter.h"

#include <QObject>

class QAction;
class QFileDialog;
class QWidget;

namespace scenelens {

class ActionRegistry;

/// How the current run gets out of the window: items of the Runs menu that ask where to, and
/// RunExporter, which writes. They can be used while the run has predictions. Lives in the GUI
/// thread.
class RunActions final : public QObject {
  Q_OBJECT

 public:
  /// `window` is the parent of dialogs and owns this.
  RunActions(Workspace& workspace, QWidget* window);

  void declareActions(ActionRegistry& registry);
  [[nodiscard]] RunExporter* exporter() { return &m_exporter; }

 private:
  void enable();
  void askForReport();
  void askForSubmission();
  void askForPredictions();
  /// Shown without a loop of its own: the window goes on living behind it.
  QFileDialog* askForFile(const QString& title, const QString& proposal, const QString& filter,
                          const QString& suffix);

  Workspace& m_workspace;
  QWidget* m_window;
  RunExporter m_exporter;
  QList<QAction*> m_actions;
};

}  // namespace scenelens
