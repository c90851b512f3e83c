// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live/decision_timeline.h"

#include "widgets/base/dataset_text.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace scenelens {

namespace {

constexpr int kRowPadding = 6;
constexpr int kSwatch = 10;

/// "2:05" since the start of the stream.
QString clockText(double seconds) {
  const auto whole = qint64(seconds);
  return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QChar(u'0'));
}

}  // namespace

DecisionTimeline::DecisionTimeline(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Decisions of the last two minutes"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  explainPlot(*this, {[this] { return summary(); }, [this] { return tables(); }});
}

void DecisionTimeline::clear() {
  for (auto& row : m_rows) row.marks.clear();
  m_now = 0.0;
  update();
}

void DecisionTimeline::setRows(const std::vector<LiveChoice>& choices, const QStringList& names) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const auto same = [&](const Row& row) { return row.choice == choices[i]; };
    const auto old = std::find_if(m_rows.begin(), m_rows.end(), same);
    Row row = old != m_rows.end() ? std::move(*old) : Row{};
    row.choice = choices[i];
    row.name = names[qsizetype(i)];
    rows.push_back(std::move(row));
  }
  m_rows = std::move(rows);
  updateGeometry();
  update();
}

void DecisionTimeline::add(const LiveHop& hop, DecisionRule rule, bool smoothed) {
  m_now = double(hop.end) / kSampleRate;
  const double from = m_now - double(hop.newest) / kSampleRate;
  for (auto& row : m_rows) {
    for (const auto& answer : hop.answers) {
      if (answer.choice != row.choice) continue;
      const Prediction& prediction = smoothed ? answer.smoothed : answer.raw;
      const Scene scene = prediction.decision(rule);
      row.newest = prediction.confidence(rule);
      auto* last = row.marks.empty() ? nullptr : &row.marks.back();
      constexpr double kTouching = 0.001;
      if (last && last->scene == scene && std::abs(last->to - from) < kTouching) {
        last->to = m_now;
        last->lowest = std::min(last->lowest, row.newest);
        last->highest = std::max(last->highest, row.newest);
      } else {
        row.marks.push_back({from, m_now, scene, row.newest, row.newest});
      }
    }
    while (!row.marks.empty() && row.marks.front().to < m_now - kSeconds) row.marks.pop_front();
  }
  update();
}

QString DecisionTimeline::summary() const {
  if (m_rows.empty()) return tr("No model is chosen.");
  QStringList said;
  for (std::size_t i = 0; i < m_rows.size(); ++i) {
    if (!newest(i).isEmpty()) said.append(tr("%1: %2").arg(m_rows[i].name, newest(i)));
  }
  return said.isEmpty() ? tr("No decision yet") : said.join(QStringLiteral("; "));
}

std::vector<PlotTable> DecisionTimeline::tables() const {
  PlotTable table{.header = {tr("Model"), tr("Scene"), tr("From (s)"), tr("To (s)"),
                             tr("Lowest probability (%)"), tr("Highest probability (%)")}};
  for (const auto& row : m_rows) {
    for (const auto& mark : row.marks) {
      table.rows.push_back({row.name, sceneText(mark.scene), mark.from, mark.to,
                            100.0 * double(mark.lowest), 100.0 * double(mark.highest)});
    }
  }
  table.note = tr("Seconds since the start of the stream, the last two minutes.");
  return {std::move(table)};
}

QString DecisionTimeline::newest(std::size_t row) const {
  const auto& marks = m_rows[row].marks;
  if (marks.empty() || marks.back().to < m_now - 1.5) return {};
  return tr("%1, %2").arg(sceneText(marks.back().scene),
                          percentText(double(m_rows[row].newest), 0));
}

int DecisionTimeline::rowHeight() const {
  return fontMetrics().height() + kRowPadding;
}

int DecisionTimeline::nameWidth() const {
  int width = 0;
  for (const auto& row : m_rows) width = std::max(width, fontMetrics().horizontalAdvance(row.name));
  return width + spacing::kMedium;
}

int DecisionTimeline::valueWidth() const {
  return sceneTextWidth(fontMetrics()) +
         fontMetrics().horizontalAdvance(QStringLiteral(", 100 %")) + spacing::kMedium;
}

QSize DecisionTimeline::sizeHint() const {
  const int lines = QFontMetrics(smallFont(*this)).height() + spacing::kSmall;
  return {nameWidth() + valueWidth() + 240,
          int(std::max<std::size_t>(1, m_rows.size())) * rowHeight() + 2 * lines + spacing::kSmall};
}

QSize DecisionTimeline::minimumSizeHint() const {
  return {nameWidth() + valueWidth() + 80, sizeHint().height()};
}

QRect DecisionTimeline::stripOf(std::size_t row) const {
  return {nameWidth(), int(row) * rowHeight() + 2, width() - nameWidth() - valueWidth(),
          rowHeight() - 4};
}

double DecisionTimeline::xOf(double seconds, const QRect& strip) const {
  const double from = m_now - kSeconds;
  return strip.left() + (seconds - from) / kSeconds * strip.width();
}

void DecisionTimeline::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  for (std::size_t row = 0; row < m_rows.size(); ++row) paintRow(painter, row);
  painter.setFont(smallFont(*this));
  painter.setPen(themeColours(palette()).mutedText);
  if (m_rows.empty()) {
    painter.drawText(rect(), Qt::AlignTop | Qt::AlignHCenter, tr("No model is chosen."));
    return;
  }
  paintScale(painter);
  paintLegend(painter);
}

void DecisionTimeline::paintRow(QPainter& painter, std::size_t index) const {
  const auto& colours = themeColours(palette());
  const auto& row = m_rows[index];
  const QRect strip = stripOf(index);
  painter.setPen(colours.mutedText);
  painter.drawText(QRect(0, strip.top(), nameWidth(), strip.height()),
                   Qt::AlignLeft | Qt::AlignVCenter, row.name);
  painter.fillRect(strip, colours.grid);
  for (const auto& mark : row.marks) {
    const double left = std::max(xOf(mark.from, strip), double(strip.left()));
    const double right = xOf(mark.to, strip);
    painter.fillRect(QRectF(left, strip.top(), std::max(1.0, right - left), strip.height()),
                     sceneColour(std::size_t(mark.scene)));
  }
  painter.setPen(colours.text);
  painter.drawText(
      QRect(strip.right() + spacing::kMedium, strip.top(), valueWidth(), strip.height()),
      Qt::AlignLeft | Qt::AlignVCenter, newest(index));
}

void DecisionTimeline::paintScale(QPainter& painter) const {
  const QRect strip = stripOf(m_rows.size() - 1);
  const QFontMetrics metrics(painter.font());
  const int baseline = strip.bottom() + spacing::kSmall + metrics.ascent();
  for (const int ago : {120, 90, 60, 30, 0}) {
    const QString text = ago == 0 ? tr("now") : tr("\u2212%1 s").arg(ago);
    const int wide = metrics.horizontalAdvance(text);
    const int x = int(xOf(m_now - ago, strip)) - wide / 2;
    painter.drawText(std::clamp(x, strip.left(), strip.right() - wide), baseline, text);
  }
}

void DecisionTimeline::paintLegend(QPainter& painter) const {
  std::array<bool, kSceneCount> seen{};
  for (const auto& row : m_rows) {
    for (const auto& mark : row.marks) seen[std::size_t(mark.scene)] = true;
  }
  const QFontMetrics metrics(painter.font());
  const int top = height() - metrics.height();
  int x = nameWidth();
  for (const Scene scene : allScenes()) {
    if (!seen[std::size_t(scene)]) continue;
    const QString name = sceneText(scene);
    const int wide = kSwatch + spacing::kSmall + metrics.horizontalAdvance(name);
    if (x + wide > width()) break;
    painter.fillRect(QRect(x, top + (metrics.height() - kSwatch) / 2, kSwatch, kSwatch),
                     sceneColour(std::size_t(scene)));
    painter.drawText(x + kSwatch + spacing::kSmall, top + metrics.ascent(), name);
    x += wide + spacing::kLarge;
  }
}

QString DecisionTimeline::textAt(const QPoint& position) const {
  for (std::size_t i = 0; i < m_rows.size(); ++i) {
    const QRect strip = stripOf(i);
    if (!strip.contains(position)) continue;
    for (const auto& mark : m_rows[i].marks) {
      if (position.x() < xOf(mark.from, strip) || position.x() > xOf(mark.to, strip)) continue;
      return tr("%1: %2\n%3 to %4 of the stream\nprobability %5 to %6")
          .arg(m_rows[i].name, sceneText(mark.scene), clockText(mark.from), clockText(mark.to),
               percentText(double(mark.lowest), 0), percentText(double(mark.highest), 0));
    }
  }
  return {};
}

bool DecisionTimeline::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const QString text = textAt(help->pos());
  if (text.isEmpty()) {
    QToolTip::hideText();
    event->ignore();
  } else {
    QToolTip::showText(help->globalPos(), text, this);
  }
  return true;
}

}  // namespace scenelens
