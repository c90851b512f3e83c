// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/model.h"
#include "core/nn/prediction.h"
#include "widgets/plot/plot_table.h"

#include <QWidget>

#include <array>
#include <optional>

namespace scenelens {

/// Ten scene probabilities and three group probabilities as horizontal bars, always in label order
/// so that the eye finds a class in the same place. The decision's bar is in the full colour, the
/// true class is marked by a ring and bold text.
///
/// Side by side each class has two bars, Float32 above Int8, and says by how many percentage points
/// Int8 differs. Where the two decide differently, both classes are framed and carry the sign ≠.
/// Before and after a transform are shown the same way, with a line where a soft target lies.
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

  /// Thin marks in the bars of setSideBySide(), which drops them: where the newest second alone
  /// would end the bar when the bars are smoothed over time.
  void setMarks(const std::optional<Prediction>& floats, const std::optional<Prediction>& int8);

  /// Two bars per class, before and after a transform, of one precision. `targets`: what training
  /// would ask for after it, for scenes and groups, or nothing.
  void setBeforeAfter(const std::optional<Prediction>& before,
                      const std::optional<Prediction>& after, Precision precision,
                      DecisionRule rule, std::optional<Scene> truth,
                      const std::optional<std::array<float, kLogitCount>>& targets);

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
  void paintMark(QPainter& painter, const QRectF& track, const std::optional<float>& value) const;
  void paintTarget(QPainter& painter, const QRectF& tracks, float share) const;
  void setSideBySide(bool sideBySide);
  [[nodiscard]] QString firstName() const;
  [[nodiscard]] QString secondName() const;
  [[nodiscard]] QColor firstColour(bool decides) const;
  [[nodiscard]] QColor secondColour(bool decides) const;
  [[nodiscard]] QString summary() const;
  [[nodiscard]] std::vector<PlotTable> tables() const;

  std::optional<Prediction> m_floats;
  std::optional<Prediction> m_int8;
  std::optional<Prediction> m_floatsMark;
  std::optional<Prediction> m_int8Mark;
  bool m_sideBySide = false;
  std::optional<Precision> m_change;  // before and after, of this precision
  std::optional<std::array<float, kLogitCount>> m_targets;
  DecisionRule m_rule = DecisionRule::TenClass;
  std::optional<Scene> m_truth;
};

}  // namespace scenelens
