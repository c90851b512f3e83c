// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live/level_meter.h"

#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"
#include "widgets/plot/plot_table.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace scenelens {

namespace {

constexpr double kLowestDb = -60.0;
constexpr qint64 kPeakHoldMs = 1500;
constexpr int kBarHeight = 10;
constexpr int kLamp = 12;

double share(double db) {
  return std::clamp((db - kLowestDb) / -kLowestDb, 0.0, 1.0);
}

}  // namespace

LevelMeter::LevelMeter(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Input level"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  // Levels come 30 times a second: who cannot see them asks, nobody is told.
  explainPlot(*this, {[this] { return summary(); }, {}});
  describe();
}

void LevelMeter::setLevel(const StreamLevel& level) {
  if (level.samples == 0) return;
  m_rmsDb = toDbfs(level.rms());
  const double peak = toDbfs(double(level.peak));
  if (peak >= m_peakDb || !m_peakAge.isValid() || m_peakAge.elapsed() > kPeakHoldMs) {
    m_peakDb = peak;
    m_peakAge.start();
  }
  m_clipped += level.clipped;
  describe();
  update();
}

void LevelMeter::setSilent() {
  m_rmsDb = m_peakDb = -120.0;
  m_peakAge.invalidate();
  describe();
  update();
}

void LevelMeter::reset() {
  m_clipped = 0;
  setSilent();
}

QString LevelMeter::summary() const {
  const QLocale locale;
  QString text = m_rmsDb <= -120.0 ? tr("Silence")
                                   : tr("RMS %1 dBFS, peak %2 dBFS")
                                         .arg(locale.toString(m_rmsDb, 'f', 0),
                                              locale.toString(m_peakDb, 'f', 0));
  if (m_clipped > 0) text += tr("; clipped samples: %1").arg(countText(m_clipped));
  return text;
}

void LevelMeter::describe() {
  const QString text = summary();
  setToolTip(m_clipped > 0 ? text + tr(" (click the lamp to reset it)") : text);
}

QSize LevelMeter::sizeHint() const {
  return {220, kBarHeight + spacing::kSmall + QFontMetrics(smallFont(*this)).height()};
}

QSize LevelMeter::minimumSizeHint() const {
  return {120, sizeHint().height()};
}

int LevelMeter::lampWidth() const {
  return std::max(kLamp + 2, QFontMetrics(smallFont(*this)).horizontalAdvance(tr("clip")));
}

QRect LevelMeter::lamp() const {
  return {width() - lampWidth() / 2 - kLamp / 2, (kBarHeight - kLamp) / 2 + 1, kLamp, kLamp};
}

void LevelMeter::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const auto& colours = themeColours(palette());
  const QRectF track(0, 1, width() - lampWidth() - 2 * spacing::kMedium, kBarHeight);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colours.grid);
  painter.drawRoundedRect(track, 3, 3);
  QRectF filled(track);
  filled.setWidth(track.width() * share(m_rmsDb));
  painter.setBrush(colours.accent);
  if (filled.width() > 0.5) painter.drawRoundedRect(filled, 3, 3);
  if (m_peakDb > kLowestDb) {
    const double x = track.left() + track.width() * share(m_peakDb);
    painter.setPen(QPen(colours.text, 2));
    painter.drawLine(QPointF(std::min(x, track.right() - 1), track.top()),
                     QPointF(std::min(x, track.right() - 1), track.bottom()));
  }
  painter.setPen(m_clipped > 0 ? Qt::NoPen : QPen(colours.border));
  painter.setBrush(m_clipped > 0 ? colours.wrong : colours.base);
  painter.drawEllipse(lamp());

  painter.setFont(smallFont(*this));
  painter.setPen(colours.mutedText);
  const QFontMetrics metrics(painter.font());
  const int top = kBarHeight + spacing::kSmall;
  for (const int db : {-60, -40, -20, 0}) {
    const QString text = db == 0 ? tr("0 dB") : QString::number(db).replace(u'-', u'\u2212');
    const int wide = metrics.horizontalAdvance(text);
    const int x = int(track.left() + track.width() * share(db)) - wide / 2;
    painter.drawText(std::clamp(x, 0, std::max(0, int(track.right()) - wide)),
                     top + metrics.ascent(), text);
  }
  const QString clip = tr("clip");
  if (m_clipped > 0) painter.setPen(colours.wrong);
  painter.drawText(width() - metrics.horizontalAdvance(clip), top + metrics.ascent(), clip);
}

void LevelMeter::mousePressEvent(QMouseEvent* event) {
  if (event->position().x() < width() - lampWidth() - spacing::kMedium) return;
  m_clipped = 0;
  describe();
  update();
}

}  // namespace scenelens
