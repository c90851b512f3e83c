// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/decision_grid.h"

#include "widgets/base/dataset_text.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QSignalBlocker>

#include <algorithm>

namespace scenelens {

DecisionGrid::DecisionGrid(QWidget* parent) : QTreeWidget(parent) {
  setObjectName(QStringLiteral("modelDecisions"));
  setAccessibleName(tr("Decisions of all models in both precisions"));
  setRootIsDecorated(false);
  setItemsExpandable(false);
  setIndentation(0);
  setUniformRowHeights(true);
  setTextElideMode(Qt::ElideRight);
  setHeaderLabels({tr("Model"), QString(), tr("Decision"), tr("p"), tr("ms"), QString()});
  const auto right = Qt::AlignRight | Qt::AlignVCenter;
  headerItem()->setTextAlignment(Probability, right);
  headerItem()->setTextAlignment(Milliseconds, right);
  headerItem()->setToolTip(Probability, tr("Probability of the decision"));
  headerItem()->setToolTip(
      Milliseconds, tr("Processor time of a clip, median of %Ln run(s)", nullptr, kLatencyRuns));
  headerItem()->setToolTip(Agreement, tr("= Int8 decides as Float32 does, ≠ it does not"));
  header()->setStretchLastSection(false);
  header()->setMinimumSectionSize(0);
  header()->setSectionResizeMode(QHeaderView::ResizeToContents);
  header()->setSectionResizeMode(Decision, QHeaderView::Stretch);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  connect(this, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
    if (item) emit modelChosen(modelOf(item));
  });
}

std::size_t DecisionGrid::modelOf(QTreeWidgetItem* item) const {
  auto* top = item->parent() ? item->parent() : item;
  return std::size_t(indexOfTopLevelItem(top));
}

QTreeWidgetItem* DecisionGrid::line(std::size_t model, Precision precision) const {
  auto* top = topLevelItem(int(model));
  return !top || precision == Precision::Float32 ? top : top->child(0);
}

void DecisionGrid::setModels(const std::vector<Model>& models, const std::vector<Int8Twin>& twins) {
  const QSignalBlocker blocker(this);
  clear();
  m_shown.clear();
  for (std::size_t i = 0; i < models.size(); ++i) {
    const auto& model = models[i];
    auto* floats = new QTreeWidgetItem(
        {toQString(model.title()), toQString(precisionName(Precision::Float32))});
    floats->setToolTip(ModelName, toQString(model.architecture.summary));
    auto* int8 = new QTreeWidgetItem({QString(), toQString(precisionName(Precision::Int8))});
    // Read aloud, and found when somebody types.
    int8->setData(ModelName, Qt::AccessibleTextRole, toQString(model.title()));
    for (auto* item : {floats, int8}) {
      for (const int column : {Probability, Milliseconds}) {
        item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
      }
      item->setTextAlignment(Agreement, Qt::AlignCenter);
    }
    addTopLevelItem(floats);
    floats->addChild(int8);
    floats->setExpanded(true);
    const Error* why = i < twins.size() && !twins[i] ? &twins[i].error() : nullptr;
    m_shown.push_back({why ? toQString(why->text()) : QString(), {}, {}});
    fill(i);
  }
  fitHeight();
  setVisible(!models.empty());
}

void DecisionGrid::setCurrentModel(std::size_t model) {
  auto* item = topLevelItem(int(model));
  if (!item || (currentItem() && modelOf(currentItem()) == model)) return;
  const QSignalBlocker blocker(this);
  setCurrentItem(item);
}

void DecisionGrid::setAnswers(std::size_t model, const ModelAnswers& answers, DecisionRule rule,
                              std::optional<Scene> truth) {
  if (model >= m_shown.size()) return;
  m_rule = rule;
  m_shown[model].answers = answers;
  m_shown[model].truth = truth;
  fill(model);
}

void DecisionGrid::fitHeight() {
  // Every line shows without scrolling; how high they are the style decides.
  const int lines = 2 * topLevelItemCount();
  setFixedHeight(header()->sizeHint().height() + lines * std::max(0, sizeHintForRow(0)) +
                 2 * frameWidth() + 2);
}

void DecisionGrid::showEvent(QShowEvent* event) {
  QTreeWidget::showEvent(event);
  fitHeight();
}

void DecisionGrid::changeEvent(QEvent* event) {
  QTreeWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange) fitHeight();
  if (event->type() != QEvent::PaletteChange) return;
  for (std::size_t model = 0; model < m_shown.size(); ++model) fill(model);
}

void DecisionGrid::fill(std::size_t model) {
  const auto& [missing, answers, truth] = m_shown[model];
  auto* int8 = line(model, Precision::Int8);
  fillLine(*line(model, Precision::Float32), answers.floats, truth);
  if (!missing.isEmpty()) {
    int8->setText(Decision, tr("no weights"));
    int8->setToolTip(Decision, missing);
    int8->setForeground(Decision, themeColours(palette()).mutedText);
    return;
  }
  fillLine(*int8, answers.int8, truth);
  const bool both = answers.floats.prediction && answers.int8.prediction;
  const bool changes = answers.disagree(m_rule);
  int8->setText(Agreement, !both ? QString() : changes ? QStringLiteral("≠") : QStringLiteral("="));
  int8->setToolTip(Agreement, !both     ? QString()
                              : changes ? tr("Int8 decides otherwise than Float32")
                                        : tr("Int8 decides as Float32 does"));
}

void DecisionGrid::fillLine(QTreeWidgetItem& item, const PrecisionAnswer& answer,
                            std::optional<Scene> truth) const {
  item.setText(Milliseconds, answer.latency ? latencyNumber(*answer.latency) : QString());
  if (!answer.prediction) {
    item.setText(Decision, QString());
    item.setText(Probability, QString());
    return;
  }
  const Scene decision = answer.prediction->decision(m_rule);
  item.setText(Decision, sceneText(decision));
  item.setText(Probability, percentText(double(answer.prediction->confidence(m_rule)), 0));
  const auto& colours = themeColours(palette());
  item.setForeground(Decision, !truth               ? palette().text()
                               : *truth == decision ? QBrush(colours.right)
                                                    : QBrush(colours.wrong));
  item.setToolTip(Decision, truth ? tr("True class: %1, probability %2")
                                        .arg(sceneText(*truth),
                                             percentText(double(answer.prediction->probabilities(
                                                 m_rule)[std::size_t(*truth)])))
                                  : QString());
}

}  // namespace scenelens
