// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/noise_plot.h"

#include "widgets/base/theme.h"
#include "widgets/models/noise_text.h"
#include "widgets/plot/plot_style.h"

#include <QEvent>
#include <QHelpEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

constexpr double kBarWidth = 0.7;
constexpr int kAxisWidth = 60;
constexpr double kHeadroom = 1.18;  // for the weakest bar's number above a tall neighbour

}  // namespace

NoisePlot::NoisePlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  m_plot->setObjectName(QStringLiteral("noiseChart"));
  m_plot->setAccessibleName(tr("Signal to quantization noise of every layer"));
  m_plot->installEventFilter(this);
  explainPlot(*m_plot, {[this] { return summary(); }, [this] { return tables(); }});
  m_hint = new QLabel(m_plot);
  m_hint->setAlignment(Qt::AlignCenter);
  m_hint->setWordWrap(true);
  m_hint->setForegroundRole(QPalette::PlaceholderText);
  m_hint->setAttribute(Qt::WA_TransparentForMouseEvents);

  const auto addBars = [this] {
    auto* bars = new QCPBars(m_plot->xAxis, m_plot->yAxis);
    bars->setWidth(kBarWidth);
    return bars;
  };
  m_bars = addBars();
  m_weakest = addBars();
  m_current = addBars();
  m_number = new QCPItemText(m_plot);
  m_number->setPadding(QMargins(2, 1, 2, 1));
  m_plot->yAxis->setLabel(tr("signal to noise (dB)"));
  m_plot->xAxis->setTickLabelRotation(-90);
  m_plot->xAxis->setSubTicks(false);
  m_plot->xAxis->setTickLength(0, 3);
  m_plot->xAxis->grid()->setVisible(false);
  m_plot->axisRect()->setupFullAxesBox();
  for (auto* axis : {m_plot->xAxis2, m_plot->yAxis2}) {
    axis->setTicks(false);
    axis->setTickLabels(false);
  }
  m_plot->axisRect()->setMinimumMargins(QMargins(4, 4, 4, 4));
  applyColours();
  setNoise(nullptr);
}

void NoisePlot::setNoise(std::shared_ptr<const QuantizationNoise> noise) {
  m_noise = std::move(noise);
  m_hint->setVisible(!m_noise);
  m_plot->axisRect()->setVisible(m_noise != nullptr);
  for (auto* bars : {m_bars, m_weakest, m_current}) bars->setVisible(m_noise != nullptr);
  fill();
}

void NoisePlot::setHint(const QString& hint) {
  m_hint->setText(hint);
}

QString NoisePlot::summary() const {
  return m_noise ? noiseSummary(*m_noise) : m_hint->text();
}

std::vector<PlotTable> NoisePlot::tables() const {
  if (!m_noise) return {};
  PlotTable table{.header = {tr("Layer"), tr("Signal to noise (dB)")}};
  for (const auto& point : m_noise->points()) {
    const double ratio = point.total.ratio();
    const QVariant number = std::isfinite(ratio) ? QVariant(ratio) : QVariant(ratioText(ratio));
    table.rows.push_back({QString::fromStdString(point.point.name), number});
  }
  return {std::move(table)};
}

void NoisePlot::setCurrentPoint(int point) {
  if (point == m_currentPoint) return;
  m_currentPoint = point;
  fill();
}

void NoisePlot::fill() {
  for (auto* bars : {m_bars, m_weakest, m_current}) bars->data()->clear();
  m_number->setVisible(false);
  if (m_noise) {
    const auto& points = m_noise->points();
    const int weakest = weakestPoint(*m_noise);
    // Where there is no room for every name, those of the blocks must do.
    const bool everyName =
        m_plot->width() - kAxisWidth >
        int(points.size()) * QFontMetrics(m_plot->xAxis->tickLabelFont()).height();
    auto names = QSharedPointer<QCPAxisTickerText>::create();
    double lowest = 0.0;
    double highest = 1.0;
    for (int i = 0; i < int(points.size()); ++i) {
      const auto& point = points[std::size_t(i)];
      const QString name = QString::fromStdString(point.point.name);
      if (everyName || (i > 0 && !name.contains(u'.'))) names->addTick(i, name);
      const double ratio = point.total.ratio();
      if (!std::isfinite(ratio)) continue;  // exact or silent: the table says so
      auto* bars = i == m_currentPoint ? m_current : i == weakest ? m_weakest : m_bars;
      bars->addData(i, ratio);
      lowest = std::min(lowest, ratio);
      highest = std::max(highest, ratio);
      if (i != weakest) continue;
      // Above its bar, but never over the edge.
      const bool first = i < 2;
      const bool last = i + 2 >= int(points.size());
      m_number->setPositionAlignment((last    ? Qt::AlignRight
                                      : first ? Qt::AlignLeft
                                              : Qt::AlignHCenter) |
                                     Qt::AlignBottom);
      m_number->position->setCoords(i + (last ? 0.5 : first ? -0.5 : 0.0), std::max(ratio, 0.0));
      m_number->setText(ratioText(ratio));
      m_number->setVisible(true);
    }
    m_plot->xAxis->setTicker(names);
    m_plot->xAxis->setRange(-0.7, double(points.size()) - 0.3);
    m_plot->yAxis->setRange(lowest * kHeadroom, highest * kHeadroom);
  }
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

int NoisePlot::pointAt(const QPointF& position) const {
  if (!m_noise || !m_plot->axisRect()->rect().contains(position.toPoint())) return -1;
  const int point = int(std::lround(m_plot->xAxis->pixelToCoord(position.x())));
  return point >= 0 && point < int(m_noise->points().size()) ? point : -1;
}

bool NoisePlot::eventFilter(QObject* watched, QEvent* event) {
  if (watched != m_plot) return QWidget::eventFilter(watched, event);
  if (event->type() == QEvent::Resize) {
    constexpr int kMargin = 24;
    m_hint->setGeometry(m_plot->rect().adjusted(kMargin, 0, -kMargin, 0));
    fill();
  } else if (event->type() == QEvent::MouseButtonPress) {
    const int point = pointAt(static_cast<QMouseEvent*>(event)->position());
    if (point >= 0) emit pointChosen(point);
  } else if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int point = pointAt(help->pos());
    if (point < 0) {
      QToolTip::hideText();
    } else {
      const auto& shown = m_noise->points()[std::size_t(point)];
      QToolTip::showText(help->globalPos(),
                         tr("%1: %2").arg(QString::fromStdString(shown.point.name),
                                          ratioText(shown.total.ratio())),
                         m_plot);
    }
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void NoisePlot::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) applyColours();
}

void NoisePlot::applyColours() {
  const auto& colours = themeColours(palette());
  applyPlotStyle(*m_plot, *this);
  for (const auto& [bars, colour] : {std::pair{m_bars, colours.accentMuted},
                                     {m_weakest, colours.int8},
                                     {m_current, colours.accent}}) {
    bars->setPen(Qt::NoPen);
    bars->setBrush(colour);
  }
  m_number->setFont(smallFont(*this));
  m_number->setColor(colours.text);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace scenelens
