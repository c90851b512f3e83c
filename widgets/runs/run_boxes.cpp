// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_boxes.h"

#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace scenelens {

namespace {

constexpr int kLeastLetters = 6;  // so that both fit into the smallest window

}  // namespace

RunBoxes::RunBoxes(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_empty(tr("no weights found")) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::kSmall);
  const auto addBox = [&](const char* object, const QString& title, const QString& help) {
    auto* label = new QLabel(title);
    label->setForegroundRole(QPalette::PlaceholderText);
    auto* box = new QComboBox;
    box->setObjectName(QLatin1String(object));
    box->setAccessibleName(help);
    box->setToolTip(help);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMinimumContentsLength(kLeastLetters);
    box->setMinimumWidth(fontMetrics().averageCharWidth() * kLeastLetters + 2 * spacing::kLarge);
    box->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    label->setBuddy(box);
    layout->addWidget(label);
    layout->addWidget(box);
    return box;
  };
  m_run = addBox("modelBox", tr("R&un"), tr("The run that the pages show"));
  m_other = addBox("otherRunBox", tr("a&gainst"), tr("The run it is compared with"));
  connect(m_run, &QComboBox::activated, this, [this](int index) {
    m_workspace.setCurrentRun(std::size_t(m_run->itemData(index).toInt()));
  });
  connect(m_other, &QComboBox::activated, this, [this](int index) {
    const int run = m_other->itemData(index).toInt();
    m_workspace.setOtherRun(run < 0 ? std::nullopt : std::optional(std::size_t(run)));
    showCurrent();  // the current run itself means none
  });
  connect(&workspace, &Workspace::modelsChanged, this, &RunBoxes::rebuild);
  connect(&workspace, &Workspace::runsChanged, this, &RunBoxes::rebuild);
  connect(&workspace, &Workspace::datasetChanged, this, &RunBoxes::rebuild);
  connect(&workspace, &Workspace::currentRunChanged, this, &RunBoxes::showCurrent);
  connect(&workspace, &Workspace::otherRunChanged, this, &RunBoxes::showCurrent);
  rebuild();
}

void RunBoxes::setEmptyText(const QString& text) {
  m_empty = text;
  rebuild();
}

QString RunBoxes::titleOf(std::size_t run) const {
  QString text = toQString(m_workspace.runInfo(run).name);
  if (m_workspace.isOpened(run)) return text + tr(" · opened");
  const auto model = m_workspace.modelOf(run);
  if (model && !(*m_workspace.models())[*model].trained) text += tr(" · untrained");
  return text;
}

QString RunBoxes::tipOf(std::size_t run) const {
  const auto& info = m_workspace.runInfo(run);
  if (const auto model = m_workspace.modelOf(run)) {
    return toQString((*m_workspace.models())[*model].architecture.summary);
  }
  return toQString(info.source);
}

void RunBoxes::rebuild() {
  const auto runs = m_workspace.usableRuns();
  m_run->clear();
  m_other->clear();
  m_other->addItem(tr("none"), -1);
  for (const auto run : runs) {
    for (auto* box : {m_run, m_other}) {
      box->addItem(titleOf(run), int(run));
      box->setItemData(box->count() - 1, tipOf(run), Qt::ToolTipRole);
    }
  }
  m_run->setEnabled(!runs.empty());
  m_other->setEnabled(runs.size() > 1);
  if (runs.empty()) m_run->addItem(m_empty);
  showCurrent();
}

void RunBoxes::showCurrent() {
  const auto other = m_workspace.otherRun();
  m_run->setCurrentIndex(std::max(0, m_run->findData(int(m_workspace.currentRun()))));
  m_other->setCurrentIndex(other ? std::max(0, m_other->findData(int(*other))) : 0);
}

}  // namespace scenelens
