// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/preview/preview_answer.h"

#include <QWidget>

#include <memory>

class QLabel;
class QTabBar;

namespace scenelens {

class ProbabilityChart;
class Workspace;

/// What the chosen model says before and after a transform: both precisions' decisions, and the
/// probabilities of one of them in full.
class PreviewResults final : public QWidget {
  Q_OBJECT

 public:
  explicit PreviewResults(Workspace& workspace, QWidget* parent = nullptr);

  /// The two lines with the decisions, to be put where they are always in sight.
  [[nodiscard]] QWidget* takeDecisions() { return m_decisions; }
  /// Null: nothing known.
  void setAnswer(std::shared_ptr<const PreviewAnswer> answer);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void showDecision(QLabel& label, Precision precision, const std::optional<BeforeAfter>& both);

  Workspace& m_workspace;
  QWidget* m_decisions = nullptr;
  QLabel* m_floats = nullptr;
  QLabel* m_int8 = nullptr;
  QTabBar* m_precision = nullptr;
  ProbabilityChart* m_chart = nullptr;
  std::shared_ptr<const PreviewAnswer> m_answer;
};

}  // namespace scenelens
