// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/confusion_panel.h"

#include "widgets/actions/action_registry.h"
#include "widgets/base/flow_layout.h"
#include "widgets/base/plot_export.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace scenelens {

namespace {

constexpr std::array<std::string_view, 3> kOwnFields{"scene", "pred", "group"};

/// "scene:bus,metro,tram"
QString termFor(const QString& field, const std::vector<Scene>& scenes) {
  QStringList labels;
  for (const Scene scene : scenes) labels.append(toQString(sceneLabel(scene)));
  return field + u':' + labels.join(u',');
}

}  // namespace

ConfusionPanel::ConfusionPanel(Workspace& workspace, Settings& settings, QWidget* parent)
    : ResultsView(workspace, parent), m_settings(settings) {
  m_matrix = new ConfusionMatrix;
  m_summary = new QLabel;
  m_summary->setObjectName(QStringLiteral("confusionSummary"));
  m_summary->setFont(smallFont(*this));
  m_summary->setForegroundRole(QPalette::PlaceholderText);
  m_summary->setWordWrap(true);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::kMedium, spacing::kMedium, spacing::kSmall, spacing::kSmall);
  layout->addWidget(makeBar());
  layout->addWidget(m_matrix, 1);
  layout->addWidget(m_summary);
  connect(m_matrix, &ConfusionMatrix::chosen, this, &ConfusionPanel::onChosen);
  offerPictureMenu(
      *m_matrix,
      [this] {
        return pictureOf(
            *m_matrix,
            tr("Confusion %1").arg(runName(this->workspace(), this->workspace().currentRun())));
      },
      [&workspace](const Error& problem) { workspace.addProblem(problem); });
}

QWidget* ConfusionPanel::makeBar() {
  auto* bar = new QWidget;
  auto* layout = new FlowLayout(spacing::kMedium, bar);
  layout->setContentsMargins(0, 0, 0, 0);
  const auto addBox = [&](const char* object, const QString& name, const QStringList& items,
                          ViewChoice choice) {
    auto* box = new QComboBox;
    box->setObjectName(QLatin1String(object));
    box->setAccessibleName(name);
    box->setToolTip(name);
    box->addItems(items);
    box->setCurrentIndex(std::clamp(m_settings.viewChoice(choice, 0), 0, int(items.size()) - 1));
    connect(box, &QComboBox::currentIndexChanged, this, [this, choice](int index) {
      m_settings.setViewChoice(choice, index);
      refreshSoon();
    });
    layout->addWidget(box);
    return box;
  };
  m_share =
      addBox("confusionShare", tr("What the cells tell"),
             {tr("Counts"), tr("Row %"), tr("Column %"), tr("All %")}, ViewChoice::ConfusionShare);
  m_order =
      addBox("confusionOrder", tr("Order of the scenes"),
             {tr("Alphabetical"), tr("By group"), tr("Groups only")}, ViewChoice::ConfusionOrder);
  m_what = addBox("confusionWhat", tr("Of one run, or the difference of two"),
                  {tr("One run"), tr("Difference")}, ViewChoice::ConfusionDifference);
  m_mistakes = new QCheckBox(tr("&Mistakes only"));
  m_mistakes->setObjectName(QStringLiteral("confusionMistakes"));
  m_mistakes->setToolTip(tr("Leave out the diagonal"));
  m_mistakes->setChecked(m_settings.viewChoice(ViewChoice::ConfusionMistakes, 0) != 0);
  connect(m_mistakes, &QCheckBox::toggled, this, [this](bool on) {
    m_settings.setViewChoice(ViewChoice::ConfusionMistakes, on ? 1 : 0);
    refreshSoon();
  });
  layout->addWidget(m_mistakes);
  return bar;
}

MatrixOrder ConfusionPanel::order() const {
  return MatrixOrder(m_order->currentIndex());
}

void ConfusionPanel::refresh() {
  const auto& space = workspace();
  const QueryScope scope = scopeOfFilter(workspace(), kOwnFields);
  const auto clips = countedClips(space, scope);
  const auto other = space.otherRun();
  const std::size_t run = space.currentRun();
  m_what->setItemText(0, runName(space, run));
  m_what->setItemText(1, other ? tr("%1 minus %2").arg(runName(space, run), runName(space, *other))
                               : tr("Difference: choose a run to compare with"));

  MatrixContent content;
  QString summary;
  QString why = whyNothing(space, run, clips);
  const bool difference = m_what->currentIndex() == 1;
  if (why.isEmpty() && difference) {
    why = other ? whyNothing(space, *other, clips)
                : tr("Choose a second run in the box \"against\" of the tool bar.");
  }
  if (why.isEmpty()) {
    MatrixQuestion question;
    question.firstName = runName(space, run);
    question.share = ConfusionShare(m_share->currentIndex());
    question.order = order();
    question.mistakesOnly = m_mistakes->isChecked();
    if (difference) {
      const auto pair = confusionOfBoth(space.judged(run), space.judged(*other), clips);
      question.first = pair.first;
      question.second = pair.second;
      question.secondName = runName(space, *other);
      if (pair.clips == 0) {
        why = tr("No clip was predicted by both runs yet. Evaluate all clips with %1.")
                  .arg(keyOf(QStringLiteral("runs.evaluateAll")));
      }
      summary = tr("%Ln clip(s) that both runs predicted", nullptr, int(pair.clips));
    } else {
      question.first = confusion(space.judged(run), clips);
    }
    content = matrixContent(question);
    if (!difference) summary = content.summary;
  }
  if (!why.isEmpty()) content.hint = why;
  m_summary->setText(why.isEmpty() ? summary + uncountedText(scope) : QString());
  m_matrix->setContent(std::move(content));
  const ClipQuery parts(scope.parts, *space.dataset());
  m_matrix->setMarked(markedClasses(parts.chosenScenes()), markedClasses(parts.chosenDecisions()));
}

std::optional<std::vector<bool>> ConfusionPanel::markedClasses(
    const std::optional<std::vector<bool>>& scenes) const {
  if (!scenes) return std::nullopt;
  std::vector<bool> marked;
  for (const auto& members : classesOf(order())) {
    marked.push_back(std::any_of(members.begin(), members.end(),
                                 [&](Scene scene) { return (*scenes)[std::size_t(scene)]; }));
  }
  return marked;
}

void ConfusionPanel::onChosen(int row, int column) {
  const auto classes = classesOf(order());
  QStringList terms;
  if (row >= 0) terms.append(termFor(QStringLiteral("scene"), classes[std::size_t(row)]));
  if (column >= 0) terms.append(termFor(QStringLiteral("pred"), classes[std::size_t(column)]));
  workspace().filter().choose(kOwnFields, terms);
}

}  // namespace scenelens
