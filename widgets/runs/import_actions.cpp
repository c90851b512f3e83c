// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/import_actions.h"

#include "core/eval/table_kind.h"
#include "widgets/actions/action_registry.h"
#include "widgets/base/qt_text.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>

#include <utility>

namespace scenelens {

ImportActions::ImportActions(Workspace& workspace, QWidget* window)
    : QObject(window), m_workspace(workspace), m_window(window), m_importer(workspace) {
  connect(&m_importer, &RunImporter::truthNeeded, this, &ImportActions::askForTruth);
}

void ImportActions::declareActions(ActionRegistry& registry) {
  auto* action = registry.declare(
      {.id = QStringLiteral("file.import"),
       .text = tr("&Import predictions…"),
       .category = ActionCategory::File,
       .keys = {QKeySequence(Qt::CTRL | Qt::Key_I)},
       .tip = tr("Any system's predictions in the DCASE output format become a run"),
       .startsGroup = true});
  connect(action, &QAction::triggered, this, &ImportActions::choosePredictions);
}

QStringList ImportActions::takeTables(const QStringList& paths) {
  QStringList tables;
  QStringList others;
  for (const auto& path : paths) {
    (hasTableName(toPath(path)) && QFileInfo(path).isFile() ? tables : others).append(path);
  }
  m_waiting.clear();
  if (others.isEmpty()) {
    m_importer.open(tables);
  } else {
    m_waiting = tables;
  }
  return others;
}

void ImportActions::resume(bool opened) {
  const QStringList tables = std::exchange(m_waiting, {});
  if (opened) m_importer.open(tables);
}

void ImportActions::choosePredictions() {
  const auto files =
      QFileDialog::getOpenFileNames(m_window, tr("Import predictions in the DCASE output format"),
                                    QString(), tr("Tables (*.csv *.tsv *.txt);;All files (*)"));
  if (!files.isEmpty()) m_importer.open(files);
}

void ImportActions::askForTruth(const QStringList& predictions) {
  // Shown without a loop of its own: the window goes on living behind it.
  auto* dialog =
      new QFileDialog(m_window, tr("No data set is open: choose the list of true scenes"),
                      QFileInfo(predictions.front()).path(),
                      tr("Lists with filename and scene_label (*.csv *.tsv *.txt);;All files (*)"));
  dialog->setObjectName(QStringLiteral("truthDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, this, [this, predictions](const QString& truth) {
    m_importer.open(predictions + QStringList{truth});
  });
  connect(dialog, &QFileDialog::rejected, this, [this, predictions] {
    m_workspace.addProblem({"has nothing to be judged by", toPath(predictions.front()), 0,
                            "Open the data set, or the list of its true scenes, and import again"});
  });
  dialog->open();
}

}  // namespace scenelens
