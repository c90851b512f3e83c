// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

class QCustomPlot;
class QPalette;
class QWidget;

namespace scenelens {

/// The theme's colours and fonts for background, axes and grid of a plot of one axis rectangle.
/// To be called again after each PaletteChange; does not replot.
void applyPlotStyle(QCustomPlot& plot, const QWidget& owner);

/// For bars and lines that step back behind others: at least 3 to 1 on window and base.
[[nodiscard]] QColor quietMark(const QPalette& palette);

}  // namespace scenelens
