// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preview/preview_results.h"

#include "widgets/base/dataset_text.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"
#include "widgets/clips/probability_chart.h"
#include "widgets/workspace.h"

#include <QEvent>
#include <QLabel>
#include <QStyle>
#include <QTabBar>
#include <QVBoxLayout>

#include <utility>

namespace scenelens {

PreviewResults::PreviewResults(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace) {
  const auto decision = [](const QString& name) {
    auto* label = new QLabel;
    label->setObjectName(name);
    label->setWordWrap(true);
    return label;
  };
  // The style sheet knows both by the mark's name.
  m_floats = decision(QStringLiteral("decisionMark"));
  m_int8 = decision(QStringLiteral("decisionMark"));
  m_floats->setAccessibleName(tr("Does the decision of Float32 change"));
  m_int8->setAccessibleName(tr("Does the decision of Int8 change"));
  m_precision = new QTabBar;
  m_precision->setObjectName(QStringLiteral("previewPrecision"));
  m_precision->setAccessibleName(tr("Precision of the probabilities"));
  m_precision->setDrawBase(false);
  m_precision->setExpanding(false);
  m_precision->addTab(tr("Float32"));
  m_precision->addTab(tr("Int8"));
  m_chart = new ProbabilityChart;
  m_chart->setObjectName(QStringLiteral("previewChart"));
  connect(m_precision, &QTabBar::currentChanged, this, &PreviewResults::refresh);
  connect(&workspace, &Workspace::ruleChanged, this, &PreviewResults::refresh);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::kSmall);
  m_decisions = new QWidget(this);
  auto* decisions = new QVBoxLayout(m_decisions);
  decisions->setSpacing(spacing::kSmall);
  decisions->addWidget(m_floats);
  decisions->addWidget(m_int8);
  layout->addWidget(m_decisions);
  layout->addWidget(m_precision);
  layout->addWidget(m_chart);
  refresh();
}

void PreviewResults::setAnswer(std::shared_ptr<const PreviewAnswer> answer) {
  m_answer = std::move(answer);
  refresh();
}

void PreviewResults::refresh() {
  const std::size_t model = m_workspace.currentModel();
  static const std::optional<BeforeAfter> kNothing;
  const auto& floats = m_answer ? m_answer->floats : kNothing;
  const auto& int8 = m_answer ? m_answer->int8 : kNothing;
  const auto& twins = *m_workspace.twins();
  const bool hasInt8 = model < twins.size() && twins[model];
  m_precision->setTabEnabled(1, hasInt8);
  m_int8->setVisible(hasInt8);
  showDecision(*m_floats, Precision::Float32, floats);
  showDecision(*m_int8, Precision::Int8, int8);
  const bool showsInt8 = m_precision->currentIndex() == 1 && hasInt8;
  const auto& both = showsInt8 ? int8 : floats;
  std::optional<Prediction> before;
  std::optional<Prediction> after;
  std::optional<Scene> truth;
  if (both) {
    before = both->before;
    after = both->after;
    const auto& clips = m_workspace.dataset()->clips;
    if (m_answer->clip->clip < clips.size()) truth = clips[m_answer->clip->clip].scene;
  }
  if (m_answer && m_answer->occlusion) {
    // Nothing was changed: there is no after.
    m_chart->setPrediction(before, m_workspace.rule(), truth);
    return;
  }
  m_chart->setBeforeAfter(before, after, showsInt8 ? Precision::Int8 : Precision::Float32,
                          m_workspace.rule(), truth, m_answer ? m_answer->targets : std::nullopt);
}

void PreviewResults::showDecision(QLabel& label, Precision precision,
                                  const std::optional<BeforeAfter>& both) {
  const QString name = toQString(precisionName(precision));
  const DecisionRule rule = m_workspace.rule();
  const bool changes = both && both->decisionChanges(rule);
  const auto title = [rule](const Prediction& prediction) {
    return sceneText(prediction.decision(rule));
  };
  label.setText(!both                 ? tr("%1: no prediction").arg(name)
                : m_answer->occlusion ? tr("%1: %2").arg(name, title(both->before))
                : changes ? tr("≠  %1: %2 → %3").arg(name, title(both->before), title(both->after))
                          : tr("=  %1: %2").arg(name, title(both->before)));
  if (label.property("changes").toBool() == changes) return;
  label.setProperty("changes", changes);
  label.style()->unpolish(&label);
  label.style()->polish(&label);
}

void PreviewResults::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_chart) m_chart->update();
}

}  // namespace scenelens
