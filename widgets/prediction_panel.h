// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/workspace.h"

#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QLabel;
class QTreeWidget;

namespace scenelens {

class ProbabilityChart;

/// What the models say about the current clip: the chosen model's probabilities as bars, and below
/// all models' decisions, one line each; a click there chooses the model.
class PredictionPanel final : public QWidget {
  Q_OBJECT

 public:
  explicit PredictionPanel(Workspace& workspace, QWidget* parent = nullptr);

  /// Shows what the workspace knows about the current clip already and forgets the clip before.
  void showCurrentClip();
  /// Says that there will be no answer; the list of problems has the reason.
  void setEngineFailed();
  /// One model's answer about the current clip; `milliseconds` for the forward pass.
  void setPrediction(std::size_t model, const Prediction& prediction, double milliseconds,
                     const QString& engine);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Answer {
    Prediction prediction;
    double milliseconds = 0.0;
    QString engine;
  };

  void rebuildModels();
  void refresh();
  void refreshRow(std::size_t model);

  Workspace& m_workspace;
  QLabel* m_title = nullptr;
  QLabel* m_untrained = nullptr;
  QLabel* m_engine = nullptr;
  QComboBox* m_rule = nullptr;
  ProbabilityChart* m_chart = nullptr;
  QTreeWidget* m_models = nullptr;
  std::vector<std::optional<Answer>> m_answers;
  bool m_engineFailed = false;
};

}  // namespace scenelens
