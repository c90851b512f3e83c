// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/live_types.h"
#include "core/nn/prediction.h"
#include "widgets/plot/plot_table.h"

#include <QStringList>
#include <QWidget>

#include <deque>
#include <vector>

namespace scenelens {

/// What the networks decided during the last minutes: a row for each, a coloured stretch for each
/// decision, the newest at the right with its name and probability. The colours of the scenes that
/// occur are named below; pointing at a stretch tells when and how sure.
class DecisionTimeline final : public QWidget {
  Q_OBJECT

 public:
  static constexpr double kSeconds = 120.0;

  explicit DecisionTimeline(QWidget* parent = nullptr);

  /// Forgets everything.
  void clear();
  /// The rows, top down; `names` are for people. What is known about networks that stay is kept.
  void setRows(const std::vector<LiveChoice>& choices, const QStringList& names);
  /// Adds the decisions of a hop, by this rule, smoothed or raw.
  void add(const LiveHop& hop, DecisionRule rule, bool smoothed);

  /// For people: "Tram, 87.0 %", of the newest decision in a row; empty before the first.
  [[nodiscard]] QString newest(std::size_t row) const;
  [[nodiscard]] std::size_t stretches(std::size_t row) const { return m_rows[row].marks.size(); }

  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  /// Neighbours with the same decision are one mark, so that hours take no memory.
  struct Mark {
    double from = 0.0, to = 0.0;  ///< s of the stream
    Scene scene = Scene::Airport;
    float lowest = 0.0F, highest = 0.0F;  ///< probability
  };
  struct Row {
    LiveChoice choice;
    QString name;
    std::deque<Mark> marks;
    float newest = 0.0F;  ///< probability
  };

  [[nodiscard]] QRect stripOf(std::size_t row) const;
  [[nodiscard]] int rowHeight() const;
  [[nodiscard]] int nameWidth() const;
  [[nodiscard]] int valueWidth() const;
  [[nodiscard]] double xOf(double seconds, const QRect& strip) const;
  void paintRow(QPainter& painter, std::size_t row) const;
  void paintScale(QPainter& painter) const;
  void paintLegend(QPainter& painter) const;
  [[nodiscard]] QString summary() const;
  [[nodiscard]] std::vector<PlotTable> tables() const;
  [[nodiscard]] QString textAt(const QPoint& position) const;

  std::vector<Row> m_rows;
  double m_now = 0.0;  // s of the stream
};

}  // namespace scenelens
