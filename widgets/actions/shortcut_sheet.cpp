// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/shortcut_sheet.h"

#include "widgets/actions/action_registry.h"
#include "widgets/base/theme.h"

#include <QAction>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace scenelens {

namespace {

constexpr int kColumns = 3;

struct Line {
  QString keys;
  QString what;
};

std::vector<Line> linesOf(const ActionRegistry& registry, ActionCategory category) {
  std::vector<Line> lines;
  for (const auto& [info, action] : registry.entries()) {
    if (info.category != category || action->shortcut().isEmpty()) continue;
    QString what = plainText(*action);
    // Where it is one page: of several, the action's menu says enough.
    if (info.places == ActionPlace::Live) what = ShortcutSheet::tr("%1 (page Live)").arg(what);
    if (info.places == ActionPlace::Preview) {
      what = ShortcutSheet::tr("%1 (page Preview)").arg(what);
    }
    lines.push_back({keysText(action->shortcuts()), what});
  }
  for (const auto& fixed : registry.fixedKeys()) {
    if (fixed.category != category) continue;
    lines.push_back(
        {keysText(fixed.keys), ShortcutSheet::tr("%1 (%2)").arg(fixed.what, fixed.where)});
  }
  return lines;
}

QWidget* makeBlock(const QString& title, const std::vector<Line>& lines, const QWidget& owner) {
  auto* block = new QWidget;
  auto* grid = new QGridLayout(block);
  grid->setContentsMargins(0, 0, 0, spacing::kLarge);
  grid->setHorizontalSpacing(spacing::kLarge);
  grid->setVerticalSpacing(spacing::kSmall);
  grid->setColumnStretch(1, 1);
  auto* heading = new QLabel(title);
  heading->setFont(titleFont(owner));
  grid->addWidget(heading, 0, 0, 1, 2);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto* keys = new QLabel(lines[i].keys);
    auto* what = new QLabel(lines[i].what);
    QFont bold = keys->font();
    bold.setWeight(QFont::DemiBold);
    keys->setFont(bold);
    keys->setWordWrap(true);
    keys->setFixedWidth(112);
    what->setWordWrap(true);
    grid->addWidget(keys, int(i) + 1, 0, Qt::AlignTop);
    grid->addWidget(what, int(i) + 1, 1, Qt::AlignTop);
  }
  return block;
}

}  // namespace

ShortcutSheet::ShortcutSheet(const ActionRegistry& registry, QWidget* parent) : QDialog(parent) {
  setObjectName(QStringLiteral("shortcutSheet"));
  setWindowTitle(tr("Keys"));
  auto* sheet = new QWidget;
  auto* row = new QHBoxLayout(sheet);
  row->setSpacing(2 * spacing::kLarge);
  std::array<QVBoxLayout*, kColumns> columns{};
  std::array<std::size_t, kColumns> heights{};
  for (auto& column : columns) {
    column = new QVBoxLayout;
    row->addLayout(column, 1);
  }
  for (int i = 0; i < kActionCategories; ++i) {
    const auto lines = linesOf(registry, ActionCategory(i));
    if (lines.empty()) continue;
    // To the shortest column, which keeps the order down and across.
    const auto shortest = std::size_t(std::ranges::min_element(heights) - heights.begin());
    heights[shortest] += lines.size() + 3;
    columns[shortest]->addWidget(makeBlock(categoryName(ActionCategory(i)), lines, *this));
  }
  for (auto* column : columns) column->addStretch(1);
  auto* area = new QScrollArea;
  area->setFrameShape(QFrame::NoFrame);
  area->setWidgetResizable(true);
  area->setWidget(sheet);
  area->setAccessibleName(windowTitle());
  auto* hint = new QLabel(
      tr("Keys can be changed in the settings (%1). %2 finds any action.")
          .arg(keyOf(QStringLiteral("view.settings")), keyOf(QStringLiteral("help.palette"))));
  hint->setForegroundRole(QPalette::PlaceholderText);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(area, 1);
  layout->addWidget(hint);
  resize(std::min(1080, parent->width() - 40), std::min(680, parent->height() - 40));
}

}  // namespace scenelens
