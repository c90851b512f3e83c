// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live/live_plot.h"

#include "core/audio/stream_converter.h"
#include "widgets/base/theme.h"
#include "widgets/plot/frequency_ticker.h"
#include "widgets/plot/plot_numbers.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

constexpr double kColumnSeconds = double(kHop) / kSampleRate;
constexpr int kColumns = int(LivePlot::kSeconds / kColumnSeconds) + 1;
constexpr double kLowestDb = -90.0;  // the scale of ClipPlot
constexpr double kHighestDb = 10.0;
const QLatin1String kMarkLayer("selection");

/// The next of 1, 2, 5, 10, ... that is not smaller.
double niceTop(double peak) {
  const double decade = std::pow(10.0, std::floor(std::log10(std::max(peak, 1e-4))));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (step * decade >= peak) return step * decade;
  }
  return 10.0 * decade;
}

}  // namespace

LivePlot::LivePlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  m_plot->setAccessibleName(tr("Waveform and log-Mel of the last ten seconds"));
  m_plot->setFocusPolicy(Qt::StrongFocus);
  m_plot->setMinimumHeight(120);
  m_plot->installEventFilter(this);
  setFocusProxy(m_plot);
  explainPlot(*m_plot, {[this] { return summary(); }, [this] { return tables(); }});
  m_hint = new QLabel(m_plot);
  m_hint->setAlignment(Qt::AlignCenter);
  m_hint->setWordWrap(true);
  m_hint->setForegroundRole(QPalette::PlaceholderText);
  m_hint->setAttribute(Qt::WA_TransparentForMouseEvents);
  build();
  applyColours();
  clear();
}

void LivePlot::build() {
  m_plot->plotLayout()->clear();
  m_plot->plotLayout()->setRowSpacing(2);
  m_plot->addLayer(kMarkLayer, m_plot->layer(QStringLiteral("main")));
  auto* margins = new QCPMarginGroup(m_plot);
  for (int i = 0; i < PlotCount; ++i) {
    auto* rect = new QCPAxisRect(m_plot);
    rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
    rect->setMinimumMargins(QMargins(4, 4, 4, 4));
    rect->setupFullAxesBox();
    for (auto* axis : {rect->axis(QCPAxis::atTop), rect->axis(QCPAxis::atRight)}) {
      axis->setTicks(false);
      axis->setTickLabels(false);
    }
    rect->axis(QCPAxis::atBottom)->setTickLabels(i == LogMel);
    rect->axis(QCPAxis::atBottom)->grid()->setVisible(i == Waveform);
    rect->axis(QCPAxis::atLeft)->grid()->setVisible(i == Waveform);
    m_plot->plotLayout()->addElement(i, 0, rect);
    m_plot->plotLayout()->setRowStretchFactor(i, i == Waveform ? 0.45 : 1.0);
    m_rects[std::size_t(i)] = rect;
  }
  auto* time = m_rects[Waveform]->axis(QCPAxis::atBottom);
  auto* level = m_rects[Waveform]->axis(QCPAxis::atLeft);
  level->setLabel(tr("amplitude"));
  level->ticker()->setTickCount(3);
  m_lowest = m_plot->addGraph(time, level);
  m_highest = m_plot->addGraph(time, level);
  m_highest->setChannelFillGraph(m_lowest);

  auto* rect = m_rects[LogMel];
  rect->axis(QCPAxis::atBottom)->setLabel(tr("time since the start (s)"));
  rect->axis(QCPAxis::atLeft)->setLabel(tr("frequency (Hz)"));
  rect->axis(QCPAxis::atLeft)->setTicker(QSharedPointer<QCPAxisTicker>(new FrequencyTicker(rect)));
  rect->axis(QCPAxis::atLeft)->setRange(-0.5, double(kMels) - 0.5);
  m_map = new QCPColorMap(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
  m_map->setInterpolate(false);
  m_map->data()->setSize(kColumns, int(kMels));
  m_scale = new QCPColorScale(m_plot);
  m_scale->setType(QCPAxis::atRight);
  m_scale->setBarWidth(10);
  m_scale->setMinimumMargins(QMargins(4, 4, 0, 4));
  m_scale->setRangeDrag(false);
  m_scale->setRangeZoom(false);
  m_scale->setLabel(tr("log-Mel power (dB)"));
  auto* group = new QCPMarginGroup(m_plot);
  rect->setMarginGroup(QCP::msTop | QCP::msBottom, group);
  m_scale->setMarginGroup(QCP::msTop | QCP::msBottom, group);
  m_plot->plotLayout()->addElement(LogMel, 1, m_scale);
  m_plot->plotLayout()->setColumnStretchFactor(1, 0.001);
  m_map->setColorScale(m_scale);
  m_scale->setDataRange(QCPRange(kLowestDb, kHighestDb));

  for (std::size_t i = 0; i < PlotCount; ++i) {
    auto* mark = new QCPItemRect(m_plot);
    mark->setLayer(kMarkLayer);
    mark->setClipAxisRect(m_rects[i]);
    for (auto* position : {mark->topLeft, mark->bottomRight}) {
      position->setAxisRect(m_rects[i]);
      position->setAxes(m_rects[i]->axis(QCPAxis::atBottom), m_rects[i]->axis(QCPAxis::atLeft));
      position->setTypeX(QCPItemPosition::ptPlotCoords);
      position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    m_marks[i] = mark;
  }
}

void LivePlot::clear() {
  m_columns.clear();
  m_firstColumn = 0;
  m_top = 0.01;
  select(std::nullopt);
  refresh();
}

void LivePlot::add(const LiveHop& hop) {
  if (hop.columns.empty()) return;
  // Columns that were left out leave a gap of silence.
  const std::int64_t end = m_firstColumn + std::int64_t(m_columns.size());
  if (m_columns.empty() || hop.firstColumn - end > kColumns || hop.firstColumn < end) {
    m_columns.clear();
    m_firstColumn = hop.firstColumn;
  } else {
    LiveColumn silence;
    silence.logmel.fill(-10.0F);
    m_columns.insert(m_columns.end(), std::size_t(hop.firstColumn - end), silence);
  }
  m_columns.insert(m_columns.end(), hop.columns.begin(), hop.columns.end());
  while (m_columns.size() > std::size_t(kColumns)) {
    m_columns.pop_front();
    ++m_firstColumn;
  }
  // What is not seen any more is not meant any more.
  if (m_selection && m_selection->second <= double(m_firstColumn) * kColumnSeconds)
    select(std::nullopt);
  refresh();
}

void LivePlot::refresh() {
  const bool something = !m_columns.empty();
  m_hint->setVisible(!something);
  for (auto* rect : m_rects) rect->setVisible(something);
  m_scale->setVisible(something);
  if (something) {
    fillWaveform();
    const double newest = double(m_firstColumn + std::int64_t(m_columns.size())) * kColumnSeconds;
    const double from = std::max(0.0, newest - kSeconds);
    for (auto* rect : m_rects) rect->axis(QCPAxis::atBottom)->setRange(from, from + kSeconds);
    auto* cells = m_map->data();
    const double first = (double(m_firstColumn) + 0.5) * kColumnSeconds;
    cells->setRange(QCPRange(first, first + (kColumns - 1) * kColumnSeconds),
                    QCPRange(0.0, double(kMels - 1)));
    for (int t = 0; t < kColumns; ++t) {
      const bool there = std::size_t(t) < m_columns.size();
      for (std::size_t m = 0; m < kMels; ++m) {
        // log10 of power: ten times that is dB.
        cells->setCell(t, int(m), there ? 10.0 * double(m_columns[std::size_t(t)].logmel[m]) : 0.0);
        cells->setAlpha(t, int(m), there ? 255 : 0);
      }
    }
  }
  placeSelection();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LivePlot::fillWaveform() {
  QVector<QCPGraphData> low, high;
  low.reserve(kColumns);
  high.reserve(kColumns);
  double peak = 0.0;
  for (std::size_t i = 0; i < m_columns.size(); ++i) {
    const double time = (double(m_firstColumn) + double(i) + 0.5) * kColumnSeconds;
    const auto& column = m_columns[i];
    low.append(QCPGraphData(time, double(column.lowest)));
    high.append(QCPGraphData(time, double(column.highest)));
    peak = std::max({peak, -double(column.lowest), double(column.highest)});
  }
  m_lowest->data()->set(low, true);
  m_highest->data()->set(high, true);
  // Steps of 1-2-5, and down only when the sound is much quieter, so that the axis rests.
  const double top = niceTop(peak);
  if (top > m_top || top < m_top / 4.0) m_top = top;
  m_rects[Waveform]->axis(QCPAxis::atLeft)->setRange(-m_top, m_top);
}

QString LivePlot::summary() const {
  if (m_columns.empty()) return m_hint->text();
  double peak = 0.0;
  for (const auto& column : m_columns)
    peak = std::max({peak, -double(column.lowest), double(column.highest)});
  const QLocale locale;
  return tr("The last %1 s, peak %2 dBFS; %3")
      .arg(locale.toString(double(m_columns.size()) * kColumnSeconds, 'f', 1),
           locale.toString(toDbfs(peak), 'f', 1), mapWords(numbers()));
}

std::vector<PlotTable> LivePlot::tables() const {
  if (m_columns.empty()) return {};
  PlotTable wave{.name = tr("Waveform"),
                 .header = {tr("Time (s)"), tr("Lowest"), tr("Highest")},
                 .decimals = 5};
  for (std::size_t i = 0; i < m_columns.size(); ++i) {
    wave.rows.push_back({double(m_firstColumn + std::int64_t(i)) * kColumnSeconds,
                         double(m_columns[i].lowest), double(m_columns[i].highest)});
  }
  wave.note = tr("A row stands for %Ln sample(s).", nullptr, int(kHop));
  return {std::move(wave), mapTable(numbers())};
}

MapNumbers LivePlot::numbers() const {
  return {.name = tr("Log-Mel"),
          .unit = tr("dB"),
          .frames = int(m_columns.size()),
          .firstSecond = double(m_firstColumn) * kColumnSeconds,
          .secondsPerFrame = kColumnSeconds,
          .cell = [this](int frame, int band) {
            return 10.0 * double(m_columns[std::size_t(frame)].logmel[std::size_t(band)]);
          }};
}

void LivePlot::select(std::optional<std::pair<double, double>> selection) {
  if (selection && selection->first > selection->second) {
    std::swap(selection->first, selection->second);
  }
  if (selection == m_selection) return;
  m_selection = selection;
  placeSelection();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
  emit selectionChanged();
}

void LivePlot::placeSelection() {
  for (auto* mark : m_marks) {
    mark->setVisible(m_selection.has_value() && !m_columns.empty());
    if (!m_selection) continue;
    mark->topLeft->setCoords(m_selection->first, 0.0);
    mark->bottomRight->setCoords(m_selection->second, 1.0);
  }
}

double LivePlot::secondsAt(double x) const {
  const auto* axis = m_rects[Waveform]->axis(QCPAxis::atBottom);
  const double newest = double(m_firstColumn + std::int64_t(m_columns.size())) * kColumnSeconds;
  return std::clamp(axis->pixelToCoord(x), double(m_firstColumn) * kColumnSeconds, newest);
}

bool LivePlot::eventFilter(QObject* watched, QEvent* event) {
  if (watched != m_plot) return QWidget::eventFilter(watched, event);
  switch (event->type()) {
    case QEvent::MouseButtonPress: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      if (mouse->button() != Qt::LeftButton || m_columns.empty()) break;
      m_pressed = secondsAt(mouse->position().x());
      select(std::nullopt);
      break;
    }
    case QEvent::MouseMove: {
      constexpr double kSmallest = 0.05;  // s: a click that trembles is no selection
      if (!m_pressed) break;
      const double here = secondsAt(static_cast<QMouseEvent*>(event)->position().x());
      if (std::abs(here - *m_pressed) >= kSmallest) select(std::pair(*m_pressed, here));
      break;
    }
    case QEvent::MouseButtonRelease:
      m_pressed.reset();
      break;
    case QEvent::KeyPress:
      if (static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && m_selection) {
        select(std::nullopt);
        return true;
      }
      break;
    case QEvent::Resize:
      m_hint->setGeometry(m_plot->rect().adjusted(40, 0, -40, 0));
      break;
    default:
      break;
  }
  return QWidget::eventFilter(watched, event);
}

void LivePlot::setHint(const QString& hint) {
  m_hint->setText(hint);
}

void LivePlot::setColourMap(ColourMap map) {
  m_colourMap = map;
  applyColours();
}

void LivePlot::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) applyColours();
}

void LivePlot::applyColours() {
  const auto& colours = themeColours(palette());
  m_plot->setBackground(colours.window);
  QMap<double, QColor> stops;
  const auto map = colourStops(m_colourMap);
  for (std::size_t i = 0; i < map.size(); ++i) {
    stops.insert(double(i) / double(map.size() - 1), QColor::fromRgb(map[i]));
  }
  QCPColorGradient gradient;
  gradient.setColorStops(stops);
  m_scale->setGradient(gradient);
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
  applyTo(m_scale->axis());
  m_scale->axis()->setSubTicks(false);
  if (auto* bar = m_scale->findChild<QCPAxisRect*>()) {
    for (auto* axis : bar->axes()) axis->setBasePen(QPen(colours.border));
  }
  m_lowest->setPen(QPen(colours.waveform, 0));
  m_highest->setPen(QPen(colours.waveform, 0));
  m_highest->setBrush(colours.waveform);
  QColor veil = colours.accent;
  veil.setAlpha(60);
  for (auto* mark : m_marks) {
    mark->setPen(QPen(colours.accent, 1));
    mark->setBrush(veil);
  }
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace scenelens
