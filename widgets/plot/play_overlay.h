// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>
#include <utility>
#include <vector>

class QCPAxisRect;
class QCPItemLine;
class QCPItemRect;
class QCustomPlot;

namespace scenelens {

/// Playback drawn over plots of a clip that share a time axis in s: a moving cursor on a layer of
/// its own, so that nothing else is painted again, and a range that is selected by dragging with
/// Shift and forgotten with Escape or a click with Shift. Belongs to the plot.
class PlayOverlay final : public QObject {
  Q_OBJECT

 public:
  /// `rects` of `plot`, each with the time on its bottom axis.
  PlayOverlay(QCustomPlot* plot, std::vector<QCPAxisRect*> rects);

  /// Nothing hides the cursor.
  void setPosition(std::optional<double> seconds);
  [[nodiscard]] std::optional<double> position() const { return m_position; }
  void select(std::optional<std::pair<double, double>> range);
  [[nodiscard]] std::optional<std::pair<double, double>> selection() const { return m_range; }
  /// Hides everything while there is nothing to play on.
  void setShown(bool shown);
  /// The clip's length; selections end there.
  void setSeconds(double seconds) { m_seconds = seconds; }

 signals:
  void selectionChanged();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void applyColours();
  [[nodiscard]] double secondsAt(double x) const;

  QCustomPlot* m_plot;
  std::vector<QCPAxisRect*> m_rects;
  std::vector<QCPItemLine*> m_halos;
  std::vector<QCPItemLine*> m_lines;
  std::vector<QCPItemRect*> m_marks;
  std::optional<double> m_position;
  std::optional<std::pair<double, double>> m_range;
  std::optional<double> m_pressed;
  double m_seconds = 1.0;
};

}  // namespace scenelens
