// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/base/settings.h"
#include "widgets/results/confusion_content.h"
#include "widgets/results/results_view.h"

class QCheckBox;
class QComboBox;
class QLabel;

namespace scenelens {

/// The confusion matrix of the current run, or that of the current run minus the other one, over
/// the clips of the filter without its terms `scene`, `pred` and `group`: those choose rows and
/// columns, which are marked. A click filters to a cell, a row or a column. What one chose to see
/// is remembered.
class ConfusionPanel final : public ResultsView {
  Q_OBJECT

 public:
  ConfusionPanel(Workspace& workspace, Settings& settings, QWidget* parent = nullptr);

  [[nodiscard]] ConfusionMatrix* matrix() const { return m_matrix; }

 protected:
  void refresh() override;

 private:
  QWidget* makeBar();
  [[nodiscard]] MatrixOrder order() const;
  /// The classes of a matrix of which at least one scene is chosen.
  [[nodiscard]] std::optional<std::vector<bool>> markedClasses(
      const std::optional<std::vector<bool>>& scenes) const;
  void onChosen(int row, int column);

  Settings& m_settings;
  QComboBox* m_what = nullptr;
  QComboBox* m_share = nullptr;
  QComboBox* m_order = nullptr;
  QCheckBox* m_mistakes = nullptr;
  ConfusionMatrix* m_matrix = nullptr;
  QLabel* m_summary = nullptr;
};

}  // namespace scenelens
