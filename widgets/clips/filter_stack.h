// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <span>
#include <string_view>

namespace scenelens {

/// What is being filtered by: terms of the query language (see ClipQuery) as chips, and the text
/// that is being typed. All of them must match. Every change of the chips is told as a step, so
/// that it can be undone (see UndoHistory).
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
  /// clicking through a matrix does not pile up contradictions. One step.
  void push(const QStringList& terms);
  /// What a click in a view does that takes the clips apart by `fields` (see scopeOf): whatever
  /// chose among its parts before gives way to `terms`. One step.
  void choose(std::span<const std::string_view> fields, const QStringList& terms);
  void removeChip(int index);
  /// Replaces all chips and the draft by the terms of a query.
  void setText(const QString& text);
  void clear();

  /// Replaces the chips as undo does: the draft stays, and it is no step.
  void showChips(const QStringList& chips);

 signals:
  void changed();
  /// The chips were changed by a step; before `changed`.
  void stepped(const QStringList& before, const QStringList& after);

 private:
  void setChips(const QStringList& chips);

  QStringList m_chips;
  QString m_draft;
};

}  // namespace scenelens
