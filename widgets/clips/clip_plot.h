// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/clips/clip_analyzer.h"
#include "widgets/plot/colour_maps.h"
#include "widgets/plot/plot_table.h"

#include <QWidget>

#include <array>
#include <memory>

class QCPAxisRect;
class QCPColorMap;
class QCPColorScale;
class QCPGraph;
class QCPItemLine;
class QCPRange;
class QCPTextElement;
class QCustomPlot;
class QLabel;

namespace scenelens {

class PlayOverlay;
struct MapNumbers;

/// Waveform, log-Mel and delta of one clip on one time axis.
///
/// The wheel zooms in time around the pointer, with Ctrl in frequency; dragging pans; both are
/// linked over the three plots and limited to the clip. F (or fit()) shows everything. A cross-hair
/// follows the pointer, and readOutChanged tells what lies under it in s, Hz and dB. Views only:
/// all numbers come from the ClipAnalysis.
class ClipPlot final : public QWidget {
  Q_OBJECT

 public:
  explicit ClipPlot(QWidget* parent = nullptr);

  /// Null shows `hint` on an empty plot.
  void setAnalysis(std::shared_ptr<const ClipAnalysis> analysis);
  /// Text on the empty plot: what to do, or why the clip cannot be shown.
  void setHint(const QString& hint);
  /// Without names and units at the axes, for where there is little room; the read-out has them.
  void setCompact();
  void setColourMap(ColourMap map);
  [[nodiscard]] ColourMap colourMap() const { return m_colourMap; }

  void fit();
  /// Zooms in time by a factor (< 1 zooms in) around the centre.
  void zoomTime(double factor);
  /// Moves by a fraction of what is visible.
  void panTime(double fraction);
  void setTimeRange(double lower, double upper);

  [[nodiscard]] std::pair<double, double> timeRange() const;  ///< s
  [[nodiscard]] std::pair<double, double> bandRange() const;  ///< mel bands
  /// What the read-out says for a position: time in s and, per plot, level or band.
  [[nodiscard]] QString readOut(int plot, double seconds, double value) const;
  /// The cursor and the selected range of playback.
  [[nodiscard]] PlayOverlay* playOverlay() const { return m_playback; }
  /// The plot widget, for tests and export.
  [[nodiscard]] QCustomPlot* plot() const { return m_plot; }

 signals:
  /// Empty when the pointer leaves.
  void readOutChanged(const QString& text);
  /// Another clip is shown, or none.
  void analysisChanged(const std::shared_ptr<const scenelens::ClipAnalysis>& analysis);

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  enum Plot { Waveform, LogMel, Delta, PlotCount };

  void buildRects();
  void buildMaps();
  void buildCrossHair();
  void linkAxes();
  void applyColours();
  void applyGradients();
  void fillWaveform();
  void fillMaps();
  void limitTime(const QCPRange& range);
  void limitBands(const QCPRange& range);
  void moveCrossHair(const QPointF& position);
  void hideCrossHair();
  void placeHint();
  [[nodiscard]] QString summary() const;
  [[nodiscard]] std::vector<PlotTable> tables() const;
  [[nodiscard]] MapNumbers numbersOf(Plot plot) const;

  QCustomPlot* m_plot = nullptr;
  QLabel* m_hint = nullptr;
  std::array<QCPAxisRect*, PlotCount> m_rects{};
  QCPGraph* m_wave = nullptr;
  std::array<QCPColorMap*, 2> m_maps{};  // log-Mel, delta
  std::array<QCPColorScale*, 2> m_scales{};
  std::array<QCPItemLine*, PlotCount> m_timeLines{};
  std::array<QCPItemLine*, PlotCount> m_timeHalos{};
  QCPItemLine* m_levelLine = nullptr;
  PlayOverlay* m_playback = nullptr;
  QSize m_tickedSize;  // of the log-Mel plot when its ticks were chosen
  std::shared_ptr<const ClipAnalysis> m_analysis;
  ColourMap m_colourMap = ColourMap::Viridis;
};

}  // namespace scenelens
