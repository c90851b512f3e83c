// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/table_export.h"

#include "widgets/base/qt_text.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <QTimer>
#include <QTreeView>

#include <algorithm>
#include <set>
#include <utility>

namespace scenelens {

namespace {

constexpr int kSliceMs = 8;

/// The texts of this file, as Linguist sees them.
class TableMenu {
  Q_DECLARE_TR_FUNCTIONS(scenelens::TableMenu)
};

const QHeaderView* headerOf(const QAbstractItemView& view) {
  if (const auto* table = qobject_cast<const QTableView*>(&view)) return table->horizontalHeader();
  if (const auto* tree = qobject_cast<const QTreeView*>(&view)) return tree->header();
  return nullptr;
}

std::vector<int> columnsOf(const QAbstractItemView& view) {
  std::vector<int> columns;
  const auto* header = headerOf(view);
  const int count = view.model()->columnCount(view.rootIndex());
  for (int place = 0; place < count; ++place) {
    const int column = header ? header->logicalIndex(place) : place;
    if (!header || !header->isSectionHidden(column)) columns.push_back(column);
  }
  return columns;
}

void appendRows(const QAbstractItemModel& model, const QModelIndex& parent,
                std::vector<QModelIndex>& rows) {
  for (int row = 0; row < model.rowCount(parent); ++row) {
    const auto index = model.index(row, 0, parent);
    rows.push_back(index);
    appendRows(model, index, rows);
  }
}

/// The first cell of each row.
std::vector<QModelIndex> rowsOf(const QAbstractItemView& view) {
  std::vector<QModelIndex> rows;
  appendRows(*view.model(), view.rootIndex(), rows);
  return rows;
}

QString cellText(const QModelIndex& index, bool exact) {
  if (exact) {
    const QVariant value = index.data(kExportRole);
    if (value.userType() == QMetaType::Double) {
      const double number = value.toDouble();
      return number == number ? QString::number(number, 'g', QLocale::FloatingPointShortest)
                              : QString();
    }
    if (value.isValid()) return value.toString();
  }
  return index.data(Qt::DisplayRole).toString();
}

QStringList headerText(const QAbstractItemModel& model, const std::vector<int>& columns) {
  QStringList header;
  for (const int column : columns) {
    header.append(model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
  }
  return header;
}

QStringList rowText(const QModelIndex& row, const std::vector<int>& columns, bool exact) {
  QStringList cells;
  for (const int column : columns) cells.append(cellText(row.siblingAtColumn(column), exact));
  return cells;
}

QByteArray csvLine(const QStringList& cells) {
  QByteArray line;
  for (qsizetype i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    QByteArray cell = cells[i].toUtf8();
    if (cell.contains(',') || cell.contains('"') || cell.contains('\n') || cell.contains('\r')) {
      cell = '"' + cell.replace('"', "\"\"") + '"';
    }
    line += cell;
  }
  return line + '\n';
}

/// Reads a table in slices. Owned by the view.
class TableSaver final : public QObject {
 public:
  TableSaver(QAbstractItemView& view, QString file, std::function<void(const Status&)> done)
      : QObject(&view), m_view(view), m_file(std::move(file)), m_done(std::move(done)) {
    const auto* model = view.model();
    const auto again = [this] { begin(); };
    connect(model, &QAbstractItemModel::modelReset, this, again);
    connect(model, &QAbstractItemModel::layoutChanged, this, again);
    connect(model, &QAbstractItemModel::rowsInserted, this, again);
    connect(model, &QAbstractItemModel::rowsRemoved, this, again);
    connect(model, &QAbstractItemModel::rowsMoved, this, again);
    connect(&m_timer, &QTimer::timeout, this, &TableSaver::readSlice);
    begin();
    m_timer.start(0);
  }

 private:
  void begin() {
    m_columns = columnsOf(m_view);
    m_rows = rowsOf(m_view);
    m_next = 0;
    m_bytes = csvLine(headerText(*m_view.model(), m_columns));
  }

  void readSlice() {
    QElapsedTimer clock;
    clock.start();
    while (m_next < m_rows.size() && clock.elapsed() < kSliceMs) {
      m_bytes += csvLine(rowText(m_rows[m_next++], m_columns, true));
    }
    if (m_next < m_rows.size()) return;
    m_timer.stop();
    deleteLater();
    m_done(writeBytes(m_file, m_bytes));
  }

  QAbstractItemView& m_view;
  QString m_file;
  std::function<void(const Status&)> m_done;
  QTimer m_timer;
  std::vector<int> m_columns;
  std::vector<QModelIndex> m_rows;
  std::size_t m_next = 0;
  QByteArray m_bytes;
};

bool hasSelection(const QAbstractItemView& view) {
  return view.selectionModel() && view.selectionModel()->hasSelection();
}

void copyTable(const QAbstractItemView& view, bool withHeader) {
  // Not everything instead: of all clips of a data set that would be millions of cells at once.
  if (!hasSelection(view)) return;
  QApplication::clipboard()->setText(toClipboardText(textOf(view, true, false), withHeader));
}

void chooseCsvFile(QAbstractItemView& view, const QString& name, const ProblemSink& onProblem) {
  auto* dialog = new QFileDialog(&view, TableMenu::tr("Save as CSV"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilter(TableMenu::tr("Comma-separated values (*.csv)"));
  dialog->setDefaultSuffix(QStringLiteral("csv"));
  dialog->selectFile(fileNameOf(name));
  QObject::connect(dialog, &QFileDialog::fileSelected, &view, [&view, onProblem](const QString& f) {
    saveCsv(view, f, [onProblem](const Status& status) {
      if (!status) onProblem(status.error());
    });
  });
  dialog->open();
}

}  // namespace

TableText textOf(const QAbstractItemView& view, bool selectedOnly, bool exact) {
  TableText table;
  auto columns = columnsOf(view);
  auto rows = rowsOf(view);
  if (selectedOnly) {
    // The rectangle around what is selected, so that columns stay below each other.
    std::set<int> usedColumns;
    std::set<QModelIndex> usedRows;
    for (const auto& index : view.selectionModel()->selectedIndexes()) {
      usedColumns.insert(index.column());
      usedRows.insert(index.siblingAtColumn(0));
    }
    std::erase_if(columns, [&](int column) { return !usedColumns.contains(column); });
    std::erase_if(rows, [&](const QModelIndex& row) { return !usedRows.contains(row); });
  }
  table.header = headerText(*view.model(), columns);
  table.rows.reserve(rows.size());
  for (const auto& row : rows) table.rows.push_back(rowText(row, columns, exact));
  return table;
}

QByteArray toCsv(const TableText& table) {
  QByteArray bytes = csvLine(table.header);
  for (const auto& row : table.rows) bytes += csvLine(row);
  return bytes;
}

QString toClipboardText(const TableText& table, bool withHeader) {
  QStringList lines;
  const auto line = [](QStringList cells) {
    // A tab or a new line inside a cell would begin another one.
    for (auto& cell : cells) cell.replace(u'\t', u' ').replace(u'\n', u' ');
    return cells.join(u'\t');
  };
  if (withHeader) lines.append(line(table.header));
  for (const auto& row : table.rows) lines.append(line(row));
  return lines.join(u'\n');
}

void saveCsv(QAbstractItemView& view, const QString& file,
             std::function<void(const Status& status)> done) {
  new TableSaver(view, file, std::move(done));
}

void offerTableMenu(QAbstractItemView& view, const QString& name, ProblemSink onProblem) {
  auto* copy = new QAction(TableMenu::tr("Copy"), &view);
  copy->setShortcut(QKeySequence::Copy);
  copy->setShortcutContext(Qt::WidgetShortcut);
  QObject::connect(copy, &QAction::triggered, &view, [&view] { copyTable(view, false); });
  auto* copyAll = new QAction(TableMenu::tr("Copy with headers"), &view);
  QObject::connect(copyAll, &QAction::triggered, &view, [&view] { copyTable(view, true); });
  auto* save = new QAction(TableMenu::tr("Save as CSV\u2026"), &view);
  QObject::connect(
      save, &QAction::triggered, &view,
      [&view, name, onProblem = std::move(onProblem)] { chooseCsvFile(view, name, onProblem); });
  const auto allow = [&view, copy, copyAll] {
    for (auto* action : {copy, copyAll}) action->setEnabled(hasSelection(view));
  };
  allow();
  if (view.selectionModel()) {
    QObject::connect(view.selectionModel(), &QItemSelectionModel::selectionChanged, copy, allow);
  }
  // A reset forgets the selection without saying so; queued, so that it has.
  QObject::connect(view.model(), &QAbstractItemModel::modelReset, copy, allow,
                   Qt::QueuedConnection);
  view.addActions({copy, copyAll, save});
  view.setContextMenuPolicy(Qt::ActionsContextMenu);
}

}  // namespace scenelens
