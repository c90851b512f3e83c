// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/figure_table.h"

#include "widgets/base/theme.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QStyle>

#include <algorithm>

namespace scenelens {

namespace {

class Line final : public QTreeWidgetItem {
 public:
  using QTreeWidgetItem::QTreeWidgetItem;
  bool operator<(const QTreeWidgetItem& other) const override {
    const int column = treeWidget()->sortColumn();
    const QVariant mine = data(column, FigureTable::kNumberRole);
    const QVariant others = other.data(column, FigureTable::kNumberRole);
    // A cell may also have words for files there.
    const bool known = mine.userType() == QMetaType::Double;
    const bool otherKnown = others.userType() == QMetaType::Double;
    if (known && otherKnown) return mine.toDouble() < others.toDouble();
    if (known != otherKnown) return known;  // unknown ones come last
    return text(column).localeAwareCompare(other.text(column)) < 0;
  }
};

}  // namespace

FigureTable::FigureTable(const QStringList& headers, int firstNumber, QWidget* parent)
    : QTreeWidget(parent), m_firstNumber(firstNumber) {
  setRootIsDecorated(false);
  setUniformRowHeights(true);
  setAlternatingRowColors(true);
  setHeaderLabels(headers);
  setAllColumnsShowFocus(false);
  header()->setSectionResizeMode(QHeaderView::ResizeToContents);
  header()->setStretchLastSection(false);
  header()->setMinimumSectionSize(0);
  for (int column = firstNumber; column < headers.size(); ++column) {
    headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  }
}

void FigureTable::setRowCount(int count) {
  const int scroll = verticalScrollBar()->value();
  clear();
  QList<QTreeWidgetItem*> rows;
  for (int i = 0; i < count; ++i) {
    auto* line = new Line;
    for (int column = m_firstNumber; column < columnCount(); ++column) {
      line->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
    rows.append(line);
  }
  addTopLevelItems(rows);
  verticalScrollBar()->setValue(scroll);
}

void FigureTable::setCell(int row, int column, const QString& text, const QString& toolTip) {
  topLevelItem(row)->setText(column, text);
  topLevelItem(row)->setToolTip(column, toolTip);
}

void FigureTable::setCell(int row, int column, const QString& text, double number,
                          const QString& toolTip) {
  setCell(row, column, text, toolTip);
  topLevelItem(row)->setData(column, kNumberRole, number);
}

void FigureTable::emphasise(int row, int column, bool emphasised) {
  auto* item = topLevelItem(row);
  QFont font = this->font();
  font.setBold(emphasised);
  item->setFont(column, font);
  item->setForeground(column, emphasised ? QBrush(themeColours(palette()).right) : QBrush());
}

void FigureTable::fitHeight(int atLeast, int atMost) {
  const int row = topLevelItemCount() > 0 ? sizeHintForRow(0) : fontMetrics().height() + 10;
  const int rows = std::clamp(topLevelItemCount(), atLeast, atMost);
  setFixedHeight(header()->sizeHint().height() + rows * row + 2 * frameWidth() + 2 +
                 style()->pixelMetric(QStyle::PM_ScrollBarExtent));
}

}  // namespace scenelens
