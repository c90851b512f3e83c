// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/runs_dialog.h"

#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QDateTime>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace scenelens {

namespace {

constexpr QSize kSize(860, 420);

QString localTime(const std::string& utc) {
  const auto time = QDateTime::fromString(toQString(utc), Qt::ISODate).toLocalTime();
  return time.isValid() ? QLocale().toString(time, QLocale::ShortFormat) : QString();
}

}  // namespace

RunsDialog::RunsDialog(const Workspace& workspace, RunKeeper& keeper, QWidget* parent)
    : QDialog(parent), m_workspace(workspace), m_keeper(keeper) {
  setWindowTitle(tr("Stored runs"));
  resize(kSize);
  m_hint = new QLabel(tr("Reading…"));
  m_hint->setObjectName(QStringLiteral("runsHint"));
  m_hint->setForegroundRole(QPalette::PlaceholderText);
  m_table = new QTableWidget(0, 6);
  m_table->setObjectName(QStringLiteral("storedRuns"));
  m_table->setAccessibleName(tr("Stored runs"));
  m_table->setHorizontalHeaderLabels(
      {tr("Run"), tr("Clips chosen"), tr("Predictions"), tr("Begun"), tr("Engine"), tr("Version")});
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setShowGrid(false);
  m_table->setAlternatingRowColors(true);
  m_table->setTabKeyNavigation(false);
  m_table->verticalHeader()->hide();
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setStretchLastSection(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  m_open = buttons->addButton(tr("&Open"), QDialogButtonBox::ActionRole);
  m_delete = buttons->addButton(tr("&Delete…"), QDialogButtonBox::DestructiveRole);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(m_open, &QPushButton::clicked, this, &RunsDialog::openChosen);
  connect(m_table, &QTableWidget::activated, this, &RunsDialog::openChosen);
  connect(m_delete, &QPushButton::clicked, this, &RunsDialog::askToDelete);
  const auto enable = [this] {
    m_open->setEnabled(chosen());
    m_delete->setEnabled(chosen());
  };
  connect(m_table, &QTableWidget::itemSelectionChanged, this, enable);
  enable();
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(spacing::kMedium);
  layout->addWidget(m_hint);
  layout->addWidget(m_table, 1);
  layout->addWidget(buttons);
  refresh();
}

void RunsDialog::refresh() {
  m_keeper.list(this, [this](const std::vector<StoredRun>& runs) { show(runs); });
}

void RunsDialog::show(const std::vector<StoredRun>& runs) {
  m_stored = runs;
  m_table->setRowCount(0);
  m_table->setRowCount(int(runs.size()));
  for (int row = 0; row < int(runs.size()); ++row) {
    const auto& run = runs[std::size_t(row)];
    const auto set = [this, row](int column, const QString& text, Qt::Alignment alignment) {
      auto* item = new QTableWidgetItem(text);
      item->setTextAlignment(alignment | Qt::AlignVCenter);
      m_table->setItem(row, column, item);
    };
    QString count = countText(qint64(run.predictions));
    if (!run.complete) count += tr(" so far");
    set(0, toQString(run.info.name), Qt::AlignLeft);
    set(1, toQString(run.info.selection), Qt::AlignLeft);
    set(2, count, Qt::AlignRight);
    set(3, localTime(run.info.date), Qt::AlignLeft);
    set(4, toQString(run.info.engine), Qt::AlignLeft);
    set(5, toQString(run.info.version), Qt::AlignLeft);
  }
  m_table->resizeColumnsToContents();
  const QString name = toQString(m_workspace.dataset()->name);
  m_hint->setText(
      runs.empty() ? tr("Nothing is stored of %1 yet. Runs > Evaluate begins a run.").arg(name)
                   : tr("Runs over %1. The newest of today's weights are open already.").arg(name));
}

const StoredRun* RunsDialog::chosen() const {
  const auto rows = m_table->selectionModel()->selectedRows();
  return rows.size() == 1 ? &m_stored[std::size_t(rows.front().row())] : nullptr;
}

void RunsDialog::openChosen() {
  const StoredRun* run = chosen();
  if (!run) return;
  m_keeper.open(run->id);
  accept();
}

void RunsDialog::askToDelete() {
  const StoredRun* run = chosen();
  if (!run) return;
  auto* box = new QMessageBox(
      QMessageBox::Question, tr("Delete run"),
      tr("Delete %1 with its %Ln prediction(s) from the store?", nullptr, int(run->predictions))
          .arg(toQString(run->info.name)),
      QMessageBox::Cancel, this);
  auto* yes = box->addButton(tr("Delete"), QMessageBox::DestructiveRole);
  box->setAttribute(Qt::WA_DeleteOnClose);
  connect(box, &QMessageBox::buttonClicked, this,
          [this, yes, id = run->id](QAbstractButton* button) {
            if (button == yes) m_keeper.remove(id, this, [this] { refresh(); });
          });
  box->open();
}

}  // namespace scenelens
