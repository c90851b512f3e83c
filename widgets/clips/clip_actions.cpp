// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/clip_actions.h"

#include "widgets/actions/action_registry.h"
#include "widgets/base/plot_export.h"
#include "widgets/base/qt_text.h"
#include "widgets/clips/clip_table_model.h"

#include <QAction>
#include <QFileDialog>

#include <array>

namespace scenelens {

ClipActions::ClipActions(Workspace& workspace, ClipTableModel& model, QWidget& window)
    : QObject(&window), m_workspace(workspace), m_model(model), m_window(window) {}

void ClipActions::declareActions(ActionRegistry& registry) {
  connect(registry.declare({.id = QStringLiteral("clip.mistakes"),
                            .text = tr("Most confident &mistakes first"),
                            .category = ActionCategory::Clip,
                            .keys = {QKeySequence(Qt::CTRL | Qt::Key_M)},
                            .startsGroup = true}),
          &QAction::triggered, this, &ClipActions::showConfidentMistakes);
  connect(registry.declare({.id = QStringLiteral("clip.losses"),
                            .text = tr("&Largest loss first"),
                            .category = ActionCategory::Clip,
                            .keys = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M)}}),
          &QAction::triggered, this, &ClipActions::showLargestLosses);
  connect(registry.declare({.id = QStringLiteral("clip.exportNotes"),
                            .text = tr("E&xport notes\u2026"),
                            .category = ActionCategory::Clip,
                            .startsGroup = true}),
          &QAction::triggered, this, &ClipActions::exportNotes);
}

void ClipActions::showConfidentMistakes() {
  static constexpr std::array<std::string_view, 1> kFlags{"is"};
  m_model.sort(ClipTableModel::Confidence, Qt::DescendingOrder);
  m_workspace.filter().choose(kFlags, {QStringLiteral("is:wrong")});
  showFirst();
}

void ClipActions::showLargestLosses() {
  m_model.sort(ClipTableModel::Loss, Qt::DescendingOrder);
  showFirst();
}

void ClipActions::showFirst() {
  if (m_model.rowCount() > 0) m_workspace.setCurrentClip(m_model.clipAt(0));
}

void ClipActions::exportNotes() {
  auto* dialog = new QFileDialog(&m_window, tr("Export notes"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilter(tr("Comma-separated values (*.csv)"));
  dialog->setDefaultSuffix(QStringLiteral("csv"));
  dialog->selectFile(fileNameOf(tr("%1 notes").arg(toQString(m_workspace.dataset()->name))));
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
    const auto csv = notesAsCsv(*m_workspace.dataset(), m_workspace.notes());
    const auto written = writeBytes(file, QByteArray::fromStdString(csv));
    if (!written) m_workspace.addProblem(written.error());
  });
  dialog->open();
}

}  // namespace scenelens
