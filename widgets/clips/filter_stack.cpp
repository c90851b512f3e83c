// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/filter_stack.h"

#include "core/query/clip_query.h"
#include "core/query/query_scope.h"
#include "core/query/query_syntax.h"
#include "widgets/base/qt_text.h"

#include <algorithm>
#include <utility>

namespace scenelens {

namespace {

QStringList termsOf(const QString& text) {
  QStringList terms;
  for (const auto& term : queryTerms(text.toStdString())) terms.append(toQString(term));
  return terms;
}

/// What a chip is about: "scene", "b.pred", "float!=int8"; empty for plain words and negations,
/// which never replace each other.
QString subjectOf(const QString& chip) {
  const auto terms = parseQuery(chip.toStdString());
  if (terms.size() != 1 || terms.front().negated || terms.front().field.empty()) return {};
  if (terms.front().op == QueryOperator::NotEqual && terms.front().values.size() == 1) {
    return toQString(terms.front().field + "!=" + terms.front().values.front());
  }
  // Of the flags only right and wrong exclude each other.
  if (terms.front().field == "is" && terms.front().values.size() == 1) {
    const std::string& flag = terms.front().values.front();
    return flag == "right" || flag == "wrong" ? QStringLiteral("is") : toQString("is:" + flag);
  }
  return toQString(terms.front().field);
}

}  // namespace

QString FilterStack::text() const {
  QStringList parts = m_chips;
  if (!m_draft.trimmed().isEmpty()) parts.append(m_draft);
  return parts.join(u' ');
}

void FilterStack::setDraft(const QString& text) {
  if (text == m_draft) return;
  m_draft = text;
  emit changed();
}

void FilterStack::acceptDraft() {
  const QStringList terms = termsOf(m_draft);
  if (terms.isEmpty()) return;
  m_draft.clear();
  setChips(m_chips + terms);
}

void FilterStack::push(const QStringList& terms) {
  QStringList chips = m_chips;
  for (const auto& term : terms) {
    if (chips.contains(term)) continue;
    const QString subject = subjectOf(term);
    const auto same = [&](const QString& chip) { return subjectOf(chip) == subject; };
    const auto found =
        subject.isEmpty() ? chips.end() : std::find_if(chips.begin(), chips.end(), same);
    if (found != chips.end()) {
      *found = term;
    } else {
      chips.append(term);
    }
  }
  setChips(chips);
}

void FilterStack::choose(std::span<const std::string_view> fields, const QStringList& terms) {
  QStringList chips;
  for (const auto& term : termsOf(text())) {
    if (scopeOf(term.toStdString(), fields).parts.empty()) chips.append(term);
  }
  m_draft.clear();
  setChips(chips + terms);
}

void FilterStack::removeChip(int index) {
  if (index < 0 || index >= m_chips.size()) return;
  QStringList chips = m_chips;
  chips.removeAt(index);
  setChips(chips);
}

void FilterStack::setText(const QString& text) {
  const bool hadDraft = !m_draft.isEmpty();
  m_draft.clear();
  const QStringList chips = termsOf(text);
  if (chips != m_chips) {
    setChips(chips);
  } else if (hadDraft) {
    emit changed();
  }
}

void FilterStack::clear() {
  setText({});
}

void FilterStack::setChips(const QStringList& chips) {
  if (chips != m_chips) {
    const QStringList before = std::exchange(m_chips, chips);
    emit stepped(before, m_chips);
  }
  emit changed();
}

void FilterStack::showChips(const QStringList& chips) {
  if (chips == m_chips) return;
  m_chips = chips;
  emit changed();
}

}  // namespace scenelens
