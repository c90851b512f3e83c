// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/prediction_panel.h"

#include "widgets/probability_chart.h"
#include "widgets/qt_text.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace scenelens {

namespace {

enum ModelColumn { ModelName, Decision, Probability };

}  // namespace

PredictionPanel::PredictionPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace) {
  m_title = new QLabel;
  m_title->setFont(titleFont(*this));
  m_engine = new QLabel;
  m_engine->setFont(smallFont(*this));
  m_engine->setForegroundRole(QPalette::PlaceholderText);
  m_untrained = new QLabel(tr("Untrained: predictions mean nothing"));
  m_untrained->setObjectName(QStringLiteral("badge"));
  m_untrained->setWordWrap(true);
  m_untrained->setFont(smallFont(*this));

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

  m_chart = new ProbabilityChart;

  m_models = new QTreeWidget;
  m_models->setObjectName(QStringLiteral("modelDecisions"));
  m_models->setAccessibleName(tr("Decisions of all models"));
  m_models->setRootIsDecorated(false);
  m_models->setUniformRowHeights(true);
  m_models->setHeaderLabels({tr("Model"), tr("Decision"), tr("p")});
  m_models->headerItem()->setTextAlignment(Probability, Qt::AlignRight | Qt::AlignVCenter);
  m_models->header()->setStretchLastSection(false);
  m_models->header()->setSectionResizeMode(ModelName, QHeaderView::ResizeToContents);
  m_models->header()->setSectionResizeMode(Decision, QHeaderView::Stretch);
  m_models->header()->setSectionResizeMode(Probability, QHeaderView::ResizeToContents);
  m_models->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  connect(m_models, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
    if (item) m_workspace.setCurrentModel(std::size_t(m_models->indexOfTopLevelItem(item)));
  });

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::kLarge, spacing::kMedium, spacing::kLarge, spacing::kMedium);
  layout->setSpacing(spacing::kMedium);
  layout->addWidget(m_title);
  layout->addWidget(m_engine);
  layout->addWidget(m_untrained);
  layout->addWidget(m_rule);
  layout->addWidget(m_chart);
  layout->addWidget(m_models);
  layout->addStretch(1);

  connect(&workspace, &Workspace::modelsChanged, this, &PredictionPanel::rebuildModels);
  connect(&workspace, &Workspace::currentModelChanged, this, &PredictionPanel::refresh);
  connect(&workspace, &Workspace::ruleChanged, this, [this] {
    m_rule->setCurrentIndex(m_workspace.rule() == DecisionRule::Combined ? 1 : 0);
    refresh();
  });
  rebuildModels();
}

void PredictionPanel::rebuildModels() {
  const auto& models = *m_workspace.models();
  m_answers.assign(models.size(), std::nullopt);
  const QSignalBlocker blocker(m_models);
  m_models->clear();
  for (const auto& model : models) {
    auto* item = new QTreeWidgetItem({toQString(model.title())});
    item->setTextAlignment(Probability, Qt::AlignRight | Qt::AlignVCenter);
    item->setToolTip(ModelName, toQString(model.architecture.summary));
    m_models->addTopLevelItem(item);
  }
  const int rowHeight = models.empty() ? 0 : m_models->sizeHintForRow(0);
  m_models->setFixedHeight(m_models->header()->sizeHint().height() +
                           int(models.size()) * rowHeight + 2 * m_models->frameWidth() + 2);
  m_models->setVisible(!models.empty());
  refresh();
}

void PredictionPanel::showCurrentClip() {
  m_answers.assign(m_workspace.models()->size(), std::nullopt);
  if (const auto clip = m_workspace.currentClip()) {
    for (std::size_t model = 0; model < m_answers.size(); ++model) {
      if (const auto* known = m_workspace.run(model).find(*clip)) {
        m_answers[model] = Answer{*known, 0.0, {}};
      }
    }
  }
  refresh();
}

void PredictionPanel::setEngineFailed() {
  m_engineFailed = true;
  refresh();
}

void PredictionPanel::setPrediction(std::size_t model, const Prediction& prediction,
                                    double milliseconds, const QString& engine) {
  if (model >= m_answers.size()) return;
  m_engineFailed = false;
  m_answers[model] = Answer{prediction, milliseconds, engine};
  if (model == m_workspace.currentModel()) {
    refresh();
  } else {
    refreshRow(model);
  }
}

void PredictionPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_models) refresh();
}

void PredictionPanel::refresh() {
  const auto& models = *m_workspace.models();
  const std::size_t current = m_workspace.currentModel();
  const bool any = current < models.size();
  m_title->setText(
      any ? QStringLiteral("%1 · %2").arg(toQString(models[current].title()),
                                          toQString(models[current].architecture.summary))
          : tr("No model"));
  m_title->setToolTip(
      any ? tr("Weights: %1\nData: %2")
                .arg(fromPath(models[current].path), toQString(models[current].data))
          : tr("No weights were found"));
  m_untrained->setVisible(any && !models[current].trained);

  const auto clip = m_workspace.currentClip();
  std::optional<Scene> truth;
  if (clip) truth = m_workspace.dataset()->clips[*clip].scene;
  std::optional<Prediction> prediction;
  QString engine = clip ? tr("Float32") : QString();
  if (any && m_answers[current]) {
    prediction = m_answers[current]->prediction;
    if (!m_answers[current]->engine.isEmpty()) {
      engine = tr("Float32 · %1 · %2 ms")
                   .arg(m_answers[current]->engine,
                        QLocale().toString(m_answers[current]->milliseconds, 'f', 1));
    }
  } else if (m_engineFailed) {
    engine = tr("No engine: see the problems below");
  }
  m_engine->setText(engine);
  m_engine->setToolTip(tr("Engine and processor time of the forward pass for this clip"));
  m_chart->setPrediction(prediction, m_workspace.rule(), truth);
  for (std::size_t i = 0; i < models.size(); ++i) refreshRow(i);
  const QSignalBlocker blocker(m_models);
  if (any) m_models->setCurrentItem(m_models->topLevelItem(int(current)));
}

void PredictionPanel::refreshRow(std::size_t model) {
  auto* item = m_models->topLevelItem(int(model));
  if (!item) return;
  const auto& answer = m_answers[model];
  if (!answer) {
    item->setText(Decision, QString());
    item->setText(Probability, QString());
    return;
  }
  const DecisionRule rule = m_workspace.rule();
  const Scene decision = answer->prediction.decision(rule);
  item->setText(Decision, toQString(sceneTitle(decision)));
  item->setText(Probability, percentText(double(answer->prediction.confidence(rule)), 0));
  const auto clip = m_workspace.currentClip();
  const auto truth = clip ? m_workspace.dataset()->clips[*clip].scene : std::nullopt;
  const auto& colours = themeColours(palette());
  item->setForeground(Decision, !truth               ? palette().text()
                                : *truth == decision ? QBrush(colours.right)
                                                     : QBrush(colours.wrong));
}

}  // namespace scenelens
