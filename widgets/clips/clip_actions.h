// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/workspace.h"

#include <QObject>

class QWidget;

namespace scenelens {

class ActionRegistry;
class ClipTableModel;

/// What one does with the clips as a whole: the most interesting mistakes first, notes to a file.
class ClipActions final : public QObject {
  Q_OBJECT

 public:
  /// `model` is what the lists of clips show; both must outlive this. Dialogs belong to `window`.
  ClipActions(Workspace& workspace, ClipTableModel& model, QWidget& window);

  void declareActions(ActionRegistry& registry);
  /// Wrong decisions, the most confident first.
  void showConfidentMistakes();
  /// The largest losses first, of whatever is shown.
  void showLargestLosses();
  /// Asks for a file and writes the notes to it.
  void exportNotes();

 private:
  void showFirst();

  Workspace& m_workspace;
  ClipTableModel& m_model;
  QWidget& m_window;
};

}  // namespace scenelens
