// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVariant>

#include <functional>
#include <vector>

class QWidget;

namespace scenelens {

/// A table of what a plot shows. Cells are QString, or double where they are numbers: those are
/// shown with `decimals`, copied to a file with all their digits and sorted by their size; NaN is
/// an empty cell.
struct PlotTable {
  QString name = {};  ///< of the tab, where a plot has several tables
  QStringList header = {};
  std::vector<std::vector<QVariant>> rows = {};
  int decimals = 2;
  QString note = {};  ///< what was summed up or left out; empty: nothing
};

/// What a plot shows, for those who cannot see it or want the numbers.
struct PlotWords {
  /// A sentence or two with numbers, about what is shown now; in an empty plot what to do. Asked
  /// whenever a screen reader wants it and never otherwise, so that a plot that changes ten times a
  /// second costs nothing and says nothing by itself.
  std::function<QString()> summary = {};
  /// Asked when the table is opened; null where there is nothing but the summary.
  std::function<std::vector<PlotTable>()> tables = {};
};

/// Makes a widget that paints itself accessible: it is a chart with the summary as its description,
/// and where there are tables, it takes part in the tab order, shows where the focus is, and has
/// "Show as table" in its context menu. The widget keeps `words`. GUI thread only, once for a
/// widget.
void explainPlot(QWidget& plot, PlotWords words);

/// What a screen reader is told about a plot; empty for a widget that was not explained.
[[nodiscard]] QString plotSummary(const QWidget& plot);
[[nodiscard]] bool hasPlotTable(const QWidget& plot);
/// Opens the tables in a window beside the main one, or brings it up to date where it is open: the
/// numbers are those of this moment. Does nothing for a widget without tables.
void showPlotTable(QWidget& plot);
/// The plot that is meant on a page: the one with the focus, else the first one in sight; null
/// where there is none.
[[nodiscard]] QWidget* plotMeant(const QWidget& page);

}  // namespace scenelens
