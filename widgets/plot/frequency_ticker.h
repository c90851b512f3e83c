// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

namespace scenelens {

/// Ticks at round frequencies for an axis that counts mel bands: as many as fit without touching,
/// 1-2-5 steps first, finer ones when zoomed in.
class FrequencyTicker final : public QCPAxisTicker {
 public:
  /// `rect`: the axis rect whose height limits the number of ticks; must outlive the ticker.
  explicit FrequencyTicker(const QCPAxisRect* rect) : m_rect(rect) {}

 protected:
  double getTickStep(const QCPRange& range) override;
  QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
  QString getTickLabel(double tick, const QLocale& locale, QChar formatChar,
                       int precision) override;
  int getSubTickCount(double tickStep) override;

 private:
  const QCPAxisRect* m_rect;
};

}  // namespace scenelens
