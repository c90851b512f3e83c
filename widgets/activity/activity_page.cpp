// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/activity/activity_page.h"

#include "widgets/activity/program_info.h"
#include "widgets/base/plot_export.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/table_export.h"
#include "widgets/base/theme.h"
#include "widgets/workspace.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <array>

namespace scenelens {

ActivityPage::ActivityPage(ActivityLog& log, Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_log(log), m_workspace(workspace) {
  m_filter = new QLineEdit;
  m_filter->setObjectName(QStringLiteral("activityFilter"));
  m_filter->setPlaceholderText(tr("Filter: evaluating, failed, model1"));
  m_filter->setAccessibleName(tr("Filter the activity log"));
  m_filter->setClearButtonEnabled(true);
  m_count = new QLabel;
  m_count->setFont(smallFont(*this));
  m_count->setForegroundRole(QPalette::PlaceholderText);
  auto* save = new QPushButton(tr("&Save for a bug report…"));
  save->setObjectName(QStringLiteral("saveActivity"));
  save->setToolTip(
      tr("A text file with this log, the versions of the libraries and the kind of system.\n"
         "Names of files you opened are in it; your home folder is written as ~."));
  auto* clear = new QPushButton(tr("Clear"));
  connect(save, &QPushButton::clicked, this, &ActivityPage::saveForBugReport);
  connect(clear, &QPushButton::clicked, &m_log, &ActivityLog::clear);

  m_shown = new QSortFilterProxyModel(this);
  m_shown->setSourceModel(&m_log);
  m_shown->setFilterKeyColumn(-1);
  m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
  connect(m_filter, &QLineEdit::textChanged, m_shown, &QSortFilterProxyModel::setFilterFixedString);
  m_table = new QTableView;
  m_table->setObjectName(QStringLiteral("activityTable"));
  m_table->setAccessibleName(tr("Activity log"));
  m_table->setModel(m_shown);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setTabKeyNavigation(false);
  m_table->verticalHeader()->hide();
  auto* header = m_table->horizontalHeader();
  header->setHighlightSections(false);
  header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  header->setStretchLastSection(true);
  static constexpr std::array<int, ActivityLog::kColumns> kWidths = {90, 300, 90, 100, 110, 300};
  for (int i = 0; i < ActivityLog::kColumns; ++i) {
    header->resizeSection(i, kWidths[std::size_t(i)]);
  }
  offerTableMenu(*m_table, tr("activity"),
                 [this](const Error& error) { m_workspace.addProblem(error); });

  auto* top = new QHBoxLayout;
  top->addWidget(m_filter, 1);
  top->addWidget(m_count);
  top->addWidget(save);
  top->addWidget(clear);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::kLarge, spacing::kLarge, spacing::kLarge, spacing::kMedium);
  layout->addLayout(top);
  layout->addWidget(m_table, 1);

  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
    connect(m_shown, signal, this, &ActivityPage::showCount);
  }
  connect(m_shown, &QAbstractItemModel::modelReset, this, &ActivityPage::showCount);
  connect(m_shown, &QAbstractItemModel::layoutChanged, this, &ActivityPage::showCount);
  showCount();
}

void ActivityPage::showCount() {
  const int shown = m_shown->rowCount();
  const int all = m_log.rowCount();
  m_count->setText(all == 0 ? tr("Nothing was computed yet")
                   : shown == all
                       ? tr("%Ln entr(y/ies)", nullptr, all)
                       : tr("%1 of %Ln entr(y/ies)", nullptr, all).arg(countText(shown)));
}

void ActivityPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  m_table->scrollToBottom();
}

void ActivityPage::saveForBugReport() {
  auto* dialog = new QFileDialog(this, tr("Save for a bug report"));
  dialog->setObjectName(QStringLiteral("bugReportDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilter(tr("Text (*.txt)"));
  dialog->setDefaultSuffix(QStringLiteral("txt"));
  dialog->selectFile(QStringLiteral("scenelens-activity.txt"));
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
    const auto written = writeBytes(file, bugReport(m_log).toUtf8());
    if (!written) m_workspace.addProblem(written.error());
  });
  dialog->open();
}

}  // namespace scenelens
