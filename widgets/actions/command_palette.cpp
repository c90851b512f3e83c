// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/command_palette.h"

#include "widgets/actions/action_registry.h"
#include "widgets/actions/palette_match.h"
#include "widgets/base/settings.h"
#include "widgets/base/theme.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <vector>

namespace scenelens {

namespace {

constexpr int kWidth = 620;
constexpr int kHeight = 380;
constexpr int kTop = 44;
constexpr int kMargin = 16;
constexpr int kCategoryWidth = 72;
constexpr int kKeyWidth = 150;
enum Column { Category, Text, Keys };

}  // namespace

CommandPalette::CommandPalette(ActionRegistry& registry, Settings& settings, QAction* opener,
                               QWidget* window)
    : QFrame(window), m_registry(registry), m_settings(settings), m_opener(opener) {
  setObjectName(QStringLiteral("commandPalette"));
  setAccessibleName(tr("Actions"));
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  m_line = new QLineEdit;
  m_line->setObjectName(QStringLiteral("paletteLine"));
  m_line->setPlaceholderText(tr("What do you want to do?"));
  m_line->setAccessibleName(tr("Command"));
  m_line->installEventFilter(this);
  m_list = new QTreeWidget;
  m_list->setObjectName(QStringLiteral("paletteList"));
  m_list->setAccessibleName(tr("Actions"));
  m_list->setColumnCount(3);
  m_list->setHeaderHidden(true);
  m_list->setRootIsDecorated(false);
  m_list->setUniformRowHeights(true);
  m_list->setFocusPolicy(Qt::NoFocus);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_list->header()->setStretchLastSection(false);
  m_list->header()->setSectionResizeMode(Text, QHeaderView::Stretch);
  m_list->header()->resizeSection(Category, kCategoryWidth);
  m_list->header()->resizeSection(Keys, kKeyWidth);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::kMedium, spacing::kMedium, spacing::kMedium,
                             spacing::kMedium);
  layout->addWidget(m_line);
  layout->addWidget(m_list, 1);
  connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::fill);
  connect(m_list, &QTreeWidget::itemClicked, this, &CommandPalette::run);
  window->installEventFilter(this);
  qApp->installEventFilter(this);
  hide();
}

void CommandPalette::open() {
  if (isVisible()) {
    close();
    return;
  }
  m_before = QApplication::focusWidget();
  m_line->clear();
  fill();
  place();
  show();
  raise();
  m_line->setFocus();
}

void CommandPalette::close() {
  if (!isVisible()) return;
  const bool inside = isAncestorOf(QApplication::focusWidget());
  hide();
  if (inside && m_before) m_before->setFocus();
}

void CommandPalette::place() {
  const QSize room = parentWidget()->size();
  const QSize size(std::min(kWidth, room.width() - 2 * kMargin),
                   std::min(kHeight, room.height() - kTop - kMargin));
  setGeometry((room.width() - size.width()) / 2, kTop, size.width(), size.height());
}

void CommandPalette::fill() {
  struct Found {
    const ActionRegistry::Entry* entry;
    int rank;
    qsizetype recent;
  };
  const QStringList words = m_line->text().split(u' ', Qt::SkipEmptyParts);
  const QStringList recent = m_settings.recentActions();
  std::vector<Found> found;
  for (const auto& entry : m_registry.entries()) {
    if (entry.action == m_opener) continue;
    const QString text = plainText(*entry.action);
    QString menu = entry.info.submenu;
    menu.remove(u'&');
    // The menu's name helps to find an action, but its own text counts first.
    const int own = matchRank(words, text);
    const int rank =
        own > 0 ? own + 100
                : matchRank(words, categoryName(entry.info.category) + u' ' + menu + u' ' + text);
    const auto at = recent.indexOf(entry.info.id);
    if (rank > 0) found.push_back({&entry, rank, at < 0 ? recent.size() : at});
  }
  std::ranges::stable_sort(found, [](const Found& a, const Found& b) {
    const bool first = a.entry->action->isEnabled();
    if (first != b.entry->action->isEnabled()) return first;
    return a.rank != b.rank ? a.rank > b.rank : a.recent < b.recent;
  });
  m_list->clear();
  for (const auto& each : found) {
    QString category = categoryName(each.entry->info.category);
    addLine(each.entry->info.id, *each.entry->action, category);
  }
  if (m_list->topLevelItemCount() > 0 && m_list->topLevelItem(0)->flags() & Qt::ItemIsEnabled) {
    m_list->setCurrentItem(m_list->topLevelItem(0));
  }
}

void CommandPalette::addLine(const QString& id, QAction& action, const QString& category) {
  QString text = plainText(action);
  const auto* entry = m_registry.find(id);
  if (!entry->info.submenu.isEmpty()) {
    QString menu = entry->info.submenu;
    text = menu.remove(u'&') + QStringLiteral(": ") + text;
  }
  if (action.isCheckable() && action.isChecked()) text += QStringLiteral(" ✓");
  if (!action.isEnabled() && !whyNot(action).isEmpty()) {
    text = tr("%1 – %2").arg(text, whyNot(action));
  }
  auto* item = new QTreeWidgetItem({category, text, keysText(action.shortcuts())});
  item->setData(0, Qt::UserRole, id);
  item->setTextAlignment(Keys, Qt::AlignRight | Qt::AlignVCenter);
  item->setToolTip(Text, action.toolTip() == plainText(action) ? text : action.toolTip());
  const auto& colours = themeColours(palette());
  item->setForeground(Category, colours.mutedText);
  item->setForeground(Keys, colours.mutedText);
  if (!action.isEnabled()) item->setFlags(Qt::NoItemFlags);
  m_list->addTopLevelItem(item);
}

void CommandPalette::run(QTreeWidgetItem* item) {
  if (!item || !(item->flags() & Qt::ItemIsEnabled)) return;
  const QString id = item->data(0, Qt::UserRole).toString();
  // Before it runs: some actions are about what has the focus.
  close();
  m_settings.addRecentAction(id);
  if (auto* action = m_registry.action(id)) action->trigger();
}

bool CommandPalette::steer(int key) {
  const int count = m_list->topLevelItemCount();
  int row = m_list->indexOfTopLevelItem(m_list->currentItem());
  switch (key) {
    case Qt::Key_Escape:
      close();
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      run(m_list->currentItem());
      return true;
    case Qt::Key_Up:
      --row;
      break;
    case Qt::Key_Down:
      ++row;
      break;
    case Qt::Key_PageUp:
      row -= 10;
      break;
    case Qt::Key_PageDown:
      row += 10;
      break;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
      return true;  // there is nowhere else to go
    default:
      return false;
  }
  row = std::clamp(row, 0, std::max(0, count - 1));
  // What cannot be done stands at the end.
  while (row > 0 && !(m_list->topLevelItem(row)->flags() & Qt::ItemIsEnabled)) --row;
  if (row < count) m_list->setCurrentItem(m_list->topLevelItem(row));
  return true;
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::ShortcutOverride: {
      // Lines of text take Ctrl+K to delete what follows.
      const auto* key = static_cast<QKeyEvent*>(event);
      const QKeySequence pressed(key->keyCombination());
      const auto* widget = qobject_cast<QWidget*>(watched);
      if (!widget || widget->window() != window() || !m_opener->shortcuts().contains(pressed))
        break;
      event->ignore();
      return true;
    }
    case QEvent::KeyPress:
      if (watched == m_line) return steer(static_cast<QKeyEvent*>(event)->key());
      break;
    case QEvent::FocusOut:
      if (watched == m_line && static_cast<QFocusEvent*>(event)->reason() == Qt::MouseFocusReason) {
        hide();
      }
      break;
    case QEvent::Resize:
      if (watched == parentWidget() && isVisible()) place();
      break;
    default:
      break;
  }
  return QFrame::eventFilter(watched, event);
}

}  // namespace scenelens
