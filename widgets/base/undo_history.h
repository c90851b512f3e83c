// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/workspace_state.h"

#include <QElapsedTimer>
#include <QObject>
#include <QUndoStack>

#include <vector>

namespace scenelens {

/// The one history of what can be undone: steps of the filter's chips, of notes and of tags, in the
/// order in which they were done. It is told of what has been done and asks for it to be undone or
/// done again; it keeps at most kSteps. Lives in the GUI thread.
class UndoHistory final : public QObject {
  Q_OBJECT

 public:
  static constexpr int kSteps = 200;

  explicit UndoHistory(QObject* parent = nullptr);

  /// For actions and their texts ("Undo tag ‘check’ on 3 clips").
  [[nodiscard]] QUndoStack* stack() { return &m_stack; }
  [[nodiscard]] bool canUndo() const { return m_stack.canUndo(); }
  [[nodiscard]] bool canRedo() const { return m_stack.canRedo(); }

  /// Remembers what was done just now. A note that is typed with pauses of less than two seconds is
  /// one step. Ignored while something is being undone.
  void record(HistoryStep step);
  void undo() { m_stack.undo(); }
  void redo() { m_stack.redo(); }
  void clear() { m_stack.clear(); }

  /// All steps, and how many of them are done.
  [[nodiscard]] std::vector<HistoryStep> steps() const;
  [[nodiscard]] std::size_t done() const { return std::size_t(m_stack.index()); }
  /// Replaces the history; nothing is undone or done by that.
  void restore(const std::vector<HistoryStep>& steps, std::size_t done);

 signals:
  /// The filter shall have these chips.
  void chipsWanted(const std::vector<std::string>& chips);
  /// These clips shall have the notes of `changes` after (or, for undo, before) them.
  void notesWanted(const std::vector<scenelens::NoteChange>& changes, bool after);
  /// Steps came, went, were undone or done again.
  void changed();

 private:
  class Step;

  void apply(const HistoryStep& step, bool after);

  QUndoStack m_stack;
  QElapsedTimer m_sinceNote;
  bool m_replaying = false;  // the stack moves, but what it holds happened already
  bool m_applying = false;
};

/// What a step did, for the Edit menu: "filter device:s1", "tag ‘check’ on 3 clips".
[[nodiscard]] QString stepText(const HistoryStep& step);

}  // namespace scenelens
