// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeyEvent>
#include <QLineEdit>

namespace scenelens {

/// True for the question whether a field wants Ctrl+Z or Ctrl+Shift+Z for itself while it has
/// nothing typed to undo: the event filter then answers for it, and the window's history gets the
/// key.
[[nodiscard]] inline bool leavesUndo(const QLineEdit& field, QEvent* event) {
  if (event->type() != QEvent::ShortcutOverride) return false;
  const auto* key = static_cast<QKeyEvent*>(event);
  const bool undo = key->matches(QKeySequence::Undo) && !field.isUndoAvailable();
  const bool redo = key->matches(QKeySequence::Redo) && !field.isRedoAvailable();
  if (undo || redo) event->ignore();
  return undo || redo;
}

}  // namespace scenelens
