// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preview/preview_plot.h"

#include "core/features/mel_filterbank.h"
#include "widgets/base/theme.h"
#include "widgets/plot/frequency_ticker.h"
#include "widgets/plot/play_overlay.h"
#include "widgets/plot/plot_numbers.h"
#include "widgets/preview/preview_text.h"

#include <QEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

/// Frames are drawn around their centres.
constexpr double kFrameSeconds = double(kHop) / kSampleRate;
constexpr double kLastFrame = double(kFrames - 1) * kFrameSeconds;
constexpr double kFirstTime = -0.5 * kFrameSeconds;
constexpr double kLastTime = kLastFrame + 0.5 * kFrameSeconds;
constexpr double kSmallestSpan = 4.0 * kFrameSeconds;
constexpr double kSmallestBands = 8.0;
// The scales of the clips page, so that a colour means the same on both.
constexpr double kLowestDb = -90.0;
constexpr double kHighestDb = 10.0;
constexpr double kDeltaRange = 4.0;       // standard deviations
constexpr double kDifferenceFloor = 1.0;  // dB or standard deviations: less shows as less
constexpr double kDropFloor = 0.02;       // probability
constexpr int kSmallestRect = 50;
constexpr double kGripPixels = 4.0;  // a stripe of one band can be caught, too

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

PreviewPlot::PreviewPlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  m_plot->setObjectName(QStringLiteral("previewMaps"));
  m_plot->setAccessibleName(tr("The clip before and after, and the difference"));
  m_plot->setFocusPolicy(Qt::StrongFocus);
  m_plot->setMouseTracking(true);
  m_plot->installEventFilter(this);
  setFocusProxy(m_plot);
  explainPlot(*m_plot, {[this] { return summary(); }, [this] { return tables(); }});
  m_hint = new QLabel(m_plot);
  m_hint->setObjectName(QStringLiteral("previewHint"));
  m_hint->setAlignment(Qt::AlignCenter);
  m_hint->setWordWrap(true);
  m_hint->setForegroundRole(QPalette::PlaceholderText);
  m_hint->setAttribute(Qt::WA_TransparentForMouseEvents);
  buildRects();
  buildMaps();
  m_playback = new PlayOverlay(m_plot, {m_rects.begin(), m_rects.end()});
  linkAxes();
  applyColours();
  setAnswer(nullptr);
  fit();
}

void PreviewPlot::buildRects() {
  m_plot->plotLayout()->clear();
  m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  m_plot->plotLayout()->setRowSpacing(2);
  auto* margins = new QCPMarginGroup(m_plot);
  for (int i = 0; i < RowCount; ++i) {
    auto* rect = new QCPAxisRect(m_plot);
    rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
    rect->setRangeZoom(Qt::Horizontal);
    rect->setMinimumMargins(QMargins(4, 4, 4, 4));
    rect->setupFullAxesBox();
    for (auto* axis : {rect->axis(QCPAxis::atTop), rect->axis(QCPAxis::atRight)}) {
      axis->setTicks(false);
      axis->setTickLabels(false);
    }
    rect->axis(QCPAxis::atBottom)->setTickLabels(i == Difference);
    for (auto* axis : rect->axes()) axis->grid()->setVisible(false);
    rect->axis(QCPAxis::atLeft)
        ->setTicker(QSharedPointer<QCPAxisTicker>(new FrequencyTicker(rect)));
    rect->axis(QCPAxis::atLeft)->setLabel(tr("Hz"));
    m_plot->plotLayout()->addElement(i, 0, rect);
    m_rects[std::size_t(i)] = rect;
    // The rest of the row's name says what is drawn.
    auto* title = new QCPItemText(m_plot);
    title->setLayer(QStringLiteral("overlay"));
    title->setClipAxisRect(rect);
    title->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    title->setPadding(QMargins(5, 2, 5, 2));
    title->position->setAxisRect(rect);
    title->position->setType(QCPItemPosition::ptAxisRectRatio);
    title->position->setCoords(0.006, 0.015);
    m_titles[std::size_t(i)] = title;
  }
  m_rects[Difference]->axis(QCPAxis::atBottom)->setLabel(tr("time (s)"));
}

void PreviewPlot::buildMaps() {
  for (std::size_t i = 0; i < RowCount; ++i) {
    auto* rect = m_rects[i];
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
    auto* group = new QCPMarginGroup(m_plot);
    rect->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    scale->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    m_plot->plotLayout()->addElement(int(i), 1, scale);
    map->setColorScale(scale);
    m_maps[i] = map;
    m_scales[i] = scale;
  }
  m_plot->plotLayout()->setColumnStretchFactor(1, 0.001);
}

void PreviewPlot::linkAxes() {
  const auto onRange = qOverload<const QCPRange&>(&QCPAxis::rangeChanged);
  for (auto* rect : m_rects) {
    connect(rect->axis(QCPAxis::atBottom), onRange, this, &PreviewPlot::limitTime);
    connect(rect->axis(QCPAxis::atLeft), onRange, this, &PreviewPlot::limitBands);
  }
}

void PreviewPlot::limitTime(const QCPRange& range) {
  const QCPRange allowed = limited(range, kFirstTime, kLastTime, kSmallestSpan);
  for (auto* rect : m_rects) rect->axis(QCPAxis::atBottom)->setRange(allowed);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PreviewPlot::limitBands(const QCPRange& range) {
  const QCPRange allowed = limited(range, -0.5, double(kMels) - 0.5, kSmallestBands);
  for (auto* rect : m_rects) rect->axis(QCPAxis::atLeft)->setRange(allowed);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PreviewPlot::fit() {
  limitTime({kFirstTime, kLastTime});
  limitBands({-0.5, double(kMels) - 0.5});
}

bool PreviewPlot::isOcclusion() const {
  return m_answer && m_answer->params.kind == PreviewKind::Occlusion;
}

void PreviewPlot::setAnswer(std::shared_ptr<const PreviewAnswer> answer) {
  m_answer = std::move(answer);
  m_hint->setVisible(m_answer == nullptr);
  m_playback->setShown(m_answer != nullptr);
  if (m_answer) m_playback->setSeconds(double(m_answer->clip->audio.samples.size()) / kSampleRate);
  for (std::size_t i = 0; i < RowCount; ++i) {
    // An occlusion map has nothing after: its row gives its room to the others.
    const bool shown = m_answer && !(i == After && isOcclusion());
    const int height = shown ? QWIDGETSIZE_MAX : 0;
    m_rects[i]->setVisible(shown);
    m_rects[i]->setMinimumSize(kSmallestRect, shown ? kSmallestRect : 0);
    m_rects[i]->setMaximumSize(QWIDGETSIZE_MAX, height);
    m_scales[i]->setMaximumSize(QWIDGETSIZE_MAX, height);
    m_scales[i]->setVisible(shown);
    m_maps[i]->setVisible(shown);
    m_titles[i]->setVisible(shown);
  }
  fill();
}

void PreviewPlot::setHint(const QString& hint) {
  m_hint->setText(hint);
  constexpr int kMargin = 40;
  m_hint->setGeometry(m_plot->rect().adjusted(kMargin, 0, -kMargin, 0));
}

QString PreviewPlot::hint() const {
  return m_answer ? QString() : m_hint->text();
}

void PreviewPlot::setChannel(Channel channel) {
  m_channel = channel;
  fill();
}

void PreviewPlot::setTarget(std::size_t target) {
  m_target = target;
  fill();
}

void PreviewPlot::fill() {
  for (auto* stripe : m_stripes) m_plot->removeItem(stripe);
  m_stripes.clear();
  if (!m_answer) {
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    return;
  }
  for (const int row : {Before, After}) {
    const auto& map = row == Before ? m_answer->clip->map : m_answer->after;
    const auto values = m_channel == LogMel ? std::span<const float>(map.logmel) : map.channel(1);
    const double unit = m_channel == LogMel ? 10.0 : 1.0;  // log10 of power to dB
    auto* cells = m_maps[std::size_t(row)]->data();
    for (std::size_t i = 0; i < kMapSize; ++i)
      cells->setCell(int(i % kFrames), int(i / kFrames), unit * double(values[i]));
    m_scales[std::size_t(row)]->setDataRange(m_channel == LogMel
                                                 ? QCPRange(kLowestDb, kHighestDb)
                                                 : QCPRange(-kDeltaRange, kDeltaRange));
    m_scales[std::size_t(row)]->setLabel(m_channel == LogMel ? tr("dB") : tr("σ"));
  }
  fillDifference();
  fillStripes();
  showTitles();
  applyGradients();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PreviewPlot::fillDifference() {
  auto* cells = m_maps[Difference]->data();
  double largest = 0.0;
  double floor = kDifferenceFloor;
  if (m_answer->occlusion) {
    const auto& map = *m_answer->occlusion;
    const auto drops = map.drop(m_target);
    for (std::size_t m = 0; m < kMels; ++m) {
      for (std::size_t t = 0; t < kFrames; ++t) {
        const std::size_t patch = m / map.grid.bands * map.grid.columns() + t / map.grid.frames;
        cells->setCell(int(t), int(m), 100.0 * double(drops[patch]));
      }
    }
    for (const float drop : drops) largest = std::max(largest, 100.0 * std::abs(double(drop)));
    floor = 100.0 * kDropFloor;
  } else {
    for (int band = 0; band < int(kMels); ++band) {
      for (int frame = 0; frame < int(kFrames); ++frame) {
        const double value = cell(After, frame, band) - cell(Before, frame, band);
        cells->setCell(frame, band, value);
        largest = std::max(largest, std::abs(value));
      }
    }
  }
  const double range = std::max(largest, floor);
  m_scales[Difference]->setDataRange(QCPRange(-range, range));
  m_scales[Difference]->setLabel(m_answer->occlusion   ? tr("points")
                                 : m_channel == LogMel ? tr("dB")
                                                       : tr("σ"));
}

void PreviewPlot::fillStripes() {
  if (m_answer->params.kind != PreviewKind::SpecAugment) return;
  const auto& colours = themeColours(palette());
  const auto add = [&](std::size_t row, double left, double right, double low, double high) {
    auto* item = new QCPItemRect(m_plot);
    item->setClipAxisRect(m_rects[row]);
    item->setPen(QPen(colours.cursorHalo, 1.0));
    item->setBrush(row == Before ? QBrush(colours.cursor, Qt::BDiagPattern) : QBrush(Qt::NoBrush));
    for (auto* position : {item->topLeft, item->bottomRight}) {
      position->setAxisRect(m_rects[row]);
      position->setAxes(m_rects[row]->axis(QCPAxis::atBottom), m_rects[row]->axis(QCPAxis::atLeft));
    }
    item->topLeft->setCoords(left, high);
    item->bottomRight->setCoords(right, low);
    m_stripes.push_back(item);
  };
  for (const std::size_t row : {std::size_t(Before), std::size_t(After)}) {
    for (const auto& stripe : m_answer->params.plan.mel) {
      if (stripe.width == 0) continue;
      const double low = stripe.start - 0.5;
      add(row, kFirstTime, kLastTime, low, low + stripe.width);
    }
    for (const auto& stripe : m_answer->params.plan.time) {
      if (stripe.width == 0) continue;
      const double left = (stripe.start - 0.5) * kFrameSeconds;
      add(row, left, left + stripe.width * kFrameSeconds, -0.5, double(kMels) - 0.5);
    }
  }
}

void PreviewPlot::showTitles() {
  m_titles[Before]->setText(isOcclusion() ? tr("The clip") : tr("Before"));
  m_titles[After]->setText(tr("After"));
  m_titles[Difference]->setText(isOcclusion() ? tr("What speaks for %1").arg(classTitle(m_target))
                                              : tr("After − before"));
}

QString PreviewPlot::summary() const {
  if (!m_answer) return m_hint->text();
  double largest = 0.0;
  int atFrame = 0;
  int atBand = 0;
  for (int band = 0; band < int(kMels); ++band) {
    for (int frame = 0; frame < int(kFrames); ++frame) {
      const double value = cell(Difference, frame, band);
      if (std::abs(value) <= std::abs(largest)) continue;
      largest = value;
      atFrame = frame;
      atBand = band;
    }
  }
  const QLocale locale;
  const QString title = m_titles[Difference]->text();
  if (largest == 0.0) return tr("%1: 0 everywhere").arg(title);
  return tr("%1: the largest value is %2 %3 at %4 s and %5 Hz")
      .arg(title, locale.toString(largest, 'f', 1), m_scales[Difference]->label(),
           locale.toString(atFrame * kFrameSeconds, 'f', 2),
           locale.toString(MelFilterbank::centreHz(std::size_t(atBand)), 'f', 0));
}

std::vector<PlotTable> PreviewPlot::tables() const {
  std::vector<PlotTable> tables;
  for (int row = 0; m_answer && row < RowCount; ++row) {
    if (row == After && isOcclusion()) continue;
    tables.push_back(
        mapTable({.name = m_titles[std::size_t(row)]->text(),
                  .unit = m_scales[std::size_t(row)]->label(),
                  .frames = int(kFrames),
                  .secondsPerFrame = kFrameSeconds,
                  .cell = [this, row](int frame, int band) { return cell(row, frame, band); }}));
  }
  return tables;
}

double PreviewPlot::cell(int row, int frame, int band) const {
  return m_maps[std::size_t(row)]->data()->cell(frame, band);
}

void PreviewPlot::setColourMap(ColourMap map) {
  m_colourMap = map;
  applyGradients();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PreviewPlot::applyGradients() {
  const auto level = gradientOf(colourStops(m_colourMap));
  const auto signedLevel = gradientOf(divergingStops(isDark(palette())));
  for (const int row : {Before, After})
    m_scales[std::size_t(row)]->setGradient(m_channel == LogMel ? level : signedLevel);
  m_scales[Difference]->setGradient(signedLevel);
}

void PreviewPlot::applyColours() {
  const auto& colours = themeColours(palette());
  m_plot->setBackground(colours.window);
  const QFont labelFont = smallFont(*this);
  const auto applyTo = [&](QCPAxis* axis) {
    axis->setBasePen(QPen(colours.border));
    axis->setTickPen(QPen(colours.border));
    axis->setSubTickPen(QPen(colours.border));
    axis->setTickLabelColor(colours.mutedText);
    axis->setLabelColor(colours.mutedText);
    axis->setTickLabelFont(labelFont);
    axis->setLabelFont(labelFont);
  };
  for (auto* rect : m_rects) {
    rect->setBackground(colours.base);
    for (auto* axis : rect->axes()) applyTo(axis);
  }
  for (auto* scale : m_scales) {
    applyTo(scale->axis());
    scale->axis()->setSubTicks(false);
    scale->axis()->ticker()->setTickCount(3);
    if (auto* bar = scale->findChild<QCPAxisRect*>()) {
      for (auto* axis : bar->axes()) axis->setBasePen(QPen(colours.border));
    }
  }
  QColor ground = colours.base;
  ground.setAlpha(215);
  for (auto* title : m_titles) {
    title->setFont(labelFont);
    title->setColor(colours.text);
    title->setBrush(ground);
    title->setPen(Qt::NoPen);
  }
  fill();
}

void PreviewPlot::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) applyColours();
}

std::optional<PreviewPlot::Row> PreviewPlot::locate(const QPointF& at, double& frame,
                                                    double& band) const {
  for (const Row row : {Before, After, Difference}) {
    auto* rect = m_rects[row];
    if (!rect->visible() || !rect->rect().contains(at.toPoint())) continue;
    frame = rect->axis(QCPAxis::atBottom)->pixelToCoord(at.x()) / kFrameSeconds;
    band = rect->axis(QCPAxis::atLeft)->pixelToCoord(at.y());
    return row;
  }
  return std::nullopt;
}

std::optional<PreviewPlot::Grip> PreviewPlot::gripAt(const QPointF& at) const {
  double frame = 0.0;
  double band = 0.0;
  if (!m_answer || m_answer->params.kind != PreviewKind::SpecAugment) return std::nullopt;
  const auto row = locate(at, frame, band);
  if (!row || *row == Difference) return std::nullopt;
  const auto* rect = m_rects[*row];
  const auto reach = [](const QCPAxis* axis, int pixels) {
    return kGripPixels * axis->range().size() / std::max(1, pixels);
  };
  const double bands = reach(rect->axis(QCPAxis::atLeft), rect->height());
  const double frames = reach(rect->axis(QCPAxis::atBottom), rect->width()) / kFrameSeconds;
  const auto find = [](const std::vector<Stripe>& stripes, double place, double slack) {
    for (std::size_t i = 0; i < stripes.size(); ++i) {
      const double low = stripes[i].start - 0.5;
      if (stripes[i].width > 0 && place >= low - slack && place <= low + stripes[i].width + slack)
        return int(i);
    }
    return -1;
  };
  const auto& plan = m_answer->params.plan;
  if (const int i = find(plan.mel, band, bands); i >= 0)
    return Grip{true, i, plan.mel[std::size_t(i)].start, band};
  if (const int i = find(plan.time, frame, frames); i >= 0)
    return Grip{false, i, plan.time[std::size_t(i)].start, frame};
  return std::nullopt;
}

bool PreviewPlot::mousePressed(const QPointF& at) {
  m_grip = gripAt(at);
  return m_grip.has_value();
}

bool PreviewPlot::mouseMoved(const QPointF& at) {
  if (!m_grip) {
    const auto grip = gripAt(at);
    m_plot->setCursor(!grip ? Qt::ArrowCursor : grip->mel ? Qt::SizeVerCursor : Qt::SizeHorCursor);
    showReadOut(at);
    return false;
  }
  double frame = 0.0;
  double band = 0.0;
  if (!locate(at, frame, band)) return true;
  const double moved = (m_grip->mel ? band : frame) - m_grip->from;
  emit stripeMoved(m_grip->mel, m_grip->index, m_grip->start + int(std::lround(moved)));
  return true;
}

bool PreviewPlot::mouseReleased() {
  const bool was = m_grip.has_value();
  m_grip.reset();
  return was;
}

void PreviewPlot::showReadOut(const QPointF& at) {
  double frame = 0.0;
  double band = 0.0;
  const auto row = m_answer ? locate(at, frame, band) : std::nullopt;
  if (!row) {
    emit readOutChanged({});
    return;
  }
  const int t = std::clamp(int(std::lround(frame)), 0, int(kFrames) - 1);
  const int m = std::clamp(int(std::lround(band)), 0, int(kMels) - 1);
  const QLocale locale;
  const QString unit = *row == Difference && m_answer->occlusion ? tr("points")
                       : m_channel == LogMel                     ? tr("dB")
                                                                 : tr("σ");
  emit readOutChanged(tr("%1 s   %2 Hz (band %3)   %4 %5")
                          .arg(locale.toString(t * kFrameSeconds, 'f', 3),
                               locale.toString(MelFilterbank::centreHz(std::size_t(m)), 'f', 0))
                          .arg(m)
                          .arg(locale.toString(cell(*row, t, m), 'f', 1), unit));
}

bool PreviewPlot::eventFilter(QObject* watched, QEvent* event) {
  if (watched != m_plot) return QWidget::eventFilter(watched, event);
  switch (event->type()) {
    case QEvent::MouseButtonPress:
      if (mousePressed(static_cast<QMouseEvent*>(event)->position())) return true;
      break;
    case QEvent::MouseMove:
      if (mouseMoved(static_cast<QMouseEvent*>(event)->position())) return true;
      break;
    case QEvent::MouseButtonRelease:
      if (mouseReleased()) return true;
      break;
    case QEvent::Leave:
      emit readOutChanged({});
      break;
    case QEvent::Resize:
      setHint(m_hint->text());
      break;
    case QEvent::Wheel: {
      const bool frequency =
          static_cast<QWheelEvent*>(event)->modifiers().testFlag(Qt::ControlModifier);
      for (auto* rect : m_rects) rect->setRangeZoom(frequency ? Qt::Vertical : Qt::Horizontal);
      break;
    }
    default:
      break;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace scenelens
