// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/filter_bar.h"

#include "widgets/base/field_undo.h"
#include "widgets/base/flow_layout.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStringListModel>
#include <QToolButton>
#include <QVBoxLayout>

namespace scenelens {

namespace {

constexpr std::size_t kCompletions = 12;

}  // namespace

FilterBar::FilterBar(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace) {
  makeLine();
  makeMenu();
  m_chipArea = new QWidget;
  m_chips = new FlowLayout(spacing::kSmall, m_chipArea);
  m_fault = new QLabel;
  m_fault->setObjectName(QStringLiteral("filterFault"));
  m_fault->setFont(smallFont(*this));
  m_fault->setWordWrap(true);

  auto* top = new QHBoxLayout;
  top->setSpacing(spacing::kSmall);
  top->addWidget(m_line, 1);
  top->addWidget(m_menuButton);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::kSmall);
  layout->addLayout(top);
  layout->addWidget(m_chipArea);
  layout->addWidget(m_fault);

  connect(&workspace.filter(), &FilterStack::changed, this, &FilterBar::showFilter);
  connect(&workspace, &Workspace::datasetChanged, this, &FilterBar::showFaults);
  showFilter();
}

void FilterBar::makeLine() {
  m_line = new QLineEdit;
  m_line->setObjectName(QStringLiteral("clipFilter"));
  m_line->setAccessibleName(tr("Filter clips"));
  m_line->setPlaceholderText(tr("Filter: tram device:s1 pred:bus loss>2 float!=int8"));
  m_line->setToolTip(
      tr("<p style='white-space:pre'>Words must all match.\n\n"
         "scene:metro  pred:tram,bus  device:s1  city:lisbon  fold:test  group:outdoor\n"
         "loss&gt;2  conf&lt;50%  margin:0..0.1\n"
         "is:wrong  is:right  is:missing  is:noted  tag:siren  note:\"far away\"\n"
         "float!=int8  a!=b  b.pred:tram  (a: the chosen run, b: the other one)\n"
         "-device:a  not\n\n"
         "Return makes chips of the line, Backspace takes the last one back.</p>"));
  m_line->setClearButtonEnabled(true);
  m_line->installEventFilter(this);
  m_completions = new QStringListModel(this);
  m_completer = new QCompleter(m_completions, this);
  m_completer->setWidget(m_line);
  m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
  m_completer->setMaxVisibleItems(int(kCompletions));
  connect(m_line, &QLineEdit::textChanged, this, &FilterBar::onEdited);
  connect(m_line, &QLineEdit::textEdited, this, &FilterBar::offerCompletions);
  connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this,
          &FilterBar::complete);
}

void FilterBar::makeMenu() {
  m_menuButton = new QToolButton;
  m_menuButton->setObjectName(QStringLiteral("filterMenu"));
  m_menuButton->setText(tr("Filters"));
  m_menuButton->setAccessibleName(tr("Saved filters"));
  m_menuButton->setToolTip(tr("Clear and saved filters"));
  m_menuButton->setAutoRaise(true);
  m_menuButton->setPopupMode(QToolButton::InstantPopup);
  m_menu = new QMenu(m_menuButton);
  m_menuButton->setMenu(m_menu);
  connect(m_menu, &QMenu::aboutToShow, this, &FilterBar::rebuildMenu);
}

void FilterBar::focusLine() {
  m_line->setFocus();
  m_line->selectAll();
}

void FilterBar::setSavedFilters(const QMap<QString, QString>& filters) {
  m_saved = filters;
}

void FilterBar::onEdited(const QString& text) {
  m_workspace.filter().setDraft(text);
}

void FilterBar::showFilter() {
  const auto& filter = m_workspace.filter();
  if (m_line->text() != filter.draft()) m_line->setText(filter.draft());
  if (m_shownChips != filter.chips()) showChips();
  m_chipArea->setVisible(!m_shownChips.isEmpty());
  showFaults();
}

void FilterBar::showChips() {
  while (QLayoutItem* item = m_chips->takeAt(0)) {
    // Later, because a chip may be what was just clicked.
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  m_shownChips = m_workspace.filter().chips();
  for (int i = 0; i < m_shownChips.size(); ++i) {
    auto* chip = new QToolButton;
    chip->setObjectName(QStringLiteral("filterChip"));
    chip->setText(m_shownChips[i] + QStringLiteral("  \u2715"));
    chip->setAccessibleName(tr("Remove filter %1").arg(m_shownChips[i]));
    chip->setToolTip(tr("Click to remove"));
    chip->setFont(smallFont(*this));
    connect(chip, &QToolButton::clicked, this, [this, i] { m_workspace.filter().removeChip(i); });
    m_chips->addWidget(chip);
  }
  m_chipArea->updateGeometry();
}

void FilterBar::showFaults() {
  const auto& faults = m_workspace.query().faults();
  m_fault->setVisible(!faults.empty());
  if (faults.empty()) return;
  QString text = toQString(faults.front().text);
  text[0] = text[0].toUpper();
  if (faults.front().ignored) text += tr(". This word hides nothing.");
  m_fault->setText(text);
  QPalette palette = this->palette();
  palette.setColor(QPalette::WindowText, themeColours(palette).wrong);
  m_fault->setPalette(palette);
}

void FilterBar::offerCompletions() {
  const QByteArray before = m_line->text().left(m_line->cursorPosition()).toUtf8();
  const auto found =
      completeQuery({before.constData(), std::size_t(before.size())}, std::size_t(before.size()),
                    *m_workspace.dataset(), kCompletions, tagsOf(m_workspace.notes()));
  // Nothing is offered before anything is typed: a list that opens by itself is in the way.
  if (found.empty() || before.isEmpty() || before.endsWith(' ')) {
    m_completer->popup()->hide();
    return;
  }
  QStringList texts;
  for (const auto& completion : found) texts.append(toQString(completion.text));
  m_completions->setStringList(texts);
  m_completer->complete();
}

void FilterBar::complete(const QString& chosen) {
  const QByteArray before = m_line->text().left(m_line->cursorPosition()).toUtf8();
  const QString after = m_line->text().mid(m_line->cursorPosition());
  const auto found =
      completeQuery({before.constData(), std::size_t(before.size())}, std::size_t(before.size()),
                    *m_workspace.dataset(), kCompletions, tagsOf(m_workspace.notes()));
  for (const auto& completion : found) {
    if (toQString(completion.text) != chosen) continue;
    const QString start = QString::fromUtf8(before.left(qsizetype(completion.begin))) + chosen;
    m_line->setText(start + after);
    m_line->setCursorPosition(int(start.size()));
    return;
  }
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_line && leavesUndo(*m_line, event)) return true;
  if (watched != m_line || event->type() != QEvent::KeyPress) {
    return QWidget::eventFilter(watched, event);
  }
  auto& filter = m_workspace.filter();
  const auto* key = static_cast<QKeyEvent*>(event);
  if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
    filter.acceptDraft();
    return true;
  }
  if (key->key() == Qt::Key_Backspace && m_line->text().isEmpty() && !filter.chips().isEmpty()) {
    takeLastChipBack();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void FilterBar::takeLastChipBack() {
  auto& filter = m_workspace.filter();
  const QString last = filter.chips().constLast();
  filter.removeChip(int(filter.chips().size()) - 1);
  m_line->setText(last);
}

void FilterBar::rebuildMenu() {
  m_menu->clear();
  auto& filter = m_workspace.filter();
  const auto add = [this](const QString& text, bool enabled, auto&& run) {
    auto* action = m_menu->addAction(text);
    action->setEnabled(enabled);
    connect(action, &QAction::triggered, this, run);
  };
  add(tr("Clear"), !filter.isEmpty(), [&filter] { filter.clear(); });
  m_menu->addSeparator();
  for (auto it = m_saved.cbegin(); it != m_saved.cend(); ++it) {
    add(it.key(), true, [&filter, text = it.value()] { filter.setText(text); });
  }
  if (!m_saved.isEmpty()) m_menu->addSeparator();
  add(tr("Save this filter\u2026"), !filter.isEmpty(), [this] { saveFilter(); });
  auto* forget = m_menu->addMenu(tr("Forget a filter"));
  forget->setEnabled(!m_saved.isEmpty());
  for (auto it = m_saved.cbegin(); it != m_saved.cend(); ++it) {
    connect(forget->addAction(it.key()), &QAction::triggered, this, [this, name = it.key()] {
      m_saved.remove(name);
      emit savedFiltersChanged(m_saved);
    });
  }
}

void FilterBar::saveFilter() {
  auto* dialog = new QInputDialog(this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Save filter"));
  dialog->setLabelText(tr("Name of the filter"));
  dialog->setTextValue(m_workspace.filter().text());
  connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& name) {
    if (name.trimmed().isEmpty()) return;
    m_saved.insert(name.trimmed(), m_workspace.filter().text());
    emit savedFiltersChanged(m_saved);
  });
  dialog->open();
}

}  // namespace scenelens
