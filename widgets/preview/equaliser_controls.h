// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/preview/preview_controls.h"

#include <array>

class QPushButton;
class QSlider;

namespace scenelens {

/// Ten bands to pull.
class EqualiserControls final : public PreviewControls {
  Q_OBJECT

 public:
  explicit EqualiserControls(QWidget* parent = nullptr);

  void fill(PreviewParams& params) const override;

 private:
  void onMoved(std::size_t band);

  std::array<QSlider*, Equaliser::kBands> m_sliders{};
  std::array<QLabel*, Equaliser::kBands> m_values{};
  QPushButton* m_flat = nullptr;
};

}  // namespace scenelens
