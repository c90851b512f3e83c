// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/note_editor.h"

#include "widgets/base/field_undo.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QStringListModel>

#include <algorithm>
#include <set>

namespace scenelens {

namespace {

constexpr int kPauseMs = 500;  // of typing, before it goes to the workspace

QString textOf(const std::vector<std::string>& tags) {
  QStringList words;
  for (const auto& tag : tags) words.append(toQString(tag));
  return words.join(u' ');
}

}  // namespace

std::vector<std::string> tagsFromText(const QString& text) {
  static const QRegularExpression between(QStringLiteral("[\\s,]+"));
  std::vector<std::string> tags;
  for (const auto& word : text.split(between, Qt::SkipEmptyParts)) {
    const std::string tag = word.toStdString();
    if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
  }
  return tags;
}

NoteEditor::NoteEditor(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace) {
  m_tags = new QLineEdit;
  m_tags->setObjectName(QStringLiteral("clipTags"));
  m_tags->setAccessibleName(tr("Tags of the clip"));
  m_tags->setPlaceholderText(tr("Tags"));
  m_note = new QLineEdit;
  m_note->setObjectName(QStringLiteral("clipNote"));
  m_note->setAccessibleName(tr("Note about the clip"));
  m_note->setPlaceholderText(tr("Note"));
  for (auto* field : {m_tags, m_note}) field->setFont(smallFont(*this));
  m_known = new QStringListModel(this);
  m_completer = new QCompleter(m_known, this);
  m_completer->setCaseSensitivity(Qt::CaseInsensitive);
  m_completer->setWidget(m_tags);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(spacing::kSmall, 0, spacing::kSmall, 0);
  layout->addWidget(m_tags, 1);
  layout->addWidget(m_note, 2);

  m_timer.setSingleShot(true);
  m_timer.setInterval(kPauseMs);
  connect(&m_timer, &QTimer::timeout, this, &NoteEditor::keep);
  for (auto* field : {m_tags, m_note}) {
    connect(field, &QLineEdit::textEdited, this, [this] {
      m_edited = true;
      m_timer.start();
    });
    connect(field, &QLineEdit::editingFinished, this, &NoteEditor::keep);
    field->installEventFilter(this);
  }
  connect(m_tags, &QLineEdit::textEdited, this, &NoteEditor::offerTags);
  connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this,
          [this](const QString& tag) {
            const qsizetype begin = m_tags->text().lastIndexOf(u' ') + 1;
            m_tags->setText(m_tags->text().left(begin) + tag + u' ');
            m_tags->setModified(true);
            m_edited = true;
            m_timer.start();
          });
  const auto showNext = [this] {
    keep();
    showClip();
  };
  connect(&workspace, &Workspace::currentClipChanged, this, showNext);
  connect(&workspace, &Workspace::datasetAboutToChange, this, &NoteEditor::keep);
  connect(&workspace, &Workspace::datasetChanged, this, showNext);
  connect(&workspace, &Workspace::notesChanged, this, &NoteEditor::showStoredNote);
  connect(&workspace, &Workspace::noteChanged, this, [this](std::size_t clip) {
    // What one types oneself is not put into order under one's hands; what is undone is shown.
    if (clip == m_clip && !m_keeping && !m_edited) showClip();
  });
  showClip();
}

NoteEditor::~NoteEditor() {
  keep();
}

void NoteEditor::keep() {
  if (!m_edited) return;
  m_edited = false;
  m_timer.stop();
  for (auto* field : {m_tags, m_note}) field->setModified(false);
  // Another data set may have been opened while something was being typed.
  if (!m_clip || m_dataset != m_workspace.dataset()) return;
  m_keeping = true;
  m_workspace.setNote(*m_clip,
                      {m_note->text().trimmed().toStdString(), tagsFromText(m_tags->text())});
  m_keeping = false;
}

bool NoteEditor::eventFilter(QObject* watched, QEvent* event) {
  const auto* field = qobject_cast<QLineEdit*>(watched);
  return (field && leavesUndo(*field, event)) || QWidget::eventFilter(watched, event);
}

void NoteEditor::showClip() {
  m_timer.stop();
  m_edited = false;
  for (auto* field : {m_tags, m_note}) field->setModified(false);
  m_clip = m_workspace.currentClip();
  m_dataset = m_workspace.dataset();
  showStoredNote();
}

void NoteEditor::showStoredNote() {
  // Notes may come from the store while one types: what is being typed stays and is kept later.
  const ClipNote* note = m_clip ? m_workspace.note(*m_clip) : nullptr;
  if (!m_tags->isModified()) m_tags->setText(note ? textOf(note->tags) : QString());
  if (!m_note->isModified()) m_note->setText(note ? toQString(note->text) : QString());
  setEnabled(m_clip.has_value());
}

void NoteEditor::offerTags() {
  const QString text = m_tags->text().left(m_tags->cursorPosition());
  const QString word = text.mid(text.lastIndexOf(u' ') + 1);
  if (word.isEmpty() || m_tags->cursorPosition() < m_tags->text().size()) {
    m_completer->popup()->hide();
    return;
  }
  std::set<QString> tags;
  for (const auto& [clip, note] : m_workspace.notes()) {
    for (const auto& tag : note.tags) tags.insert(toQString(tag));
  }
  tags.erase(word);
  m_known->setStringList(QStringList(tags.begin(), tags.end()));
  m_completer->setCompletionPrefix(word);
  if (m_completer->completionCount() == 0) {
    m_completer->popup()->hide();
  } else {
    m_completer->complete();
  }
}

}  // namespace scenelens
