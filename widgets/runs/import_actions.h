// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/runs/run_importer.h"

#include <QObject>
#include <QStringList>

class QWidget;

namespace scenelens {

class ActionRegistry;

/// How tables get into the window: the item of the File menu, tables among dropped or named files,
/// and asking for the true scenes where predictions have nothing to be judged by. Lives in the GUI
/// thread.
class ImportActions final : public QObject {
  Q_OBJECT

 public:
  /// `window` is the parent of file dialogs and owns this.
  ImportActions(Workspace& workspace, QWidget* window);

  void declareActions(ActionRegistry& registry);
  /// Opens what are tables and returns the other paths. Where there are both, the tables wait for
  /// resume(): they may belong to what is being opened.
  [[nodiscard]] QStringList takeTables(const QStringList& paths);
  /// The data set was opened, or could not be.
  void resume(bool opened);
  [[nodiscard]] RunImporter* importer() { return &m_importer; }

 private:
  void choosePredictions();
  void askForTruth(const QStringList& predictions);

  Workspace& m_workspace;
  QWidget* m_window;
  RunImporter m_importer;
  QStringList m_waiting;
};

}  // namespace scenelens
