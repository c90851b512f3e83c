// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/paired.h"

#include <QWidget>

#include <array>

class QLabel;
class QPushButton;

namespace scenelens {

/// Who is right where the other is wrong: four numbers, each a button.
class AgreementGrid final : public QWidget {
  Q_OBJECT

 public:
  explicit AgreementGrid(QWidget* parent = nullptr);

  void setCounts(const PairedCounts& counts);
  /// Without two runs.
  void clear();
  /// The button of BothRight, OnlyFirst, OnlySecond or BothWrong, for tests and the keyboard.
  [[nodiscard]] QPushButton* button(Agreement agreement) const {
    return m_buttons[std::size_t(agreement)];
  }

 signals:
  void chosen(scenelens::Agreement agreement);

 private:
  std::array<QPushButton*, 4> m_buttons{};
};

/// The two filter terms that find such clips: {"is:right", "b.is:wrong"}.
[[nodiscard]] QStringList agreementTerms(Agreement agreement);

}  // namespace scenelens
