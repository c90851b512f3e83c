// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/plot_style.h"

#include "widgets/base/theme.h"

#include <qcustomplot.h>

namespace scenelens {

void applyPlotStyle(QCustomPlot& plot, const QWidget& owner) {
  const auto& colours = themeColours(owner.palette());
  plot.setBackground(colours.window);
  plot.axisRect()->setBackground(colours.base);
  const QFont labelFont = smallFont(owner);
  for (auto* axis : plot.axisRect()->axes()) {
    axis->setBasePen(QPen(colours.border));
    axis->setTickPen(QPen(colours.border));
    axis->setSubTickPen(QPen(colours.border));
    axis->setTickLabelColor(colours.mutedText);
    axis->setLabelColor(colours.mutedText);
    axis->setTickLabelFont(labelFont);
    axis->setLabelFont(labelFont);
    axis->grid()->setPen(QPen(colours.grid, 0));
    axis->grid()->setZeroLinePen(QPen(colours.border, 0));
  }
}

}  // namespace scenelens
