// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/rank_score.h"

#include <QWidget>

#include <array>

class QDoubleSpinBox;
class QLabel;
class QSlider;

namespace scenelens {

/// A system that is only thought of: accuracy, bytes and MACs by slider (the latter two on a
/// logarithmic scale) and by number, and where it would land.
class WhatIf final : public QWidget {
  Q_OBJECT

 public:
  enum Quantity { Accuracy, Bytes, Macs };

  explicit WhatIf(QWidget* parent = nullptr);

  /// Percent, bytes, MACs; held within what the fields take.
  void setValue(Quantity quantity, double value);
  [[nodiscard]] double value(Quantity quantity) const { return m_rows[quantity].value; }
  [[nodiscard]] RankedSystem system() const;
  /// Where it lands among `systems`.
  void setOthers(std::vector<RankedSystem> systems, TieRule rule);
  [[nodiscard]] QSlider* slider(Quantity quantity) const { return m_rows[quantity].slider; }
  [[nodiscard]] QDoubleSpinBox* field(Quantity quantity) const { return m_rows[quantity].field; }

 signals:
  void valueChanged();

 private:
  struct Row {
    double low = 0.0;
    double high = 1.0;
    double unit = 1.0;  ///< of the field, in those of the value
    bool logarithmic = false;
    double value = 0.0;
    QSlider* slider = nullptr;
    QDoubleSpinBox* field = nullptr;
  };

  void addRow(Quantity quantity, const QString& name, const QString& suffix, int decimals);
  void showRow(Row& row);
  void showPlace();

  std::array<Row, 3> m_rows{Row{0.0, 100.0, 1.0, false, 55.0, nullptr, nullptr},
                            Row{1e3, 1e6, 1.0, true, 60'000.0, nullptr, nullptr},
                            Row{1e5, 1e8, 1e6, true, 15e6, nullptr, nullptr}};
  QLabel* m_place = nullptr;
  std::vector<RankedSystem> m_others;
  TieRule m_rule = TieRule::Competition;
};

/// "3", "2.5": a rank or a score.
[[nodiscard]] QString rankText(double rank);
/// What of the limits a system breaks, in words; empty for neither.
[[nodiscard]] QString limitsText(bool overMemory, bool overMacs);

}  // namespace scenelens
