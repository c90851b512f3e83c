// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/prediction_panel.h"

#include "widgets/base/dataset_text.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"
#include "widgets/clips/decision_grid.h"
#include "widgets/clips/precision_summary.h"
#include "widgets/clips/probability_chart.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QStyle>
#include <QVBoxLayout>

namespace scenelens {

PredictionPanel::PredictionPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace) {
  m_title = new QLabel;
  m_title->setFont(titleFont(*this));
  m_title->setWordWrap(true);
  m_summary = new PrecisionSummary;
  m_untrained = new QLabel(tr("Untrained: predictions mean nothing"));
  m_untrained->setObjectName(QStringLiteral("badge"));
  m_untrained->setWordWrap(true);
  m_untrained->setFont(smallFont(*this));
  makeRule();
  m_decision = new QLabel;
  m_decision->setObjectName(QStringLiteral("decisionMark"));
  m_decision->setAccessibleName(tr("Does Int8 change the decision"));
  m_decision->setWordWrap(true);
  m_chart = new ProbabilityChart;
  m_grid = new DecisionGrid;
  connect(m_grid, &DecisionGrid::modelChosen, this,
          [this](std::size_t model) { m_workspace.setCurrentModel(model); });

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::kLarge, spacing::kMedium, spacing::kLarge, spacing::kMedium);
  layout->setSpacing(spacing::kMedium);
  layout->addWidget(m_title);
  layout->addWidget(m_summary);
  layout->addWidget(m_untrained);
  layout->addWidget(m_rule);
  layout->addWidget(m_decision);
  layout->addWidget(m_chart);
  layout->addWidget(m_grid);
  layout->addStretch(1);

  connect(&workspace, &Workspace::modelsChanged, this, &PredictionPanel::rebuildModels);
  connect(&workspace, &Workspace::currentModelChanged, this, &PredictionPanel::refresh);
  connect(&workspace, &Workspace::currentRunChanged, this, &PredictionPanel::refresh);
  connect(&workspace, &Workspace::ruleChanged, this, [this] {
    m_rule->setCurrentIndex(m_workspace.rule() == DecisionRule::Combined ? 1 : 0);
    refresh();
  });
  rebuildModels();
}

void PredictionPanel::makeRule() {
  m_rule = new QComboBox;
  m_rule->setObjectName(QStringLiteral("decisionRule"));
  m_rule->setAccessibleName(tr("Decision rule"));
  m_rule->addItem(tr("Ten-class head decides"));
  m_rule->addItem(tr("Both heads decide (0.8 : 0.2)"));
  m_rule->setToolTip(
      tr("The report combines the ten-class and the three-group outputs; the "
         "published code decides by the ten-class head alone."));
  connect(m_rule, &QComboBox::activated, this, [this](int index) {
    m_workspace.setRule(index == 1 ? DecisionRule::Combined : DecisionRule::TenClass);
  });
}

void PredictionPanel::rebuildModels() {
  const auto& models = *m_workspace.models();
  m_answers.assign(models.size(), {});
  m_engineFailed = false;
  m_grid->setModels(models, *m_workspace.twins());
  refresh();
}

void PredictionPanel::showCurrentClip() {
  const auto clip = m_workspace.currentClip();
  for (std::size_t model = 0; model < m_answers.size(); ++model) {
    auto& [floats, int8] = m_answers[model];
    floats.prediction.reset();
    int8.prediction.reset();
    if (!clip) continue;
    if (const auto* known = m_workspace.run(model).find(*clip)) floats.prediction = *known;
  }
  refresh();
}

void PredictionPanel::setEngineFailed() {
  m_engineFailed = true;
  refresh();
}

void PredictionPanel::setAnswer(const ClipAnswer& answer) {
  if (answer.model >= m_answers.size()) return;
  m_engineFailed = false;
  auto& slot = m_answers[answer.model].of(answer.precision);
  slot.prediction = answer.prediction;
  slot.engine = answer.engine;
  refreshModel(answer.model);
}

void PredictionPanel::setLatency(std::size_t model, Precision precision, const Latency& latency) {
  if (model >= m_answers.size()) return;
  m_answers[model].of(precision).latency = latency;
  refreshModel(model);
}

void PredictionPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_grid) refresh();
}

std::optional<Scene> PredictionPanel::truth() const {
  const auto clip = m_workspace.currentClip();
  return clip ? m_workspace.dataset()->clips[*clip].scene : std::nullopt;
}

void PredictionPanel::refresh() {
  m_grid->setCurrentModel(m_workspace.currentModel());
  if (m_answers.empty()) refreshModel(0);
  for (std::size_t model = 0; model < m_answers.size(); ++model) refreshModel(model);
}

void PredictionPanel::refreshModel(std::size_t model) {
  static const ModelAnswers kNothing;
  const bool any = model < m_answers.size();
  const auto& answers = any ? m_answers[model] : kNothing;
  const DecisionRule rule = m_workspace.rule();
  if (any) m_grid->setAnswers(model, answers, rule, truth());
  if (any && model != m_workspace.currentModel()) return;

  const bool opened = m_workspace.isOpened(m_workspace.currentRun());
  m_summary->setVisible(!opened);
  if (opened) {
    showOpenedRun();
    return;
  }
  const Model* floats = any ? &(*m_workspace.models())[model] : nullptr;
  const Int8Twin* twin = any ? &(*m_workspace.twins())[model] : nullptr;
  const bool sideBySide = twin && twin->has_value();
  showTitle(floats, twin);
  m_summary->setModel(floats, twin, answers, m_engineFailed);
  showDecision(answers, sideBySide);
  if (sideBySide) {
    m_chart->setSideBySide(answers.floats.prediction, answers.int8.prediction, rule, truth());
  } else {
    m_chart->setPrediction(answers.floats.prediction, rule, truth());
  }
}

void PredictionPanel::showOpenedRun() {
  const auto& info = m_workspace.runInfo(m_workspace.currentRun());
  m_title->setText(toQString(info.name));
  m_title->setToolTip(info.source.empty() ? tr("From the store")
                                          : tr("Read from %1").arg(toQString(info.source)));
  m_untrained->setText(toQString(info.note));
  m_untrained->setVisible(!info.note.empty());
  m_decision->hide();
  const auto clip = m_workspace.currentClip();
  const Prediction* known = clip ? m_workspace.prediction(*clip) : nullptr;
  m_chart->setPrediction(known ? std::optional(*known) : std::nullopt, m_workspace.rule(), truth());
}

void PredictionPanel::showTitle(const Model* floats, const Int8Twin* twin) {
  m_title->setText(floats ? QStringLiteral("%1 · %2").arg(toQString(floats->title()),
                                                          toQString(floats->architecture.summary))
                          : tr("No model"));
  m_title->setToolTip(
      floats ? tr("Weights: %1\nData: %2").arg(fromPath(floats->path), toQString(floats->data))
             : tr("No weights were found"));
  const bool untrained = floats && !floats->trained;
  const bool untrainedInt8 = twin && *twin && !(*twin)->trained;
  // Weights trained on little or made-up data say so themselves.
  const QString note = floats ? toQString(floats->note) : QString();
  m_untrained->setText(untrained       ? tr("Untrained: predictions mean nothing")
                       : untrainedInt8 ? tr("Untrained Int8 weights: what Int8 says means nothing")
                                       : note);
  m_untrained->setVisible(!m_untrained->text().isEmpty());
}

void PredictionPanel::showDecision(const ModelAnswers& answers, bool sideBySide) {
  const DecisionRule rule = m_workspace.rule();
  const auto& [floats, int8] = answers;
  const bool changes = answers.disagree(rule);
  QString text;
  if (changes) {
    text = tr("≠  Decision changes: %1 → %2")
               .arg(sceneText(floats.prediction->decision(rule)),
                    sceneText(int8.prediction->decision(rule)));
  } else if (floats.prediction && int8.prediction) {
    text = tr("=  Same decision: %1").arg(sceneText(floats.prediction->decision(rule)));
  }
  m_decision->setText(text);
  m_decision->setVisible(sideBySide);
  if (m_decision->property("changes").toBool() == changes) return;
  m_decision->setProperty("changes", changes);
  m_decision->style()->unpolish(m_decision);
  m_decision->style()->polish(m_decision);
}

}  // namespace scenelens
