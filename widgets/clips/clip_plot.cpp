// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/clip_plot.h"

#include "core/features/mel_filterbank.h"
#include "widgets/base/theme.h"
#include "widgets/plot/frequency_ticker.h"
#include "widgets/plot/play_overlay.h"
#include "widgets/plot/plot_numbers.h"

#include <QEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

/// 1 s, the length of every clip.
constexpr double kClipSeconds = double(kClipSamples) / kSampleRate;
/// Centre of the last frame.
constexpr double kLastFrame = double((kFrames - 1) * kHop) / kSampleRate;
constexpr double kSmallestSpan = 0.005;  // s, about 220 samples
constexpr double kSmallestBands = 8.0;
/// One level scale for all clips, so that a colour always means the same level.
constexpr double kLowestDb = -90.0;
constexpr double kHighestDb = 10.0;
constexpr double kDeltaRange = 4.0;  // standard deviations
const QLatin1String kCursorLayer("cursor");

QCPColorGradient gradientOf(std::span<const QRgb> stops) {
  QCPColorGradient gradient;
  QMap<double, QColor> map;
  for (std::size_t i = 0; i < stops.size(); ++i) {
    map.insert(double(i) / double(stops.size() - 1), QColor::fromRgb(stops[i]));
  }
  gradient.setColorStops(map);
  return gradient;
}

QCPRange limited(QCPRange range, double lower, double upper, double smallest) {
  const double span = std::clamp(range.size(), smallest, upper - lower);
  const double start = std::clamp(range.center() - span / 2.0, lower, upper - span);
  return {start, start + span};
}

}  // namespace

ClipPlot::ClipPlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  m_plot->setAccessibleName(tr("Waveform, log-Mel and delta"));
  m_plot->setFocusPolicy(Qt::StrongFocus);
  m_plot->setMouseTracking(true);
  m_plot->installEventFilter(this);
  setFocusProxy(m_plot);
  explainPlot(*m_plot, {[this] { return summary(); }, [this] { return tables(); }});

  m_hint = new QLabel(m_plot);
  m_hint->setAlignment(Qt::AlignCenter);
  m_hint->setWordWrap(true);
  m_hint->setForegroundRole(QPalette::PlaceholderText);
  m_hint->setAttribute(Qt::WA_TransparentForMouseEvents);

  buildRects();
  buildMaps();
  buildCrossHair();
  m_playback = new PlayOverlay(m_plot, {m_rects.begin(), m_rects.end()});
  linkAxes();
  applyColours();
  setAnalysis(nullptr);
  fit();
}

void ClipPlot::buildRects() {
  m_plot->plotLayout()->clear();
  m_plot->addLayer(kCursorLayer, m_plot->layer(QStringLiteral("overlay")));
  m_plot->layer(kCursorLayer)->setMode(QCPLayer::lmBuffered);
  m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  m_plot->plotLayout()->setRowSpacing(2);

  auto* margins = new QCPMarginGroup(m_plot);
  for (int i = 0; i < PlotCount; ++i) {
    auto* rect = new QCPAxisRect(m_plot);
    rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
    rect->setRangeDrag(i == Waveform ? Qt::Horizontal : Qt::Horizontal | Qt::Vertical);
    rect->setRangeZoom(Qt::Horizontal);
    rect->setMinimumMargins(QMargins(4, 4, 4, 4));
    rect->setupFullAxesBox();
    for (auto* axis : {rect->axis(QCPAxis::atTop), rect->axis(QCPAxis::atRight)}) {
      axis->setTicks(false);
      axis->setTickLabels(false);
    }
    rect->axis(QCPAxis::atBottom)->setTickLabels(i == PlotCount - 1);
    rect->axis(QCPAxis::atBottom)->grid()->setVisible(i == Waveform);
    rect->axis(QCPAxis::atLeft)->grid()->setVisible(i == Waveform);
    m_plot->plotLayout()->addElement(i, 0, rect);
    m_plot->plotLayout()->setRowStretchFactor(i, i == Waveform ? 0.55 : 1.0);
    m_rects[std::size_t(i)] = rect;
  }
  m_rects[Waveform]->axis(QCPAxis::atLeft)->setLabel(tr("amplitude"));
  m_rects[LogMel]->axis(QCPAxis::atLeft)->setLabel(tr("frequency (Hz)"));
  m_rects[Delta]->axis(QCPAxis::atLeft)->setLabel(tr("frequency (Hz)"));
  m_rects[Delta]->axis(QCPAxis::atBottom)->setLabel(tr("time (s)"));
  m_wave = m_plot->addGraph(m_rects[Waveform]->axis(QCPAxis::atBottom),
                            m_rects[Waveform]->axis(QCPAxis::atLeft));
}

void ClipPlot::buildMaps() {
  for (const int plot : {LogMel, Delta}) {
    auto* rect = m_rects[std::size_t(plot)];
    const std::size_t i = plot == LogMel ? 0 : 1;
    rect->axis(QCPAxis::atLeft)
        ->setTicker(QSharedPointer<QCPAxisTicker>(new FrequencyTicker(rect)));
    auto* map = new QCPColorMap(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    map->setInterpolate(false);
    map->data()->setSize(int(kFrames), int(kMels));
    map->data()->setRange(QCPRange(0.0, kLastFrame), QCPRange(0.0, double(kMels - 1)));

    auto* scale = new QCPColorScale(m_plot);
    scale->setType(QCPAxis::atRight);
    scale->setBarWidth(10);
    scale->setMinimumMargins(QMargins(4, 4, 0, 4));
    scale->setRangeDrag(false);
    scale->setRangeZoom(false);
    scale->setLabel(plot == LogMel ? tr("log-Mel power (dB)") : tr("delta of log-Mel (σ)"));
    // The bar is as high as the plot it belongs to.
    auto* group = new QCPMarginGroup(m_plot);
    rect->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    scale->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    m_plot->plotLayout()->addElement(plot, 1, scale);
    map->setColorScale(scale);
    m_maps[i] = map;
    m_scales[i] = scale;
  }
  m_scales[0]->setDataRange(QCPRange(kLowestDb, kHighestDb));
  m_scales[1]->setDataRange(QCPRange(-kDeltaRange, kDeltaRange));
  m_plot->plotLayout()->setColumnStretchFactor(1, 0.001);
}

void ClipPlot::buildCrossHair() {
  const auto line = [this](QCPAxisRect* rect, QCPItemPosition::PositionType x,
                           QCPItemPosition::PositionType y) {
    auto* item = new QCPItemLine(m_plot);
    item->setLayer(kCursorLayer);
    item->setClipAxisRect(rect);
    item->setClipToAxisRect(true);
    for (auto* position : {item->start, item->end}) {
      position->setAxisRect(rect);
      position->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
      position->setTypeX(x);
      position->setTypeY(y);
    }
    item->setVisible(false);
    return item;
  };
  for (std::size_t i = 0; i < PlotCount; ++i) {
    m_timeHalos[i] =
        line(m_rects[i], QCPItemPosition::ptPlotCoords, QCPItemPosition::ptAxisRectRatio);
    m_timeLines[i] =
        line(m_rects[i], QCPItemPosition::ptPlotCoords, QCPItemPosition::ptAxisRectRatio);
  }
  m_levelLine =
      line(m_rects[LogMel], QCPItemPosition::ptAxisRectRatio, QCPItemPosition::ptPlotCoords);
}

void ClipPlot::linkAxes() {
  // Ticks are chosen before the layout is known, so after a change of size they are chosen again.
  connect(m_plot, &QCustomPlot::afterLayout, this, [this] {
    const QSize size = m_rects[LogMel]->size();
    if (size == m_tickedSize) return;
    m_tickedSize = size;
    constexpr int kPixelsPerTick = 70;
    const int ticks = std::clamp(size.width() / kPixelsPerTick, 2, 10);
    for (auto* rect : m_rects) rect->axis(QCPAxis::atBottom)->ticker()->setTickCount(ticks);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
  });
  const auto onRange = qOverload<const QCPRange&>(&QCPAxis::rangeChanged);
  for (auto* rect : m_rects) {
    connect(rect->axis(QCPAxis::atBottom), onRange, this, &ClipPlot::limitTime);
  }
  for (const int plot : {LogMel, Delta}) {
    connect(m_rects[std::size_t(plot)]->axis(QCPAxis::atLeft), onRange, this,
            &ClipPlot::limitBands);
  }
}

void ClipPlot::limitTime(const QCPRange& range) {
  const QCPRange allowed = limited(range, 0.0, kClipSeconds, kSmallestSpan);
  for (auto* rect : m_rects) rect->axis(QCPAxis::atBottom)->setRange(allowed);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ClipPlot::limitBands(const QCPRange& range) {
  const QCPRange allowed = limited(range, -0.5, double(kMels) - 0.5, kSmallestBands);
  for (const int plot : {LogMel, Delta}) {
    m_rects[std::size_t(plot)]->axis(QCPAxis::atLeft)->setRange(allowed);
  }
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ClipPlot::setAnalysis(std::shared_ptr<const ClipAnalysis> analysis) {
  m_analysis = std::move(analysis);
  hideCrossHair();
  m_hint->setVisible(m_analysis == nullptr);
  for (auto* rect : m_rects) rect->setVisible(m_analysis != nullptr);
  for (auto* scale : m_scales) scale->setVisible(m_analysis != nullptr);
  m_wave->setVisible(m_analysis != nullptr);
  for (auto* map : m_maps) map->setVisible(m_analysis != nullptr);
  if (m_analysis) {
    fillWaveform();
    fillMaps();
  }
  m_playback->select(std::nullopt);
  m_playback->setPosition(std::nullopt);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
  emit analysisChanged(m_analysis);
}

void ClipPlot::setHint(const QString& hint) {
  m_hint->setText(hint);
  placeHint();
}

void ClipPlot::fillWaveform() {
  const auto& samples = m_analysis->audio.samples;
  QVector<QCPGraphData> points(qsizetype(samples.size()));
  float peak = 0.0F;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    points[qsizetype(i)] = QCPGraphData(double(i) / kSampleRate, double(samples[i]));
    peak = std::max(peak, std::abs(samples[i]));
  }
  m_wave->data()->set(points, true);
  // Real clips are quiet: the axis follows the clip in 1-2-5 steps, so that levels stay comparable.
  double top = 1.0;
  if (peak > 0.0F) {
    const double decade = std::pow(10.0, std::floor(std::log10(double(peak))));
    constexpr std::array kSteps{1.0, 2.0, 5.0, 10.0};
    top = *std::find_if(kSteps.begin(), kSteps.end() - 1, [&](double step) {
      return step * decade >= double(peak);
    }) * decade;
  }
  top = std::max(top, 1e-4);
  m_rects[Waveform]->axis(QCPAxis::atLeft)->setRange(-top, top);
}

void ClipPlot::fillMaps() {
  const auto& map = m_analysis->map;
  const auto delta = map.channel(1);
  for (std::size_t m = 0; m < kMels; ++m) {
    for (std::size_t t = 0; t < kFrames; ++t) {
      const std::size_t i = m * kFrames + t;
      // log10 of power: ten times that is dB.
      m_maps[0]->data()->setCell(int(t), int(m), 10.0 * double(map.logmel[i]));
      m_maps[1]->data()->setCell(int(t), int(m), double(delta[i]));
    }
  }
}

QString ClipPlot::summary() const {
  if (!m_analysis) return m_hint->text();
  return waveformWords(m_analysis->audio.samples, kSampleRate) + QStringLiteral("; ") +
         mapWords(numbersOf(LogMel));
}

std::vector<PlotTable> ClipPlot::tables() const {
  if (!m_analysis) return {};
  return {waveformTable(tr("Waveform"), m_analysis->audio.samples, kSampleRate),
          mapTable(numbersOf(LogMel)), mapTable(numbersOf(Delta))};
}

MapNumbers ClipPlot::numbersOf(Plot plot) const {
  auto* cells = m_maps[plot == LogMel ? 0 : 1]->data();
  return {.name = plot == LogMel ? tr("Log-Mel") : tr("Delta"),
          .unit = plot == LogMel ? tr("dB") : tr("σ"),
          .frames = int(kFrames),
          .secondsPerFrame = double(kHop) / kSampleRate,
          .cell = [cells](int frame, int band) { return cells->cell(frame, band); }};
}

void ClipPlot::setCompact() {
  for (auto* rect : m_rects) {
    rect->axis(QCPAxis::atLeft)->setLabel({});
    rect->axis(QCPAxis::atBottom)->setLabel({});
  }
  for (auto* scale : m_scales) scale->setLabel({});
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ClipPlot::setColourMap(ColourMap map) {
  m_colourMap = map;
  applyGradients();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ClipPlot::applyGradients() {
  m_scales[0]->setGradient(gradientOf(colourStops(m_colourMap)));
  m_scales[1]->setGradient(gradientOf(divergingStops(isDark(palette()))));
}

void ClipPlot::fit() {
  setTimeRange(0.0, kClipSeconds);
  m_rects[LogMel]->axis(QCPAxis::atLeft)->setRange(-0.5, double(kMels) - 0.5);
}

void ClipPlot::zoomTime(double factor) {
  auto* axis = m_rects[Waveform]->axis(QCPAxis::atBottom);
  axis->scaleRange(factor, axis->range().center());
}

void ClipPlot::panTime(double fraction) {
  auto* axis = m_rects[Waveform]->axis(QCPAxis::atBottom);
  axis->moveRange(fraction * axis->range().size());
}

void ClipPlot::setTimeRange(double lower, double upper) {
  m_rects[Waveform]->axis(QCPAxis::atBottom)->setRange(lower, upper);
}

std::pair<double, double> ClipPlot::timeRange() const {
  const auto range = m_rects[Waveform]->axis(QCPAxis::atBottom)->range();
  return {range.lower, range.upper};
}

std::pair<double, double> ClipPlot::bandRange() const {
  const auto range = m_rects[Delta]->axis(QCPAxis::atLeft)->range();
  return {range.lower, range.upper};
}

QString ClipPlot::readOut(int plot, double seconds, double value) const {
  if (!m_analysis || seconds < 0.0 || seconds > kClipSeconds) return {};
  const QLocale locale;
  const QString time = tr("%1 s").arg(locale.toString(seconds, 'f', 3));
  if (plot == Waveform) {
    const auto& samples = m_analysis->audio.samples;
    const auto i = std::min(std::size_t(seconds * kSampleRate), samples.size() - 1);
    const double level = std::abs(double(samples[i]));
    const QString db = level > 0.0
                           ? tr("%1 dBFS").arg(locale.toString(20.0 * std::log10(level), 'f', 1))
                           : tr("silence");
    return QStringLiteral("%1   %2   %3").arg(time, locale.toString(samples[i], 'f', 5), db);
  }
  const int band = std::clamp(int(std::lround(value)), 0, int(kMels) - 1);
  const int frame = std::clamp(int(std::lround(seconds * kSampleRate / kHop)), 0, int(kFrames) - 1);
  const double cell = m_maps[plot == LogMel ? 0 : 1]->data()->cell(frame, band);
  const QString frequency =
      tr("%1 Hz (band %2)")
          .arg(locale.toString(MelFilterbank::centreHz(std::size_t(band)), 'f', 0))
          .arg(band);
  const QString level = plot == LogMel ? tr("%1 dB").arg(locale.toString(cell, 'f', 1))
                                       : tr("%1 σ").arg(locale.toString(cell, 'f', 2));
  return QStringLiteral("%1   %2   %3").arg(time, frequency, level);
}

void ClipPlot::moveCrossHair(const QPointF& position) {
  int hovered = -1;
  for (int i = 0; i < PlotCount; ++i) {
    if (m_rects[std::size_t(i)]->rect().contains(position.toPoint())) hovered = i;
  }
  if (!m_analysis || hovered < 0) {
    hideCrossHair();
    return;
  }
  auto* rect = m_rects[std::size_t(hovered)];
  const double seconds = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
  const double value = rect->axis(QCPAxis::atLeft)->pixelToCoord(position.y());
  for (const auto& lines : {m_timeHalos, m_timeLines}) {
    for (auto* line : lines) {
      line->start->setCoords(seconds, 0.0);
      line->end->setCoords(seconds, 1.0);
      line->setVisible(true);
    }
  }
  for (auto* anchor : {m_levelLine->start, m_levelLine->end}) {
    anchor->setAxisRect(rect);
    anchor->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
  }
  m_levelLine->setClipAxisRect(rect);
  m_levelLine->start->setCoords(0.0, value);
  m_levelLine->end->setCoords(1.0, value);
  m_levelLine->setVisible(true);
  m_plot->layer(kCursorLayer)->replot();
  emit readOutChanged(readOut(hovered, seconds, value));
}

void ClipPlot::hideCrossHair() {
  if (!m_levelLine || !m_levelLine->visible()) return;
  for (const auto& lines : {m_timeHalos, m_timeLines}) {
    for (auto* line : lines) line->setVisible(false);
  }
  m_levelLine->setVisible(false);
  m_plot->layer(kCursorLayer)->replot();
  emit readOutChanged({});
}

bool ClipPlot::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_plot) {
    switch (event->type()) {
      case QEvent::MouseMove:
        moveCrossHair(static_cast<QMouseEvent*>(event)->position());
        break;
      case QEvent::Leave:
        hideCrossHair();
        break;
      case QEvent::Resize:
        placeHint();
        break;
      case QEvent::Wheel: {
        // Ctrl turns the wheel from the time axis to the frequency axis.
        const bool frequency =
            static_cast<QWheelEvent*>(event)->modifiers().testFlag(Qt::ControlModifier);
        for (const int plot : {LogMel, Delta}) {
          m_rects[std::size_t(plot)]->setRangeZoom(frequency ? Qt::Vertical : Qt::Horizontal);
        }
        break;
      }
      default:
        break;
    }
  }
  return QWidget::eventFilter(watched, event);
}

void ClipPlot::placeHint() {
  constexpr int kMargin = 40;
  m_hint->setGeometry(m_plot->rect().adjusted(kMargin, 0, -kMargin, 0));
}

void ClipPlot::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) applyColours();
}

void ClipPlot::applyColours() {
  const auto& colours = themeColours(palette());
  m_plot->setBackground(colours.window);
  applyGradients();
  const QFont labelFont = smallFont(*this);
  const auto applyTo = [&](QCPAxis* axis) {
    axis->setBasePen(QPen(colours.border));
    axis->setTickPen(QPen(colours.border));
    axis->setSubTickPen(QPen(colours.border));
    axis->setTickLabelColor(colours.mutedText);
    axis->setLabelColor(colours.mutedText);
    axis->setTickLabelFont(labelFont);
    axis->setLabelFont(labelFont);
    axis->grid()->setPen(QPen(colours.grid, 0));
    axis->grid()->setZeroLinePen(QPen(colours.border, 0));
  };
  for (auto* rect : m_rects) {
    rect->setBackground(colours.base);
    for (auto* axis : rect->axes()) applyTo(axis);
  }
  for (auto* scale : m_scales) {
    applyTo(scale->axis());
    scale->axis()->setSubTicks(false);
    if (auto* bar = scale->findChild<QCPAxisRect*>()) {
      for (auto* axis : bar->axes()) axis->setBasePen(QPen(colours.border));
    }
  }
  m_wave->setPen(QPen(colours.waveform, 0));  // wider pens are a thousand times slower
  for (auto* halo : m_timeHalos) halo->setPen(QPen(colours.cursorHalo, 3));
  for (auto* line : m_timeLines) line->setPen(QPen(colours.cursor, 1));
  m_levelLine->setPen(QPen(colours.cursor, 1, Qt::DotLine));
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace scenelens
