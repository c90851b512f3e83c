// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/scatter_view.h"

#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"
#include "widgets/plot/cloud_layer.h"

#include <QEvent>
#include <QHelpEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scenelens {

namespace {

constexpr double kPickRadius = 12.0;  // pixels
constexpr double kLassoStart = 6.0;   // pixels moved before a click becomes a lasso
constexpr double kMargin = 0.04;      // around the points, of their range
constexpr int kPlotMinimum = 160;
constexpr std::size_t kMostRows = 2000;

}  // namespace

ScatterView::ScatterView(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)) {
  m_plot->setObjectName(QStringLiteral("scatterPlot"));
  m_plot->setMinimumSize(kPlotMinimum, kPlotMinimum);
  m_plot->setMouseTracking(true);
  m_plot->setFocusPolicy(Qt::StrongFocus);
  m_plot->installEventFilter(this);
  explainPlot(*m_plot, {[this] { return summary(); }, [this] { return tables(); }});
  m_hint = new QLabel(m_plot);
  m_hint->setAlignment(Qt::AlignCenter);
  m_hint->setWordWrap(true);
  m_hint->setForegroundRole(QPalette::PlaceholderText);
  m_hint->setAttribute(Qt::WA_TransparentForMouseEvents);
  m_legend = new QLabel;
  m_legend->setObjectName(QStringLiteral("scatterLegend"));
  m_legend->setWordWrap(true);
  m_legend->setFont(smallFont(*this));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::kSmall);
  layout->addWidget(m_plot, 1);
  layout->addWidget(m_legend);

  m_diagonal = new QCPCurve(m_plot->xAxis, m_plot->yAxis);
  m_diagonal->setVisible(false);
  m_layer = new CloudLayer(m_plot->xAxis, m_plot->yAxis);
  m_lassoLine = new QCPCurve(m_plot->xAxis, m_plot->yAxis);
  m_marker = new QCPItemTracer(m_plot);
  m_marker->setStyle(QCPItemTracer::tsCircle);
  m_marker->setSize(13);
  m_marker->setVisible(false);
  m_plot->axisRect()->setupFullAxesBox();
  for (auto* axis : {m_plot->xAxis2, m_plot->yAxis2}) {
    axis->setTicks(false);
    axis->setTickLabels(false);
  }
  applyColours();
  setCloud(nullptr, {});
}

void ScatterView::setEqualLogAxes() {
  for (auto* axis : {m_plot->xAxis, m_plot->yAxis}) {
    axis->setScaleType(QCPAxis::stLogarithmic);
    axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    axis->setNumberFormat(QStringLiteral("gb"));
    axis->setNumberPrecision(3);
  }
  m_diagonal->setVisible(true);
}

void ScatterView::setAxisLabels(const QString& x, const QString& y) {
  m_plot->xAxis->setLabel(x);
  m_plot->yAxis->setLabel(y);
}

void ScatterView::setCloud(Cloud cloud, std::vector<Group> groups, bool keepRange) {
  const bool had = m_cloud != nullptr;
  m_cloud = std::move(cloud);
  m_groups = std::move(groups);
  const bool shows = m_cloud && !m_cloud->empty();
  m_hint->setVisible(!shows);
  m_plot->axisRect()->setVisible(shows);
  m_layer->setCloud(m_cloud);
  m_lasso.clear();
  m_lassoLine->data()->clear();
  applyColours();
  showLegend();
  if (shows && !(keepRange && had)) showAll();
  markCurrent();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

QString ScatterView::summary() const {
  if (!m_cloud || m_cloud->empty()) return m_hint->text();
  std::vector<int> counts(m_groups.size(), 0);
  for (const auto& point : *m_cloud) {
    if (point.group < counts.size()) ++counts[point.group];
  }
  QStringList groups;
  for (std::size_t i = 0; i < m_groups.size(); ++i) {
    if (counts[i] > 0) groups.append(tr("%1: %2").arg(m_groups[i].name, countText(counts[i])));
  }
  QString text = tr("%Ln clip(s)", nullptr, int(m_cloud->size()));
  if (!groups.isEmpty()) text += QStringLiteral("; ") + groups.join(QStringLiteral(", "));
  const auto* current = currentPoint();
  return current && m_describe ? text + tr("; current: %1").arg(m_describe(*current)) : text;
}

std::vector<PlotTable> ScatterView::tables() const {
  if (!m_cloud || m_cloud->empty()) return {};
  PlotTable table{
      .header = {tr("Clip"), tr("Group"), m_plot->xAxis->label(), m_plot->yAxis->label()},
      .decimals = 4};
  const std::size_t rows = std::min(kMostRows, m_cloud->size());
  for (std::size_t i = 0; i < rows; ++i) {
    const auto& point = (*m_cloud)[i];
    const QString clip = m_describe ? m_describe(point) : QString::number(point.clip);
    const QString group = point.group < m_groups.size() ? m_groups[point.group].name : QString();
    table.rows.push_back(
        {QVariant(clip).toString().replace(u'\n', u' '), group, double(point.x), double(point.y)});
  }
  if (rows < m_cloud->size()) {
    table.note = tr("The first %1 of %2 clips; filter to see others.")
                     .arg(countText(qint64(rows)), countText(qint64(m_cloud->size())));
  }
  return {std::move(table)};
}

const CloudPoint* ScatterView::currentPoint() const {
  if (!m_cloud || !m_currentClip) return nullptr;
  const auto point = std::ranges::find(*m_cloud, std::uint32_t(*m_currentClip), &CloudPoint::clip);
  return point == m_cloud->end() ? nullptr : &*point;
}

void ScatterView::setHint(const QString& hint) {
  m_hint->setText(hint);
}

void ScatterView::setDescription(std::function<QString(const CloudPoint&)> describe) {
  m_describe = std::move(describe);
}

void ScatterView::setCurrentClip(std::optional<std::size_t> clip) {
  m_currentClip = clip;
  markCurrent();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

CloudView ScatterView::view() const {
  return m_layer->view();
}

void ScatterView::showAll() {
  bool found = false;
  QCPRange x = m_layer->getKeyRange(found, QCP::sdBoth);
  QCPRange y = m_layer->getValueRange(found, QCP::sdBoth, {});
  if (!found) return;
  if (m_plot->xAxis->scaleType() == QCPAxis::stLogarithmic) {
    // One range for both axes, so that the line where both are equal is the diagonal.
    const double low = std::max(std::min(x.lower, y.lower), 1e-12);
    const double high = std::max(std::max(x.upper, y.upper), low * 2.0);
    const double margin = std::pow(high / low, kMargin);
    x = y = QCPRange(low / margin, high * margin);
    m_diagonal->setData({x.lower, x.upper}, {x.lower, x.upper});
  } else {
    for (auto* range : {&x, &y}) {
      const double margin = range->size() > 0.0 ? range->size() * kMargin : 1.0;
      *range = QCPRange(range->lower - margin, range->upper + margin);
    }
  }
  m_plot->xAxis->setRange(x);
  m_plot->yAxis->setRange(y);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ScatterView::markCurrent() {
  m_marker->setVisible(false);
  const auto* point = currentPoint();
  if (!point) return;
  m_marker->position->setCoords(double(point->x), double(point->y));
  m_marker->setVisible(true);
}

void ScatterView::explain(QPoint at, QPoint global) {
  if (!m_cloud || !m_describe || m_dragging) return;
  const auto point = nearestPoint(*m_cloud, view(), {double(at.x()), double(at.y())}, kPickRadius);
  if (point) {
    QToolTip::showText(global, m_describe((*m_cloud)[*point]), m_plot);
  } else {
    QToolTip::hideText();
  }
}

void ScatterView::beginLasso(QPointF at) {
  m_lasso = {{at.x(), at.y()}};
  m_dragging = false;
}

void ScatterView::extendLasso(QPointF at) {
  if (m_lasso.empty()) return;
  const Corner last = m_lasso.back();
  const double moved = std::hypot(at.x() - last.x, at.y() - last.y);
  if (!m_dragging && moved < kLassoStart) return;
  m_dragging = true;
  if (moved < 2.0) return;
  m_lasso.push_back({at.x(), at.y()});
  QVector<double> x;
  QVector<double> y;
  for (const Corner& corner : m_lasso) {
    x.append(m_plot->xAxis->pixelToCoord(corner.x));
    y.append(m_plot->yAxis->pixelToCoord(corner.y));
  }
  x.append(x.front());
  y.append(y.front());
  m_lassoLine->setData(x, y);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ScatterView::endLasso(QPointF at) {
  const auto lasso = std::exchange(m_lasso, {});
  const bool dragged = std::exchange(m_dragging, false);
  m_lassoLine->data()->clear();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
  if (!m_cloud || lasso.empty()) return;
  if (dragged) {
    const auto clips = clipsInside(*m_cloud, view(), lasso);
    if (!clips.empty()) emit lassoed(clips);
    return;
  }
  const auto point = nearestPoint(*m_cloud, view(), {at.x(), at.y()}, kPickRadius);
  if (point) emit clipChosen((*m_cloud)[*point].clip);
}

void ScatterView::zoom(QPointF at, double factor) {
  m_plot->xAxis->scaleRange(factor, m_plot->xAxis->pixelToCoord(at.x()));
  m_plot->yAxis->scaleRange(factor, m_plot->yAxis->pixelToCoord(at.y()));
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ScatterView::pan(QPointF by) {
  for (auto* axis : {m_plot->xAxis, m_plot->yAxis}) {
    const double pixels = axis == m_plot->xAxis ? by.x() : by.y();
    const double low = axis->pixelToCoord(axis->coordToPixel(axis->range().lower) - pixels);
    const double high = axis->pixelToCoord(axis->coordToPixel(axis->range().upper) - pixels);
    axis->setRange(low, high);
  }
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

bool ScatterView::onMouse(QEvent* event) {
  const auto* mouse = static_cast<QMouseEvent*>(event);
  const bool left = mouse->button() == Qt::LeftButton;
  switch (event->type()) {
    case QEvent::MouseButtonPress:
      if (!left || !m_cloud) return false;
      m_panning = mouse->modifiers() & Qt::ShiftModifier;
      m_panFrom = mouse->position();
      if (!m_panning) beginLasso(mouse->position());
      return true;
    case QEvent::MouseMove:
      if (m_panning) {
        pan(mouse->position() - m_panFrom);
        m_panFrom = mouse->position();
      } else {
        extendLasso(mouse->position());
      }
      return false;
    case QEvent::MouseButtonRelease:
      if (!left) return false;
      if (!std::exchange(m_panning, false)) endLasso(mouse->position());
      return true;
    case QEvent::MouseButtonDblClick:
      m_lasso.clear();
      showAll();
      return true;
    default:
      return false;
  }
}

bool ScatterView::eventFilter(QObject* watched, QEvent* event) {
  if (watched != m_plot) return QWidget::eventFilter(watched, event);
  switch (event->type()) {
    case QEvent::Resize:
      m_hint->setGeometry(m_plot->rect().adjusted(24, 0, -24, 0));
      return false;
    case QEvent::ToolTip: {
      const auto* help = static_cast<QHelpEvent*>(event);
      explain(help->pos(), help->globalPos());
      return true;
    }
    case QEvent::Wheel: {
      const auto* wheel = static_cast<QWheelEvent*>(event);
      if (m_cloud) zoom(wheel->position(), std::pow(0.85, wheel->angleDelta().y() / 120.0));
      return true;
    }
    default:
      return onMouse(event);
  }
}

void ScatterView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::PaletteChange) return;
  applyColours();
  showLegend();
}

void ScatterView::showLegend() {
  QStringList entries;
  for (const auto& group : m_groups) {
    entries.append(
        QStringLiteral(
            "<span style='white-space:nowrap'><span style='color:%1'>\u25CF</span>&nbsp;%2</span>")
            .arg(group.colour(palette()).name(),
                 group.name.toHtmlEscaped().replace(u' ', QStringLiteral("&nbsp;"))));
  }
  m_legend->setText(entries.join(QStringLiteral(" &nbsp; ")));
  m_legend->setVisible(!entries.isEmpty());
}

void ScatterView::applyColours() {
  const auto& colours = themeColours(palette());
  m_plot->setBackground(colours.window);
  m_plot->axisRect()->setBackground(colours.base);
  const QFont labelFont = smallFont(*this);
  for (auto* axis : m_plot->axisRect()->axes()) {
    for (const auto set : {&QCPAxis::setBasePen, &QCPAxis::setTickPen, &QCPAxis::setSubTickPen})
      (axis->*set)(QPen(colours.border));
    axis->setTickLabelColor(colours.mutedText);
    axis->setLabelColor(colours.mutedText);
    axis->setTickLabelFont(labelFont);
    axis->setLabelFont(labelFont);
    axis->grid()->setPen(QPen(colours.grid, 0));
    axis->grid()->setZeroLinePen(QPen(colours.grid, 0));
  }
  m_diagonal->setPen(QPen(colours.mutedText, 1, Qt::DashLine));
  m_lassoLine->setPen(QPen(colours.accent, 1.5));
  QColor fill = colours.accent;
  fill.setAlpha(40);
  m_lassoLine->setBrush(fill);
  m_marker->setPen(QPen(colours.text, 2));
  m_marker->setBrush(Qt::NoBrush);
  std::vector<QColor> groups;
  for (const auto& group : m_groups) groups.push_back(group.colour(palette()));
  m_layer->setColours(std::move(groups));
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace scenelens
