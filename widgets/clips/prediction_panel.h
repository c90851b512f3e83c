// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/clips/clip_analyzer.h"
#include "widgets/clips/clip_answers.h"
#include "widgets/workspace.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;

namespace scenelens {

class DecisionGrid;
class PrecisionSummary;
class ProbabilityChart;

/// What the models say about the current clip: Float32 and Int8 of the chosen model side by side,
/// whether the decision changes between the two, and below that all models' decisions. While the
/// current run is an opened one, the chart shows what that run says.
class PredictionPanel final : public QWidget {
  Q_OBJECT

 public:
  explicit PredictionPanel(Workspace& workspace, QWidget* parent = nullptr);

  /// Shows what the workspace knows about the current clip already and forgets the clip before.
  void showCurrentClip();
  /// Says that there will be no answer; the list of problems has the reason.
  void setEngineFailed();
  /// An answer about the current clip.
  void setAnswer(const ClipAnswer& answer);
  void setLatency(std::size_t model, Precision precision, const Latency& latency);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void makeRule();
  void rebuildModels();
  void refresh();
  void refreshModel(std::size_t model);
  void showOpenedRun();
  void showTitle(const Model* floats, const Int8Twin* twin);
  void showDecision(const ModelAnswers& answers, bool sideBySide);
  [[nodiscard]] std::optional<Scene> truth() const;

  Workspace& m_workspace;
  QLabel* m_title = nullptr;
  PrecisionSummary* m_summary = nullptr;
  QLabel* m_untrained = nullptr;
  QComboBox* m_rule = nullptr;
  QLabel* m_decision = nullptr;
  ProbabilityChart* m_chart = nullptr;
  DecisionGrid* m_grid = nullptr;
  std::vector<ModelAnswers> m_answers;
  bool m_engineFailed = false;
};

}  // namespace scenelens
