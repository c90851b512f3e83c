// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/play_overlay.h"

#include "widgets/base/theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scenelens {

namespace {

const QLatin1String kLayer("playback");
constexpr double kSmallestRange = 0.01;  // s

}  // namespace

PlayOverlay::PlayOverlay(QCustomPlot* plot, std::vector<QCPAxisRect*> rects)
    : QObject(plot), m_plot(plot), m_rects(std::move(rects)) {
  plot->addLayer(kLayer, plot->layer(QStringLiteral("overlay")), QCustomPlot::limBelow);
  plot->layer(kLayer)->setMode(QCPLayer::lmBuffered);
  const auto place = [](QCPItemPosition* position, QCPAxisRect* rect) {
    position->setAxisRect(rect);
    position->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    position->setTypeX(QCPItemPosition::ptPlotCoords);
    position->setTypeY(QCPItemPosition::ptAxisRectRatio);
  };
  const auto prepare = [](QCPAbstractItem* item, QCPAxisRect* rect) {
    item->setLayer(kLayer);
    item->setClipAxisRect(rect);
    item->setClipToAxisRect(true);
    item->setVisible(false);
  };
  for (auto* rect : m_rects) {
    auto* mark = new QCPItemRect(plot);
    prepare(mark, rect);
    for (auto* position : {mark->topLeft, mark->bottomRight}) place(position, rect);
    m_marks.push_back(mark);
    for (auto* list : {&m_halos, &m_lines}) {
      auto* line = new QCPItemLine(plot);
      prepare(line, rect);
      for (auto* position : {line->start, line->end}) place(position, rect);
      list->push_back(line);
    }
  }
  plot->installEventFilter(this);
  applyColours();
}

void PlayOverlay::setPosition(std::optional<double> seconds) {
  if (seconds == m_position) return;
  m_position = seconds;
  for (auto* lines : {&m_halos, &m_lines}) {
    for (auto* line : *lines) {
      line->setVisible(seconds.has_value());
      line->start->setCoords(seconds.value_or(0.0), 0.0);
      line->end->setCoords(seconds.value_or(0.0), 1.0);
    }
  }
  m_plot->layer(kLayer)->replot();
}

void PlayOverlay::select(std::optional<std::pair<double, double>> range) {
  if (range && range->first > range->second) std::swap(range->first, range->second);
  if (range == m_range) return;
  m_range = range;
  for (auto* mark : m_marks) {
    mark->setVisible(range.has_value());
    if (!range) continue;
    mark->topLeft->setCoords(range->first, 0.0);
    mark->bottomRight->setCoords(range->second, 1.0);
  }
  m_plot->layer(kLayer)->replot();
  emit selectionChanged();
}

void PlayOverlay::setShown(bool shown) {
  m_plot->layer(kLayer)->setVisible(shown);
}

double PlayOverlay::secondsAt(double x) const {
  return std::clamp(m_rects.front()->axis(QCPAxis::atBottom)->pixelToCoord(x), 0.0, m_seconds);
}

bool PlayOverlay::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::MouseButtonPress: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      if (mouse->button() != Qt::LeftButton || !mouse->modifiers().testFlag(Qt::ShiftModifier))
        break;
      if (!m_rects.front()->visible()) break;
      m_pressed = secondsAt(mouse->position().x());
      select(std::nullopt);
      return true;  // the plot does not pan meanwhile
    }
    case QEvent::MouseMove: {
      if (!m_pressed) break;
      const double here = secondsAt(static_cast<QMouseEvent*>(event)->position().x());
      if (std::abs(here - *m_pressed) >= kSmallestRange) select(std::pair(*m_pressed, here));
      return true;
    }
    case QEvent::MouseButtonRelease:
      if (!m_pressed) break;
      m_pressed.reset();
      return true;
    case QEvent::KeyPress:
      if (static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape || !m_range) break;
      select(std::nullopt);
      return true;
    case QEvent::PaletteChange:
      applyColours();
      break;
    default:
      break;
  }
  return QObject::eventFilter(watched, event);
}

void PlayOverlay::applyColours() {
  const auto& colours = themeColours(m_plot->palette());
  for (auto* halo : m_halos) halo->setPen(QPen(colours.cursorHalo, 3));
  for (auto* line : m_lines) line->setPen(QPen(colours.accent, 1.5));
  QColor veil = colours.accent;
  veil.setAlpha(60);
  for (auto* mark : m_marks) {
    mark->setPen(QPen(colours.accent, 1));
    mark->setBrush(veil);
  }
}

}  // namespace scenelens
