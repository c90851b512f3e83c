// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/stream_converter.h"

#include <QElapsedTimer>
#include <QWidget>

namespace scenelens {

/// Input level as a bar: RMS filled, peak as a line that stays for a second and a half, both in dB
/// of full scale from -60 to 0. The lamp at the end lights up when samples clip and stays on until
/// it is clicked or reset() is called, so that a short peak is not missed.
class LevelMeter final : public QWidget {
  Q_OBJECT

 public:
  explicit LevelMeter(QWidget* parent = nullptr);

  /// Level since the last call; no samples leave the bar as it is.
  void setLevel(const StreamLevel& level);
  /// Nothing is heard any more: the bar goes down; the lamp still tells what was clipped.
  void setSilent();
  void reset();
  [[nodiscard]] bool hasClipped() const { return m_clipped > 0; }
  [[nodiscard]] double rmsDb() const { return m_rmsDb; }

  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  [[nodiscard]] int lampWidth() const;
  [[nodiscard]] QRect lamp() const;
  [[nodiscard]] QString summary() const;
  void describe();

  double m_rmsDb = -120.0;
  double m_peakDb = -120.0;
  qint64 m_clipped = 0;
  QElapsedTimer m_peakAge;
};

}  // namespace scenelens
