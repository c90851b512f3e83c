// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/preview/preview_controls.h"

class QComboBox;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace scenelens {

/// SpecAugment: how stripes are drawn, from which seed, and the stripes themselves, which can be
/// edited. Drawing anew forgets what was edited.
class SpecAugmentControls final : public PreviewControls {
  Q_OBJECT

 public:
  explicit SpecAugmentControls(QWidget* parent = nullptr);

  void fill(PreviewParams& params) const override;
  void saveState(StateValues& values) const override;
  void restoreState(const StateValues& values) override;
  /// A stripe was dragged.
  void moveStripe(bool mel, int index, int start);
  /// Draws from the next seed.
  void reroll();

 private:
  void makeOptions();
  void makeTable();
  void draw();
  void showPlan();
  void onItemChanged(int row, int column);

  QSpinBox* m_seed = nullptr;
  QSpinBox* m_melStripes = nullptr;
  QSpinBox* m_melWidth = nullptr;
  QSpinBox* m_timeStripes = nullptr;
  QSpinBox* m_timeWidth = nullptr;
  QSpinBox* m_warp = nullptr;
  QComboBox* m_inclusive = nullptr;
  QPushButton* m_reroll = nullptr;
  QTableWidget* m_table = nullptr;
  QLabel* m_note = nullptr;
  SpecAugmentPlan m_plan;
};

}  // namespace scenelens
