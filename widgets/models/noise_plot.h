// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/quantization_noise.h"
#include "widgets/plot/plot_table.h"

#include <QWidget>

#include <memory>

class QCPBars;
class QCPItemText;
class QCustomPlot;
class QLabel;

namespace scenelens {

/// The signal-to-quantization-noise ratio of every activation point as bars in layer order; the
/// weakest is in a colour of its own and says its number. Views only.
class NoisePlot final : public QWidget {
  Q_OBJECT

 public:
  explicit NoisePlot(QWidget* parent = nullptr);

  /// Null shows `hint` on an empty plot.
  void setNoise(std::shared_ptr<const QuantizationNoise> noise);
  void setHint(const QString& hint);
  /// Highlights a point; -1 for none.
  void setCurrentPoint(int point);
  /// The plot widget, for tests and export.
  [[nodiscard]] QCustomPlot* plot() const { return m_plot; }

 signals:
  /// A bar was clicked.
  void pointChosen(int point);

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill();
  [[nodiscard]] QString summary() const;
  [[nodiscard]] std::vector<PlotTable> tables() const;
  void applyColours();
  /// The bar at a position of the plot, -1 where there is none.
  [[nodiscard]] int pointAt(const QPointF& position) const;

  QCustomPlot* m_plot = nullptr;
  QLabel* m_hint = nullptr;
  QCPBars* m_bars = nullptr;
  QCPBars* m_weakest = nullptr;
  QCPBars* m_current = nullptr;
  QCPItemText* m_number = nullptr;
  std::shared_ptr<const QuantizationNoise> m_noise;
  int m_currentPoint = -1;
};

}  // namespace scenelens
