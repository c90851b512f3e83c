// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/probability_chart.h"

#include "widgets/base/dataset_text.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"
#include "widgets/plot/plot_style.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

namespace scenelens {

namespace {

constexpr int kRowPadding = 9;
constexpr int kGroupGap = 16;
constexpr int kMarker = 8;
constexpr int kLabelIndent = kMarker + spacing::kSmall + 2;  // behind the marker
constexpr int kColumnGap = 8;

std::size_t strongestGroup(const Prediction& prediction) {
  const auto& groups = prediction.groups;
  return std::size_t(std::max_element(groups.begin(), groups.end()) - groups.begin());
}

/// "+1.2", with a true minus sign; "0.0" without a sign.
QString pointsText(double points) {
  const QString text = QLocale().toString(std::abs(points), 'f', 1);
  if (std::abs(points) < 0.05) return text;
  return (points > 0.0 ? QStringLiteral("+") : QStringLiteral("\u2212")) + text;
}

}  // namespace

struct ProbabilityChart::Row {
  QString label;
  bool truth = false;
  std::optional<float> floats, int8;
  bool floatsDecide = false, int8Decides = false;
  std::optional<float> target;
  std::optional<float> floatsMark = {}, int8Mark = {};

  [[nodiscard]] std::optional<double> difference() const {
    if (!floats || !int8) return std::nullopt;
    return 100.0 * (double(*int8) - double(*floats));
  }
  /// One of the two decisions that are not the same.
  [[nodiscard]] bool changes() const { return floats && int8 && floatsDecide != int8Decides; }
};

ProbabilityChart::ProbabilityChart(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Class probabilities"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  explainPlot(*this, {[this] { return summary(); }, [this] { return tables(); }});
}

void ProbabilityChart::setPrediction(const std::optional<Prediction>& prediction, DecisionRule rule,
                                     std::optional<Scene> truth) {
  m_floats = prediction;
  m_int8.reset();
  m_rule = rule;
  m_truth = truth;
  m_change.reset();
  m_targets.reset();
  setSideBySide(false);
}

void ProbabilityChart::setBeforeAfter(
    const std::optional<Prediction>& before, const std::optional<Prediction>& after,
    Precision precision, DecisionRule rule, std::optional<Scene> truth,
    const std::optional<std::array<float, kLogitCount>>& targets) {
  m_floats = before;
  m_int8 = after;
  m_rule = rule;
  m_truth = truth;
  m_change = precision;
  m_targets = targets;
  setSideBySide(true);
}

void ProbabilityChart::setSideBySide(const std::optional<Prediction>& floats,
                                     const std::optional<Prediction>& int8, DecisionRule rule,
                                     std::optional<Scene> truth) {
  m_floats = floats;
  m_int8 = int8;
  m_rule = rule;
  m_truth = truth;
  m_change.reset();
  m_targets.reset();
  setSideBySide(true);
}

void ProbabilityChart::setMarks(const std::optional<Prediction>& floats,
                                const std::optional<Prediction>& int8) {
  m_floatsMark = floats;
  m_int8Mark = int8;
  update();
}

void ProbabilityChart::setSideBySide(bool sideBySide) {
  m_floatsMark.reset();
  m_int8Mark.reset();
  if (sideBySide != m_sideBySide) {
    m_sideBySide = sideBySide;
    updateGeometry();
  }
  update();
}

QString ProbabilityChart::firstName() const {
  return m_change ? tr("Before") : tr("Float32");
}

QString ProbabilityChart::secondName() const {
  return m_change ? tr("After") : tr("Int8");
}

QColor ProbabilityChart::firstColour(bool decides) const {
  const auto& colours = themeColours(palette());
  // What was before steps back.
  if (m_change) return decides ? colours.mutedText : quietMark(palette());
  return decides ? colours.accent : colours.accentMuted;
}

QColor ProbabilityChart::secondColour(bool decides) const {
  const auto& colours = themeColours(palette());
  if (m_change == Precision::Float32) return decides ? colours.accent : colours.accentMuted;
  return decides ? colours.int8 : colours.int8Muted;
}

QString ProbabilityChart::summary() const {
  const auto decisionOf = [this](const Prediction& prediction) {
    return tr("%1, probability %2")
        .arg(sceneText(prediction.decision(m_rule)),
             percentText(double(prediction.confidence(m_rule))));
  };
  QString text = tr("No prediction yet");
  if (m_floats && m_int8) {
    text = m_change ? tr("Before: %1; after: %2").arg(decisionOf(*m_floats), decisionOf(*m_int8))
                    : tr("Float32 decides: %1; Int8 decides: %2")
                          .arg(decisionOf(*m_floats), decisionOf(*m_int8));
    if (m_floats->decision(m_rule) != m_int8->decision(m_rule)) text += tr("; decision changes");
  } else if (m_floats) {
    text = tr("Decision: %1").arg(decisionOf(*m_floats));
  }
  if (m_floatsMark) text += tr("; not smoothed: %1").arg(decisionOf(*m_floatsMark));
  if (m_truth) text += tr("; true class: %1").arg(sceneText(*m_truth));
  return text;
}

std::vector<PlotTable> ProbabilityChart::tables() const {
  PlotTable table{.header = {tr("Class"), tr("True class")}, .decimals = 2};
  if (m_sideBySide) {
    table.header << tr("%1 (%)").arg(firstName()) << tr("%1 (%)").arg(secondName())
                 << tr("Difference (points)");
  } else {
    table.header << tr("Probability (%)");
  }
  if (m_targets) table.header << tr("Target (%)");
  const auto percent = [](const std::optional<float>& share) {
    return share ? 100.0 * double(*share) : std::numeric_limits<double>::quiet_NaN();
  };
  const auto add = [&](const Row& row) {
    std::vector<QVariant> cells{row.label, row.truth ? tr("yes") : QString(), percent(row.floats)};
    if (m_sideBySide) {
      cells.emplace_back(percent(row.int8));
      cells.emplace_back(row.difference().value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    if (m_targets) cells.emplace_back(percent(row.target));
    table.rows.push_back(std::move(cells));
  };
  for (const Scene scene : allScenes()) add(sceneRow(scene));
  for (std::size_t group = 0; group < kGroupCount; ++group) add(groupRow(group));
  return {std::move(table)};
}

ProbabilityChart::Row ProbabilityChart::sceneRow(Scene scene) const {
  Row row{sceneText(scene), m_truth == scene, {}, {}, false, false, {}};
  if (m_targets) row.target = (*m_targets)[std::size_t(scene)];
  if (m_floats) {
    row.floats = m_floats->probabilities(m_rule)[std::size_t(scene)];
    row.floatsDecide = m_floats->decision(m_rule) == scene;
  }
  if (m_int8) {
    row.int8 = m_int8->probabilities(m_rule)[std::size_t(scene)];
    row.int8Decides = m_int8->decision(m_rule) == scene;
  }
  if (m_floatsMark) row.floatsMark = m_floatsMark->probabilities(m_rule)[std::size_t(scene)];
  if (m_int8Mark) row.int8Mark = m_int8Mark->probabilities(m_rule)[std::size_t(scene)];
  return row;
}

namespace {

/// Imported predictions have the ten scenes only.
bool knowsGroups(const Prediction& prediction) {
  return std::any_of(prediction.groups.begin(), prediction.groups.end(),
                     [](float probability) { return probability > 0.0F; });
}

}  // namespace

ProbabilityChart::Row ProbabilityChart::groupRow(std::size_t group) const {
  const bool truth = m_truth && std::size_t(groupOf(*m_truth)) == group;
  Row row{groupText(SceneGroup(group)), truth, {}, {}, false, false, {}};
  if (m_targets) row.target = (*m_targets)[kSceneCount + group];
  if (m_floats && knowsGroups(*m_floats)) {
    row.floats = m_floats->groups[group];
    row.floatsDecide = strongestGroup(*m_floats) == group;
  }
  if (m_int8 && knowsGroups(*m_int8)) {
    row.int8 = m_int8->groups[group];
    row.int8Decides = strongestGroup(*m_int8) == group;
  }
  if (m_floatsMark) row.floatsMark = m_floatsMark->groups[group];
  if (m_int8Mark) row.int8Mark = m_int8Mark->groups[group];
  return row;
}

int ProbabilityChart::rowHeight() const {
  return fontMetrics().height() + kRowPadding;
}

int ProbabilityChart::headerHeight() const {
  return m_sideBySide ? QFontMetrics(smallFont(*this)).height() + spacing::kSmall : 0;
}

int ProbabilityChart::labelWidth() const {
  QFont bold = font();
  bold.setBold(true);
  const QFontMetrics metrics(bold);
  return sceneTextWidth(metrics) + kLabelIndent + spacing::kMedium;
}

int ProbabilityChart::valueWidth() const {
  return fontMetrics().horizontalAdvance(QStringLiteral("100.0 %"));
}

int ProbabilityChart::widestDifference() const {
  return fontMetrics().horizontalAdvance(QStringLiteral("\u2260  \u221288.8")) + 2 * kColumnGap;
}

int ProbabilityChart::differenceWidth() const {
  return m_sideBySide ? widestDifference() : 0;
}

QSize ProbabilityChart::sizeHint() const {
  const int rows = int(kSceneCount + kGroupCount) * rowHeight();
  return {labelWidth() + 180 + widestDifference(), headerHeight() + rows + kGroupGap};
}

QSize ProbabilityChart::minimumSizeHint() const {
  // The same for one bar and for two, so that choosing a model moves nothing.
  return {labelWidth() + 110 + widestDifference(), sizeHint().height()};
}

QRect ProbabilityChart::rectOf(std::size_t index) const {
  const int gap = index < kSceneCount ? 0 : kGroupGap;
  return {0, headerHeight() + int(index) * rowHeight() + gap, width(), rowHeight()};
}

void ProbabilityChart::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (m_sideBySide) paintHeader(painter);
  for (const Scene scene : allScenes()) {
    paintRow(painter, rectOf(std::size_t(scene)), sceneRow(scene));
  }
  const int line = rectOf(kSceneCount).top() - kGroupGap / 2;
  painter.setPen(themeColours(palette()).border);
  painter.drawLine(0, line, width(), line);
  for (std::size_t group = 0; group < kGroupCount; ++group) {
    paintRow(painter, rectOf(kSceneCount + group), groupRow(group));
  }
}

void ProbabilityChart::paintHeader(QPainter& painter) const {
  painter.setFont(smallFont(*this));
  painter.setPen(themeColours(palette()).mutedText);
  const QRect header(0, 0, width(), headerHeight() - spacing::kSmall);
  painter.drawText(header, Qt::AlignRight | Qt::AlignVCenter, tr("Δ points"));
  painter.drawText(header.adjusted(0, 0, -differenceWidth(), 0), Qt::AlignRight | Qt::AlignVCenter,
                   firstName());
}

void ProbabilityChart::paintRow(QPainter& painter, const QRect& rect, const Row& row) const {
  const auto& colours = themeColours(palette());
  if (row.changes()) {
    painter.setPen(colours.badgeText);
    painter.setBrush(colours.badge);
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 1.5, -0.5, -1.5), 4, 4);
  }
  paintLabel(painter, rect, row);
  paintNumbers(painter, rect, row);

  const int left = labelWidth();
  const int width = rect.width() - left - valueWidth() - differenceWidth() - kColumnGap;
  const QColor floats = firstColour(row.floatsDecide);
  if (!m_sideBySide) {
    const QRect track(left, rect.top() + rect.height() / 4, width, rect.height() / 2);
    paintTrack(painter, track, row.floats, floats);
    return;
  }
  const int height = rect.height() * 3 / 10;
  const int top = rect.top() + (rect.height() - 2 * height - 1) / 2;
  paintTrack(painter, QRect(left, top, width, height), row.floats, floats);
  paintTrack(painter, QRect(left, top + height + 1, width, height), row.int8,
             secondColour(row.int8Decides));
  paintMark(painter, QRect(left, top, width, height), row.floatsMark);
  paintMark(painter, QRect(left, top + height + 1, width, height), row.int8Mark);
  if (row.target) paintTarget(painter, QRect(left, top, width, 2 * height + 1), *row.target);
}

void ProbabilityChart::paintMark(QPainter& painter, const QRectF& track,
                                 const std::optional<float>& value) const {
  if (!value) return;
  // A pixel wide on a whole pixel, as high as the bar.
  const double x = std::round(track.left() + (track.width() - 1.0) * double(*value));
  painter.fillRect(QRectF(x, track.top(), 1.0, track.height()), themeColours(palette()).text);
}

void ProbabilityChart::paintTarget(QPainter& painter, const QRectF& tracks, float share) const {
  if (share <= 0.0F) return;
  const double x = tracks.left() + tracks.width() * double(share);
  painter.setPen(QPen(themeColours(palette()).text, 2.0));
  painter.drawLine(QPointF(x, tracks.top() - 2.0), QPointF(x, tracks.bottom() + 2.0));
}

void ProbabilityChart::paintLabel(QPainter& painter, const QRect& rect, const Row& row) const {
  const auto& colours = themeColours(palette());
  if (row.truth) {
    const QRectF marker(3.0, rect.center().y() - kMarker / 2.0 + 1.0, kMarker - 1.0, kMarker - 1.0);
    painter.setPen(QPen(colours.right, 2.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(marker);
  }
  QFont font = this->font();
  font.setBold(row.truth);
  painter.setFont(font);
  painter.setPen(row.truth ? colours.right : colours.text);
  painter.drawText(rect.adjusted(kLabelIndent, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                   row.label);
}

void ProbabilityChart::paintNumbers(QPainter& painter, const QRect& rect, const Row& row) const {
  const auto& colours = themeColours(palette());
  painter.setFont(font());
  constexpr auto kAlignment = Qt::AlignRight | Qt::AlignVCenter;
  const QRect values = rect.adjusted(0, 0, -differenceWidth(), 0);
  if (row.floats) {
    painter.setPen(row.floatsDecide ? colours.text : colours.mutedText);
    painter.drawText(values, kAlignment, percentText(double(*row.floats)));
  }
  if (const auto points = row.difference()) {
    const bool notable = row.changes() || std::abs(*points) >= 1.0;
    painter.setPen(notable ? colours.text : colours.mutedText);
    const QRect place = rect.adjusted(0, 0, row.changes() ? -spacing::kSmall : 0, 0);
    painter.drawText(place, kAlignment, pointsText(*points));
    if (row.changes()) {
      const QRect sign(values.right() + kColumnGap, rect.top(), rect.width(), rect.height());
      painter.drawText(sign, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("\u2260"));
    }
  }
}

void ProbabilityChart::paintTrack(QPainter& painter, const QRectF& track,
                                  const std::optional<float>& value, const QColor& colour) const {
  const double radius = std::min(3.0, track.height() / 2.0 - 0.5);
  painter.setPen(Qt::NoPen);
  painter.setBrush(themeColours(palette()).grid);
  painter.drawRoundedRect(track, radius, radius);
  if (!value) return;
  QRectF filled(track);
  filled.setWidth(std::max(2.0, track.width() * double(*value)));
  painter.setBrush(colour);
  painter.drawRoundedRect(filled, radius, radius);
}

QString ProbabilityChart::textOf(const Row& row) const {
  QStringList lines{row.truth ? tr("%1 (true class)").arg(row.label) : row.label};
  if (row.floats) {
    lines.append(tr("%1: %2%3")
                     .arg(firstName(), percentText(double(*row.floats), 2),
                          row.floatsDecide ? tr(" · decision") : QString()));
  }
  if (row.int8) {
    lines.append(tr("%1: %2%3")
                     .arg(secondName(), percentText(double(*row.int8), 2),
                          row.int8Decides ? tr(" · decision") : QString()));
  }
  if (const auto points = row.difference()) {
    lines.append(tr("Difference: %1 percentage points").arg(pointsText(*points)));
  }
  if (row.floatsMark) {
    lines.append(
        tr("%1, not smoothed: %2").arg(firstName(), percentText(double(*row.floatsMark), 2)));
  }
  if (row.int8Mark) {
    lines.append(
        tr("%1, not smoothed: %2").arg(secondName(), percentText(double(*row.int8Mark), 2)));
  }
  if (row.target) lines.append(tr("Soft target: %1").arg(percentText(double(*row.target), 2)));
  return lines.join(u'\n');
}

bool ProbabilityChart::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  for (std::size_t i = 0; i < kSceneCount + kGroupCount; ++i) {
    if (!rectOf(i).contains(help->pos())) continue;
    const Row row = i < kSceneCount ? sceneRow(Scene(i)) : groupRow(i - kSceneCount);
    QToolTip::showText(help->globalPos(), textOf(row), this, rectOf(i));
    return true;
  }
  QToolTip::hideText();
  event->ignore();
  return true;
}

}  // namespace scenelens
