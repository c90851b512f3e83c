// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/prediction.h"

#include <QWidget>

#include <optional>

namespace scenelens {

/// Ten scene probabilities and three group probabilities as horizontal bars, always in label order
/// so that the eye finds a class in the same place. The decision's bar is in the full colour, the
/// true class is marked by a ring and bold text.
///
/// Side by side each class has two bars, Float32 above Int8, and says by how many percentage points
/// Int8 differs. Where the two decide differently, both classes are framed and carry the sign ≠.
class ProbabilityChart final : public QWidget {
  Q_OBJECT

 public:
  explicit ProbabilityChart(QWidget* parent = nullptr);

  /// One bar per class. Nothing to show leaves the labels and empty bars. `truth` may be unknown.
  void setPrediction(const std::optional<Prediction>& prediction, DecisionRule rule,
                     std::optional<Scene> truth);
  /// Two bars per class; either prediction may still be missing.
  void setSideBySide(const std::optional<Prediction>& floats, const std::optional<Prediction>& int8,
                     DecisionRule rule, std::optional<Scene> truth);

  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Row;

  [[nodiscard]] Row sceneRow(Scene scene) const;
  [[nodiscard]] Row groupRow(std::size_t group) const;
  /// The place of row `index`, scenes before groups.
  [[nodiscard]] QRect rectOf(std::size_t index) const;
  void paintHeader(QPainter& painter) const;
  void paintRow(QPainter& painter, const QRect& rect, const Row& row) const;
  void paintLabel(QPainter& painter, const QRect& rect, const Row& row) const;
  void paintNumbers(QPainter& painter, const QRect& rect, const Row& row) const;
  void paintTrack(QPainter& painter, const QRectF& track, const std::optional<float>& value,
                  const QColor& colour) const;
  [[nodiscard]] QString textOf(const Row& row) const;
  [[nodiscard]] int rowHeight() const;
  [[nodiscard]] int headerHeight() const;
  [[nodiscard]] int labelWidth() const;
  [[nodiscard]] int valueWidth() const;
  [[nodiscard]] int widestDifference() const;
  [[nodiscard]] int differenceWidth() const;
  void setSideBySide(bool sideBySide);
  void describe();

  std::optional<Prediction> m_floats;
  std::optional<Prediction> m_int8;
  bool m_sideBySide = false;
  DecisionRule m_rule = DecisionRule::TenClass;
  std::optional<Scene> m_truth;
};

}  // namespace scenelens
