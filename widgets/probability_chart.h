// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/prediction.h"

#include <QWidget>

#include <optional>

namespace scenelens {

/// Ten scene probabilities and three group probabilities as horizontal bars, always in label order
/// so that the eye finds a class in the same place. The decision's bar is in the accent colour, the
/// true class is marked by a ring and bold text.
class ProbabilityChart final : public QWidget {
  Q_OBJECT

 public:
  explicit ProbabilityChart(QWidget* parent = nullptr);

  /// Nothing to show leaves the labels and empty bars. `truth` may be unknown.
  void setPrediction(const std::optional<Prediction>& prediction, DecisionRule rule,
                     std::optional<Scene> truth);

  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Bar;

  void paintBar(QPainter& painter, const QRect& row, const Bar& bar) const;
  [[nodiscard]] int rowHeight() const;
  [[nodiscard]] int labelWidth() const;
  void describe();

  std::optional<Prediction> m_prediction;
  DecisionRule m_rule = DecisionRule::TenClass;
  std::optional<Scene> m_truth;
};

}  // namespace scenelens
