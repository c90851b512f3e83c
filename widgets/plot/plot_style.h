// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCustomPlot;
class QWidget;

namespace scenelens {

/// The theme's colours and fonts for background, axes and grid of a plot of one axis rectangle.
/// To be called again after each PaletteChange; does not replot.
void applyPlotStyle(QCustomPlot& plot, const QWidget& owner);

}  // namespace scenelens
