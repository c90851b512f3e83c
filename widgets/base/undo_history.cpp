// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/undo_history.h"

#include "widgets/base/qt_text.h"

#include <QUndoCommand>

#include <algorithm>
#include <set>
#include <utility>

namespace scenelens {

namespace {

constexpr qint64 kTypingMs = 2000;
constexpr int kStepId = 1;
constexpr qsizetype kLongestText = 40;  // of a chip in the Edit menu

/// What `b` has that `a` has not.
std::vector<std::string> added(const std::vector<std::string>& a,
                               const std::vector<std::string>& b) {
  std::vector<std::string> found;
  for (const auto& text : b) {
    if (std::find(a.begin(), a.end(), text) == a.end()) found.push_back(text);
  }
  return found;
}

QString joined(const std::vector<std::string>& texts) {
  QStringList list;
  for (const auto& text : texts) list.append(toQString(text));
  QString text = list.join(u' ');
  if (text.size() > kLongestText) text = text.left(kLongestText - 1) + QChar(0x2026);
  return text.replace(u'&', QStringLiteral("&&"));
}

QString chipsText(const HistoryStep& step) {
  const auto came = added(step.chipsBefore, step.chipsAfter);
  if (!came.empty()) return UndoHistory::tr("filter %1").arg(joined(came));
  if (step.chipsAfter.empty()) return UndoHistory::tr("clearing the filter");
  const auto went = added(step.chipsAfter, step.chipsBefore);
  return UndoHistory::tr("removing %1").arg(joined(went));
}

/// Tags that every change adds (or takes away), so that a sentence can name them.
std::set<std::string> sharedTags(const std::vector<NoteChange>& notes, bool came) {
  std::set<std::string> shared;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const auto& before = notes[i].before.tags;
    const auto& after = notes[i].after.tags;
    const auto tags = came ? added(before, after) : added(after, before);
    const std::set<std::string> these(tags.begin(), tags.end());
    if (i == 0) {
      shared = these;
    } else {
      std::erase_if(shared, [&](const std::string& tag) { return !these.contains(tag); });
    }
  }
  return shared;
}

bool onlyText(const NoteChange& change) {
  return change.before.tags == change.after.tags;
}

}  // namespace

QString stepText(const HistoryStep& step) {
  if (step.notes.empty()) return chipsText(step);
  const auto count = int(step.notes.size());
  const auto name = [](const std::set<std::string>& tags) {
    return joined({tags.begin(), tags.end()});
  };
  if (const auto came = sharedTags(step.notes, true); !came.empty()) {
    return UndoHistory::tr("tag ‘%1’ on %Ln clip(s)", nullptr, count).arg(name(came));
  }
  if (const auto went = sharedTags(step.notes, false); !went.empty()) {
    return UndoHistory::tr("removing tag ‘%1’ from %Ln clip(s)", nullptr, count).arg(name(went));
  }
  return count == 1 ? UndoHistory::tr("note")
                    : UndoHistory::tr("notes on %Ln clip(s)", nullptr, count);
}

/// A step in Qt's stack. Pushing it does nothing: what it holds was done before.
class UndoHistory::Step final : public QUndoCommand {
 public:
  Step(UndoHistory& history, HistoryStep step, bool typed)
      : QUndoCommand(stepText(step)), m_history(history), m_step(std::move(step)), m_typed(typed) {}

  [[nodiscard]] const HistoryStep& step() const { return m_step; }

  void undo() override { m_history.apply(m_step, false); }
  void redo() override {
    if (!std::exchange(m_pushed, true)) return;
    m_history.apply(m_step, true);
  }
  [[nodiscard]] int id() const override { return kStepId; }
  bool mergeWith(const QUndoCommand* other) override {
    const auto& newer = *static_cast<const Step*>(other);
    const bool same = newer.m_typed && m_step.notes.size() == 1 && newer.m_step.notes.size() == 1 &&
                      m_step.notes[0].clip == newer.m_step.notes[0].clip &&
                      onlyText(m_step.notes[0]) == onlyText(newer.m_step.notes[0]);
    if (!same) return false;
    m_step.notes[0].after = newer.m_step.notes[0].after;
    setText(stepText(m_step));
    setObsolete(m_step.notes[0].before == m_step.notes[0].after);
    return true;
  }

 private:
  UndoHistory& m_history;
  HistoryStep m_step;
  bool m_typed;  // soon after the one before
  bool m_pushed = false;
};

UndoHistory::UndoHistory(QObject* parent) : QObject(parent) {
  m_stack.setUndoLimit(kSteps);
  connect(&m_stack, &QUndoStack::indexChanged, this, &UndoHistory::changed);
}

void UndoHistory::record(HistoryStep step) {
  if (m_applying) return;
  const bool typed =
      !step.notes.empty() && m_sinceNote.isValid() && m_sinceNote.elapsed() < kTypingMs;
  if (step.notes.empty()) {
    m_sinceNote.invalidate();
  } else {
    m_sinceNote.start();
  }
  m_stack.push(new Step(*this, std::move(step), typed));
}

void UndoHistory::apply(const HistoryStep& step, bool after) {
  if (m_replaying) return;
  m_applying = true;
  m_sinceNote.invalidate();
  if (step.notes.empty()) {
    emit chipsWanted(after ? step.chipsAfter : step.chipsBefore);
  } else {
    emit notesWanted(step.notes, after);
  }
  m_applying = false;
}

std::vector<HistoryStep> UndoHistory::steps() const {
  std::vector<HistoryStep> steps;
  for (int i = 0; i < m_stack.count(); ++i) {
    steps.push_back(static_cast<const Step*>(m_stack.command(i))->step());
  }
  return steps;
}

void UndoHistory::restore(const std::vector<HistoryStep>& steps, std::size_t done) {
  m_replaying = true;
  m_stack.clear();
  for (const auto& step : steps) m_stack.push(new Step(*this, step, false));
  m_stack.setIndex(int(std::min(done, std::size_t(m_stack.count()))));
  m_replaying = false;
}

}  // namespace scenelens
