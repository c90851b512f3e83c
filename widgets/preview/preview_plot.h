// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/colour_maps.h"
#include "widgets/plot/plot_table.h"
#include "widgets/preview/preview_answer.h"

#include <QWidget>

#include <array>
#include <memory>
#include <optional>

class QCPAxisRect;
class QCPColorMap;
class QCPColorScale;
class QCPItemRect;
class QCPItemText;
class QCPRange;
class QCustomPlot;
class QLabel;

namespace scenelens {

class PlayOverlay;

/// A clip before a transform, after it, and the difference, as log-Mel or delta over one time and
/// one frequency axis; SpecAugment's stripes are drawn over it and can be dragged. For an occlusion
/// map: the clip, and what speaks for a class. Views only: all numbers come from the answer.
///
/// The wheel zooms in time, with Ctrl in frequency; dragging pans, with Shift selects what is
/// played over and over; F of the window shows all.
class PreviewPlot final : public QWidget {
  Q_OBJECT

 public:
  enum Channel { LogMel, Delta };

  explicit PreviewPlot(QWidget* parent = nullptr);

  /// Null shows the hint on an empty plot.
  void setAnswer(std::shared_ptr<const PreviewAnswer> answer);
  [[nodiscard]] const std::shared_ptr<const PreviewAnswer>& answer() const { return m_answer; }
  /// What to do, or why there is nothing to see.
  void setHint(const QString& hint);
  [[nodiscard]] QString hint() const;
  void setChannel(Channel channel);
  /// Which class an occlusion map is shown for, 0 .. 12.
  void setTarget(std::size_t target);
  void setColourMap(ColourMap map);
  void fit();

  /// The value shown in a row (0 before, 1 after, 2 difference) at a cell.
  [[nodiscard]] double cell(int row, int frame, int band) const;
  /// Cursor and loop of what is played.
  [[nodiscard]] PlayOverlay* playOverlay() const { return m_playback; }
  /// The plot widget, for tests and export.
  [[nodiscard]] QCustomPlot* plot() const { return m_plot; }

 signals:
  /// A stripe was dragged: `index` into the plan's mel or time stripes, its new first band or
  /// frame.
  void stripeMoved(bool mel, int index, int start);
  /// Empty when the pointer leaves.
  void readOutChanged(const QString& text);

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  enum Row { Before, After, Difference, RowCount };
  struct Grip {
    bool mel = false;
    int index = 0;
    int start = 0;
    double from = 0.0;  // band or frame where the pointer took it
  };

  void buildRects();
  void buildMaps();
  void linkAxes();
  void limitTime(const QCPRange& range);
  void limitBands(const QCPRange& range);
  void applyColours();
  void applyGradients();
  void fill();
  void fillDifference();
  void fillStripes();
  void showTitles();
  [[nodiscard]] QString summary() const;
  [[nodiscard]] std::vector<PlotTable> tables() const;
  [[nodiscard]] bool isOcclusion() const;
  /// Row, time in frames and band under a point; no row outside.
  [[nodiscard]] std::optional<Row> locate(const QPointF& at, double& frame, double& band) const;
  [[nodiscard]] std::optional<Grip> gripAt(const QPointF& at) const;
  bool mousePressed(const QPointF& at);
  bool mouseMoved(const QPointF& at);
  bool mouseReleased();
  void showReadOut(const QPointF& at);

  QCustomPlot* m_plot = nullptr;
  QLabel* m_hint = nullptr;
  PlayOverlay* m_playback = nullptr;
  std::array<QCPAxisRect*, RowCount> m_rects{};
  std::array<QCPColorMap*, RowCount> m_maps{};
  std::array<QCPColorScale*, RowCount> m_scales{};
  std::array<QCPItemText*, RowCount> m_titles{};
  std::vector<QCPItemRect*> m_stripes;
  std::shared_ptr<const PreviewAnswer> m_answer;
  std::optional<Grip> m_grip;
  Channel m_channel = LogMel;
  std::size_t m_target = 0;
  ColourMap m_colourMap = ColourMap::Viridis;
};

}  // namespace scenelens
