// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/probability_chart.h"

#include "widgets/qt_text.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace scenelens {

namespace {

constexpr int kRowPadding = 9;
constexpr int kGroupGap = 16;
constexpr int kMarker = 8;

}  // namespace

struct ProbabilityChart::Bar {
  QString label;
  std::optional<float> value;
  bool decided = false;
  bool truth = false;
};

ProbabilityChart::ProbabilityChart(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Class probabilities"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  describe();
}

void ProbabilityChart::setPrediction(const std::optional<Prediction>& prediction, DecisionRule rule,
                                     std::optional<Scene> truth) {
  m_prediction = prediction;
  m_rule = rule;
  m_truth = truth;
  describe();
  update();
}

void ProbabilityChart::describe() {
  QString text = tr("No prediction yet");
  if (m_prediction) {
    text = tr("Decision: %1, probability %2")
               .arg(toQString(sceneTitle(m_prediction->decision(m_rule))),
                    percentText(double(m_prediction->confidence(m_rule))));
  }
  if (m_truth) text += tr("; true class: %1").arg(toQString(sceneTitle(*m_truth)));
  setAccessibleDescription(text);
}

int ProbabilityChart::rowHeight() const {
  return fontMetrics().height() + kRowPadding;
}

int ProbabilityChart::labelWidth() const {
  QFont bold = font();
  bold.setBold(true);
  const QFontMetrics metrics(bold);
  int width = 0;
  for (const Scene scene : allScenes()) {
    width = std::max(width, metrics.horizontalAdvance(toQString(sceneTitle(scene))));
  }
  return width + kMarker + spacing::kMedium;
}

QSize ProbabilityChart::sizeHint() const {
  return {labelWidth() + 180, int(kSceneCount + kGroupCount) * rowHeight() + kGroupGap};
}

QSize ProbabilityChart::minimumSizeHint() const {
  return {labelWidth() + 110, sizeHint().height()};
}

void ProbabilityChart::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QRect row(0, 0, width(), rowHeight());
  for (const Scene scene : allScenes()) {
    Bar bar{toQString(sceneTitle(scene)), {}, false, m_truth == scene};
    if (m_prediction) {
      bar.value = m_prediction->probabilities(m_rule)[std::size_t(scene)];
      bar.decided = m_prediction->decision(m_rule) == scene;
    }
    paintBar(painter, row, bar);
    row.translate(0, row.height());
  }

  const int line = row.top() + kGroupGap / 2;
  painter.setPen(themeColours(palette()).border);
  painter.drawLine(0, line, width(), line);
  row.translate(0, kGroupGap);
  for (std::size_t g = 0; g < kGroupCount; ++g) {
    Bar bar{toQString(groupTitle(SceneGroup(g))), {}, false, false};
    bar.truth = m_truth && std::size_t(groupOf(*m_truth)) == g;
    if (m_prediction) {
      const auto& groups = m_prediction->groups;
      bar.value = groups[g];
      bar.decided = std::max_element(groups.begin(), groups.end()) == groups.begin() + g;
    }
    paintBar(painter, row, bar);
    row.translate(0, row.height());
  }
}

void ProbabilityChart::paintBar(QPainter& painter, const QRect& row, const Bar& bar) const {
  const auto& colours = themeColours(palette());
  QFont textFont = font();
  textFont.setBold(bar.truth);
  painter.setFont(textFont);

  if (bar.truth) {
    const QRectF marker(1.0, row.center().y() - kMarker / 2.0 + 1.0, kMarker - 1.0, kMarker - 1.0);
    painter.setPen(QPen(colours.right, 2.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(marker);
  }
  painter.setPen(bar.truth ? colours.right : colours.text);
  const int label = labelWidth();
  const QRect labelRect = row.adjusted(kMarker + spacing::kSmall, 0, 0, 0);
  painter.drawText(labelRect, Qt::AlignLeft | Qt::AlignVCenter, bar.label);

  const int valueWidth = fontMetrics().horizontalAdvance(QStringLiteral("100.0 %"));
  QRect track(label, row.top() + row.height() / 4, row.width() - label - valueWidth - 8,
              row.height() / 2);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colours.grid);
  painter.drawRoundedRect(track, 3, 3);
  if (!bar.value) return;
  QRectF filled(track);
  filled.setWidth(std::max(2.0, track.width() * double(*bar.value)));
  painter.setBrush(bar.decided ? colours.accent : colours.accentMuted);
  painter.drawRoundedRect(filled, 3, 3);
  painter.setFont(font());
  painter.setPen(bar.decided ? colours.text : colours.mutedText);
  const QRect valueRect(row.right() - valueWidth, row.top(), valueWidth, row.height());
  painter.drawText(valueRect, Qt::AlignRight | Qt::AlignVCenter, percentText(double(*bar.value)));
}

}  // namespace scenelens
