// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/point_cloud.h"
#include "widgets/plot/plot_table.h"

#include <QColor>
#include <QStringList>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QCPCurve;
class QCPItemTracer;
class QCustomPlot;
class QLabel;

namespace scenelens {

class CloudLayer;

/// Clips as points, up to all 230,350 of them: every point is drawn. Hovering says which clip it
/// is, a click chooses it, dragging draws a lasso, the wheel zooms, Shift and dragging pan, F or a
/// double click shows everything. Views only.
class ScatterView final : public QWidget {
  Q_OBJECT

 public:
  using Cloud = std::shared_ptr<const std::vector<CloudPoint>>;
  /// A group of points: name for the legend, colour for the palette that is in use.
  struct Group {
    QString name;
    std::function<QColor(const QPalette&)> colour;
  };

  explicit ScatterView(QWidget* parent = nullptr);

  /// Both axes logarithmic, with a line where x = y; before the first cloud.
  void setEqualLogAxes();
  void setAxisLabels(const QString& x, const QString& y);
  /// Null shows the hint. The range is kept when `keepRange` is set and there was a cloud.
  void setCloud(Cloud cloud, std::vector<Group> groups, bool keepRange = false);
  void setHint(const QString& hint);
  /// What a tool tip says about a point.
  void setDescription(std::function<QString(const CloudPoint&)> describe);
  /// Marks a clip's point, where it has one.
  void setCurrentClip(std::optional<std::size_t> clip);
  void showAll();

  [[nodiscard]] QCustomPlot* plot() const { return m_plot; }
  [[nodiscard]] const Cloud& cloud() const { return m_cloud; }
  [[nodiscard]] CloudView view() const;

 signals:
  void clipChosen(std::size_t clip);
  /// Clips inside a lasso; never empty.
  void lassoed(const std::vector<std::uint32_t>& clips);

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  bool onMouse(QEvent* event);
  void beginLasso(QPointF at);
  void extendLasso(QPointF at);
  void endLasso(QPointF at);
  void explain(QPoint at, QPoint global);
  void zoom(QPointF at, double factor);
  void pan(QPointF by);
  void markCurrent();
  void showLegend();
  void applyColours();
  [[nodiscard]] QString summary() const;
  [[nodiscard]] std::vector<PlotTable> tables() const;
  /// Of the current clip; null where it has none.
  [[nodiscard]] const CloudPoint* currentPoint() const;

  QCustomPlot* m_plot = nullptr;
  QLabel* m_hint = nullptr;
  QLabel* m_legend = nullptr;
  CloudLayer* m_layer = nullptr;  // owned by the plot
  QCPCurve* m_lassoLine = nullptr;
  QCPCurve* m_diagonal = nullptr;
  QCPItemTracer* m_marker = nullptr;
  Cloud m_cloud;
  std::vector<Group> m_groups;
  std::function<QString(const CloudPoint&)> m_describe;
  std::optional<std::size_t> m_currentClip;
  std::vector<Corner> m_lasso;  // in pixels
  bool m_dragging = false;
  bool m_panning = false;
  QPointF m_panFrom;
};

}  // namespace scenelens
