// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <span>
#include <string_view>
#include <vector>

namespace scenelens {

/// What is being filtered by: terms of the query language (see ClipQuery) as chips, and the text
/// that is being typed. All of them must match. Every change of the chips can be undone.
class FilterStack final : public QObject {
  Q_OBJECT

 public:
  explicit FilterStack(QObject* parent = nullptr) : QObject(parent) {}

  [[nodiscard]] const QStringList& chips() const { return m_chips; }
  [[nodiscard]] const QString& draft() const { return m_draft; }
  /// Chips and draft as one query.
  [[nodiscard]] QString text() const;
  [[nodiscard]] bool isEmpty() const { return m_chips.isEmpty() && m_draft.trimmed().isEmpty(); }

  void setDraft(const QString& text);
  /// The draft becomes chips, one for each term.
  void acceptDraft();
  /// Adds terms; a chip that names the same field (`scene:` after `scene:`) is replaced, so that
  /// clicking through a matrix does not pile up contradictions. One step of undo.
  void push(const QStringList& terms);
  /// What a click in a view does that takes the clips apart by `fields` (see scopeOf): whatever
  /// chose among its parts before gives way to `terms`. One step of undo.
  void choose(std::span<const std::string_view> fields, const QStringList& terms);
  void removeChip(int index);
  /// Replaces all chips and the draft by the terms of a query.
  void setText(const QString& text);
  void clear();

  [[nodiscard]] bool canUndo() const { return m_step > 0; }
  [[nodiscard]] bool canRedo() const { return m_step + 1 < m_history.size(); }
  void undo();
  void redo();

 signals:
  void changed();

 private:
  void setChips(const QStringList& chips);

  QStringList m_chips;
  QString m_draft;
  std::vector<QStringList> m_history{QStringList()};  // the chips after each step
  std::size_t m_step = 0;                             // where in the history we are
};

}  // namespace scenelens
