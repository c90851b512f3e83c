// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/heat_delegate.h"

#include <QBrush>
#include <QPainter>

namespace scenelens {

void HeatDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
  const QVariant fill = index.data(Qt::BackgroundRole);
  if (fill.isValid()) {
    painter->fillRect(option.rect.adjusted(0, 0, -1, -1), fill.value<QBrush>());
  }
  QStyledItemDelegate::paint(painter, option, index);
}

}  // namespace scenelens
