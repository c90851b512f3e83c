// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/preview/preview_controls.h"

#include <cstdint>
#include <vector>

class QDoubleSpinBox;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSlider;

namespace scenelens {

class ClipQuery;

/// Mixup: the second clip, found by a query in the language of the filter (see ClipQuery), and
/// lambda. What is found does not change when predictions arrive, only when one types.
class MixupControls final : public PreviewControls {
  Q_OBJECT

 public:
  explicit MixupControls(Workspace& workspace, QWidget* parent = nullptr);

  void fill(PreviewParams& params) const override;
  [[nodiscard]] QString missing() const override;
  void show(const PreviewAnswer& answer) override;
  void saveState(StateValues& values) const override;
  void restoreState(const StateValues& values) override;

 private:
  void makeLambda();
  void search();
  void showFault(const ClipQuery& query);
  void choose(std::optional<std::size_t> clip);
  void showChosen();

  Workspace& m_workspace;
  QSlider* m_slider = nullptr;
  QDoubleSpinBox* m_lambda = nullptr;
  QLineEdit* m_search = nullptr;
  QListWidget* m_found = nullptr;
  QPushButton* m_take = nullptr;
  QLabel* m_fault = nullptr;
  QLabel* m_chosen = nullptr;
  QLabel* m_note = nullptr;
  std::optional<std::size_t> m_second;
};

}  // namespace scenelens
