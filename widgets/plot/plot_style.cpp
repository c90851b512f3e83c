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

QColor quietMark(const QPalette& palette) {
  // Of border and muted text, both of the theme: the border alone is hardly seen.
  const auto& colours = themeColours(palette);
  const auto mix = [](int a, int b) { return (3 * a + 7 * b) / 10; };
  return {mix(colours.border.red(), colours.mutedText.red()),
          mix(colours.border.green(), colours.mutedText.green()),
          mix(colours.border.blue(), colours.mutedText.blue())};
}

}  // namespace scenelens
