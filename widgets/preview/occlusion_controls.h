// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/preview/preview_controls.h"

class QComboBox;

namespace scenelens {

/// Which class to explain, and how finely.
class OcclusionControls final : public PreviewControls {
  Q_OBJECT

 public:
  explicit OcclusionControls(QWidget* parent = nullptr);

  void fill(PreviewParams& params) const override;
  void show(const PreviewAnswer& answer) override;
  /// The class that is shown: what was chosen, or the decision of the answer.
  [[nodiscard]] std::size_t target(const PreviewAnswer& answer, DecisionRule rule) const;

 signals:
  /// Another class of the same map.
  void targetChanged();

 private:
  QComboBox* m_class = nullptr;
  QComboBox* m_grid = nullptr;
  QLabel* m_note = nullptr;
};

}  // namespace scenelens
