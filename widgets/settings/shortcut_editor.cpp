// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/settings/shortcut_editor.h"

#include "widgets/actions/action_registry.h"
#include "widgets/actions/palette_match.h"
#include "widgets/base/theme.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace scenelens {

namespace {

enum Column { Category, Text, Keys, Remark };

}  // namespace

ShortcutEditor::ShortcutEditor(ActionRegistry& registry, QWidget* parent)
    : QWidget(parent), m_registry(registry) {
  m_list = new QTreeWidget;
  m_list->setObjectName(QStringLiteral("shortcutList"));
  m_list->setAccessibleName(tr("Shortcuts"));
  m_list->setHeaderLabels({tr("Menu"), tr("Action"), tr("Key"), tr("Remark")});
  m_list->setRootIsDecorated(false);
  m_list->setUniformRowHeights(true);
  m_list->header()->resizeSection(Category, 70);
  m_list->header()->resizeSection(Text, 240);
  m_list->header()->resizeSection(Keys, 130);
  m_list->setMinimumHeight(160);
  m_edit = new QKeySequenceEdit;
  m_edit->setObjectName(QStringLiteral("shortcutEdit"));
  m_edit->setAccessibleName(tr("New key"));
  // It is the line inside that has the focus.
  if (auto* line = m_edit->findChild<QLineEdit*>()) line->setAccessibleName(tr("New key"));
  m_none = new QPushButton(tr("&No key"));
  m_reset = new QPushButton(tr("&Reset"));
  m_resetAll = new QPushButton(tr("Reset &all"));
  m_none->setObjectName(QStringLiteral("shortcutNone"));
  m_reset->setObjectName(QStringLiteral("shortcutReset"));
  m_resetAll->setObjectName(QStringLiteral("shortcutResetAll"));
  m_clash = new QLabel;
  m_clash->setObjectName(QStringLiteral("shortcutClash"));
  m_clash->setWordWrap(true);
  auto* label = new QLabel(tr("New &key:"));
  label->setBuddy(m_edit);
  auto* row = new QHBoxLayout;
  row->addWidget(label);
  row->addWidget(m_edit, 1);
  for (auto* button : {m_none, m_reset, m_resetAll}) row->addWidget(button);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_list, 1);
  layout->addLayout(row);
  layout->addWidget(m_clash);

  connect(m_list, &QTreeWidget::currentItemChanged, this, &ShortcutEditor::showChosen);
  // A double click, or Return, goes on to the new key.
  connect(m_list, &QTreeWidget::itemActivated, m_edit, qOverload<>(&QWidget::setFocus));
  connect(m_edit, &QKeySequenceEdit::editingFinished, this, &ShortcutEditor::take);
  connect(m_none, &QPushButton::clicked, this, [this] { m_registry.setKeys(chosen(), {}); });
  connect(m_reset, &QPushButton::clicked, this, [this] { m_registry.resetKeys(chosen()); });
  connect(m_resetAll, &QPushButton::clicked, &m_registry, &ActionRegistry::resetAllKeys);
  connect(&m_registry, &ActionRegistry::keysChanged, this, &ShortcutEditor::showKeys);
  fill();
}

void ShortcutEditor::fill() {
  for (const auto& [info, action] : m_registry.entries()) {
    QString text = info.submenu;
    text.remove(u'&');
    if (!text.isEmpty()) text += QStringLiteral(": ");
    text += plainText(*action);
    auto* item = new QTreeWidgetItem({categoryName(info.category), text, {}, {}});
    item->setData(0, Qt::UserRole, info.id);
    m_list->addTopLevelItem(item);
  }
  showKeys();
}

QString ShortcutEditor::chosen() const {
  const auto* item = m_list->currentItem();
  return item ? item->data(0, Qt::UserRole).toString() : QString();
}

void ShortcutEditor::showKeys() {
  bool anyChanged = false;
  for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
    auto* item = m_list->topLevelItem(i);
    const QString id = item->data(0, Qt::UserRole).toString();
    const auto clashes = m_registry.clashes(id);
    const bool changed = m_registry.isChanged(id);
    anyChanged = anyChanged || changed;
    item->setText(Keys, keysText(m_registry.action(id)->shortcuts()));
    item->setText(Remark, clashes.isEmpty() ? (changed ? tr("changed") : QString())
                                            : clashes.join(QStringLiteral("; ")));
    item->setToolTip(Remark, item->text(Remark));
    item->setForeground(Remark, clashes.isEmpty() ? themeColours(palette()).mutedText
                                                  : themeColours(palette()).wrong);
  }
  m_resetAll->setEnabled(anyChanged);
  showChosen();
}

void ShortcutEditor::showChosen() {
  const QString id = chosen();
  const auto* action = m_registry.action(id);
  const bool any = action != nullptr;
  const QSignalBlocker quiet(m_edit);
  m_edit->setKeySequence(any ? action->shortcut() : QKeySequence());
  m_edit->setEnabled(any);
  m_none->setEnabled(any && !action->shortcuts().isEmpty());
  m_reset->setEnabled(any && m_registry.isChanged(id));
  const auto clashes = any ? m_registry.clashes(id) : QStringList();
  m_clash->setText(any && !clashes.isEmpty() ? clashes.join(QStringLiteral(". ")) : QString());
  QPalette colours = palette();
  colours.setColor(QPalette::WindowText, themeColours(colours).wrong);
  m_clash->setPalette(colours);
}

void ShortcutEditor::take() {
  const auto* action = m_registry.action(chosen());
  // Also when the focus goes without a key, with the first key of several.
  if (!action || m_edit->keySequence() == action->shortcut()) return;
  const auto key = m_edit->keySequence();
  m_registry.setKeys(chosen(), key.isEmpty() ? QList<QKeySequence>() : QList{key});
}

void ShortcutEditor::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  // Remarks have colours of their own.
  if (event->type() == QEvent::PaletteChange && m_clash) showKeys();
}

int ShortcutEditor::filter(const QStringList& words) {
  int shown = 0;
  for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
    auto* item = m_list->topLevelItem(i);
    const bool fits = matchRank(words, item->text(Category) + u' ' + item->text(Text) + u' ' +
                                           item->text(Keys)) > 0;
    item->setHidden(!fits);
    shown += fits ? 1 : 0;
  }
  return shown;
}

}  // namespace scenelens
