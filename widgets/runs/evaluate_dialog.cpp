// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/evaluate_dialog.h"

#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QCryptographicHash>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>

namespace scenelens {

EvaluateDialog::EvaluateDialog(const Workspace& workspace, QWidget* parent)
    : QDialog(parent), m_workspace(workspace) {
  setWindowTitle(tr("Evaluate"));
  collectClips();
  m_summary = new QLabel;
  m_summary->setObjectName(QStringLiteral("evaluateSummary"));
  m_summary->setForegroundRole(QPalette::PlaceholderText);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  m_start = buttons->addButton(tr("Evaluate"), QDialogButtonBox::AcceptRole);
  m_start->setObjectName(QStringLiteral("evaluateStart"));
  m_start->setDefault(true);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    emit evaluate(request());
    accept();
  });
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(spacing::kLarge);
  layout->addWidget(makeClipChoice());
  layout->addWidget(makeRunChoice());
  layout->addWidget(m_summary);
  layout->addWidget(buttons);
  layout->setSizeConstraint(QLayout::SetFixedSize);
  showSummary();
  // What it offers belongs to this data set and these models.
  connect(&workspace, &Workspace::datasetChanged, this, &QDialog::reject);
  connect(&workspace, &Workspace::modelsChanged, this, &QDialog::reject);
}

void EvaluateDialog::collectClips() {
  const auto& clips = m_workspace.dataset()->clips;
  m_choices = {{"all", {}}, {"test", {}}, {"train", {}}, {"", {}}};
  for (std::uint32_t clip = 0; clip < clips.size(); ++clip) {
    if (clips[clip].missing) continue;
    m_choices[All].clips.push_back(clip);
    if (clips[clip].fold == Fold::Test) m_choices[Test].clips.push_back(clip);
    if (clips[clip].fold == Fold::Train) m_choices[Train].clips.push_back(clip);
  }
  for (const auto clip : m_workspace.shownClips()) {
    if (!clips[clip].missing) m_choices[Shown].clips.push_back(clip);
  }
  // The same words find other clips when results or notes change, so the clips are named as well.
  const auto& shown = m_choices[Shown].clips;
  const QByteArrayView bytes(reinterpret_cast<const char*>(shown.data()),
                             qsizetype(shown.size() * sizeof(shown[0])));
  const auto hash = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().left(8);
  m_choices[Shown].selection =
      m_workspace.filter().text().toStdString() + " #" + hash.toStdString();
}

QWidget* EvaluateDialog::makeClipChoice() {
  auto* group = new QGroupBox(tr("Clips"));
  auto* layout = new QVBoxLayout(group);
  m_clips = new QButtonGroup(this);
  const QStringList names{tr("&All with sound: %1"), tr("&Test fold: %1"), tr("T&raining fold: %1"),
                          tr("Those the &filter shows: %1")};
  for (int choice = All; choice <= Shown; ++choice) {
    const auto count = qint64(m_choices[std::size_t(choice)].clips.size());
    auto* button = new QRadioButton(names[choice].arg(countText(count)));
    button->setEnabled(count > 0);
    m_clips->addButton(button, choice);
    layout->addWidget(button);
  }
  // The test fold is what figures are reported on.
  const int first = m_choices[Test].clips.empty() ? All : Test;
  m_clips->button(first)->setChecked(true);
  connect(m_clips, &QButtonGroup::idToggled, this, &EvaluateDialog::showSummary);
  return group;
}

QWidget* EvaluateDialog::makeRunChoice() {
  auto* group = new QGroupBox(tr("Models"));
  auto* grid = new QGridLayout(group);
  grid->setHorizontalSpacing(spacing::kLarge * 2);
  const auto& models = *m_workspace.models();
  for (std::size_t model = 0; model < models.size(); ++model) {
    const QString title = toQString(models[model].title());
    grid->addWidget(new QLabel(title), int(model), 0);
    for (const Precision precision : {Precision::Float32, Precision::Int8}) {
      const bool int8 = precision == Precision::Int8;
      auto* box = new QCheckBox(toQString(precisionName(precision)));
      box->setAccessibleName(title + QStringLiteral(" ") + box->text());
      const bool there = !int8 || (*m_workspace.twins())[model].has_value();
      box->setEnabled(there);
      box->setChecked(there);
      if (!there) box->setToolTip(tr("There are no Int8 weights of this model"));
      grid->addWidget(box, int(model), int8 ? 2 : 1);
      m_runs.push_back({box, m_workspace.runOf(model, precision)});
      connect(box, &QCheckBox::toggled, this, &EvaluateDialog::showSummary);
    }
  }
  grid->setColumnStretch(3, 1);
  return group;
}

EvaluationRequest EvaluateDialog::request() const {
  const auto& choice = m_choices[std::size_t(std::max(0, m_clips->checkedId()))];
  EvaluationRequest request{choice.selection, choice.clips, {}};
  for (const auto& [box, run] : m_runs) {
    if (box->isChecked()) request.runs.push_back(run);
  }
  return request;
}

void EvaluateDialog::showSummary() {
  const auto chosen = request();
  std::size_t known = 0;
  for (const auto run : chosen.runs) {
    const auto& table = m_workspace.run(run);
    known += std::size_t(std::ranges::count_if(
        chosen.clips, [&table](std::uint32_t clip) { return table.find(clip) != nullptr; }));
  }
  const std::size_t wanted = chosen.clips.size() * chosen.runs.size();
  m_summary->setText(
      chosen.clips.empty()  ? tr("None of the clips has sound.")
      : chosen.runs.empty() ? tr("Choose at least one model.")
      : known == wanted     ? tr("All %Ln prediction(s) are there already.", nullptr, int(wanted))
      : known > 0 ? tr("%Ln prediction(s), %1 of them there already.", nullptr, int(wanted))
                        .arg(countText(qint64(known)))
                  : tr("%Ln prediction(s).", nullptr, int(wanted)));
  m_start->setEnabled(known < wanted);
}

}  // namespace scenelens
