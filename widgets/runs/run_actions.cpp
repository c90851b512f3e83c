// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_actions.h"

#include "widgets/actions/action_registry.h"
#include "widgets/base/plot_export.h"
#include "widgets/base/qt_text.h"
#include "widgets/results/results_view.h"
#include "widgets/runs/submission_dialog.h"

#include <QAction>
#include <QFileDialog>

#include <utility>

namespace scenelens {

RunActions::RunActions(Workspace& workspace, QWidget* window)
    : QObject(window), m_workspace(workspace), m_window(window), m_exporter(workspace) {
  for (const auto signal : {&Workspace::datasetChanged, &Workspace::modelsChanged,
                            &Workspace::currentRunChanged, &Workspace::runsChanged}) {
    connect(&workspace, signal, this, &RunActions::enable);
  }
  connect(&workspace, &Workspace::predictionsAdded, this, &RunActions::enable);
}

void RunActions::declareActions(ActionRegistry& registry) {
  const auto add = [this, &registry](ActionInfo info, auto slot) {
    info.category = ActionCategory::Runs;
    info.startsGroup = m_actions.isEmpty();
    auto* action = registry.declare(std::move(info));
    connect(action, &QAction::triggered, this, slot);
    m_actions.append(action);
  };
  add({.id = QStringLiteral("runs.report"),
       .text = tr("&HTML report of this run…"),
       .tip = tr("A page for reading and printing about the clips that the filter shows")},
      &RunActions::askForReport);
  add({.id = QStringLiteral("runs.submission"),
       .text = tr("&DCASE submission of this run…"),
       .tip = tr("output.csv and meta.yaml, checked by the official rules")},
      &RunActions::askForSubmission);
  add({.id = QStringLiteral("runs.predictions"),
       .text = tr("&Predictions as CSV…"),
       .tip = tr("All predictions in the DCASE output format")},
      &RunActions::askForPredictions);
  enable();
}

void RunActions::enable() {
  const bool any = m_workspace.judged(m_workspace.currentRun()).size() > 0;
  for (auto* action : m_actions) setUsable(*action, any, tr("The run has no predictions yet"));
}

QFileDialog* RunActions::askForFile(const QString& title, const QString& proposal,
                                    const QString& filter, const QString& suffix) {
  auto* dialog = new QFileDialog(m_window, title);
  dialog->setObjectName(QStringLiteral("runFileDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilter(filter);
  dialog->setDefaultSuffix(suffix);
  dialog->selectFile(fileNameOf(proposal));
  dialog->open();
  return dialog;
}

void RunActions::askForReport() {
  auto* dialog = askForFile(tr("HTML report"), runName(m_workspace, m_workspace.currentRun()),
                            tr("HTML (*.html)"), QStringLiteral("html"));
  connect(dialog, &QFileDialog::fileSelected, &m_exporter, &RunExporter::writeReport);
}

void RunActions::askForPredictions() {
  auto* dialog = askForFile(tr("Predictions as CSV"),
                            tr("%1 output").arg(runName(m_workspace, m_workspace.currentRun())),
                            tr("Tables (*.csv)"), QStringLiteral("csv"));
  connect(dialog, &QFileDialog::fileSelected, &m_exporter, &RunExporter::writePredictions);
}

void RunActions::askForSubmission() {
  auto* dialog = new SubmissionDialog(runName(m_workspace, m_workspace.currentRun()), m_window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &SubmissionDialog::chosen, &m_exporter, &RunExporter::writeSubmission);
  dialog->open();
}

}  // namespace scenelens
