// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/live_types.h"
#include "widgets/plot/colour_maps.h"
#include "widgets/plot/plot_table.h"

#include <QWidget>

#include <deque>
#include <optional>
#include <utility>

class QCPAxisRect;
class QCPColorMap;
class QCPColorScale;
class QCPGraph;
class QCPItemRect;
class QCustomPlot;
class QLabel;

namespace scenelens {

struct MapNumbers;

/// Waveform and log-Mel of the last ten seconds of a stream, rolling to the left. Times count from
/// the start of the stream. Dragging selects a stretch, which rolls along; Escape, a click
/// or leaving the picture forgets it. Views only: columns come from LiveHop.
class LivePlot final : public QWidget {
  Q_OBJECT

 public:
  static constexpr double kSeconds = 10.0;

  explicit LivePlot(QWidget* parent = nullptr);

  void clear();
  void add(const LiveHop& hop);
  void setColourMap(ColourMap map);
  /// Text on the empty plot; columns hide it.
  void setHint(const QString& hint);

  /// In s of the stream, lower first.
  [[nodiscard]] std::optional<std::pair<double, double>> selection() const { return m_selection; }
  void select(std::optional<std::pair<double, double>> selection);
  /// How many columns are shown.
  [[nodiscard]] std::size_t columns() const { return m_columns.size(); }
  [[nodiscard]] QCustomPlot* plot() const { return m_plot; }

 signals:
  void selectionChanged();

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  enum Plot { Waveform, LogMel, PlotCount };

  void build();
  void applyColours();
  void refresh();
  void fillWaveform();
  void placeSelection();
  [[nodiscard]] QString summary() const;
  [[nodiscard]] std::vector<PlotTable> tables() const;
  [[nodiscard]] MapNumbers numbers() const;
  [[nodiscard]] double secondsAt(double x) const;

  QCustomPlot* m_plot = nullptr;
  QLabel* m_hint = nullptr;
  std::array<QCPAxisRect*, PlotCount> m_rects{};
  QCPGraph* m_lowest = nullptr;
  QCPGraph* m_highest = nullptr;
  QCPColorMap* m_map = nullptr;
  QCPColorScale* m_scale = nullptr;
  std::array<QCPItemRect*, PlotCount> m_marks{};
  std::deque<LiveColumn> m_columns;
  std::int64_t m_firstColumn = 0;
  double m_top = 0.01;  // of the waveform's axis
  std::optional<std::pair<double, double>> m_selection;
  std::optional<double> m_pressed;  // s, where dragging began
  ColourMap m_colourMap = ColourMap::Viridis;
};

}  // namespace scenelens
