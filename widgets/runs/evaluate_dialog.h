// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/runs/evaluation_runner.h"

#include <QDialog>

#include <vector>

class QButtonGroup;
class QCheckBox;
class QLabel;
class QPushButton;

namespace scenelens {

/// Asks which clips to evaluate with which models and precisions. Emits evaluate() and closes.
class EvaluateDialog final : public QDialog {
  Q_OBJECT

 public:
  explicit EvaluateDialog(const Workspace& workspace, QWidget* parent = nullptr);

  /// What is chosen now.
  [[nodiscard]] EvaluationRequest request() const;

 signals:
  void evaluate(const scenelens::EvaluationRequest& request);

 private:
  enum Clips { All, Test, Train, Shown };
  struct Choice {
    std::string selection;
    std::vector<std::uint32_t> clips;
  };
  struct RunBox {
    QCheckBox* box;
    std::size_t run;
  };

  void collectClips();
  QWidget* makeClipChoice();
  QWidget* makeRunChoice();
  void showSummary();

  const Workspace& m_workspace;
  std::vector<Choice> m_choices;  // by Clips
  std::vector<RunBox> m_runs;
  QButtonGroup* m_clips = nullptr;
  QLabel* m_summary = nullptr;
  QPushButton* m_start = nullptr;
};

}  // namespace scenelens
