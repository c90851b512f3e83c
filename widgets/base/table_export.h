// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/base/plot_export.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <vector>

class QAbstractItemView;

namespace scenelens {

/// What a cell is in a CSV file: a number as a double with all its digits, where the screen shows
/// "61.3 %". Cells without it are exported as they are shown.
inline constexpr int kExportRole = Qt::UserRole + 100;

/// A table as text, cell by cell.
struct TableText {
  QStringList header;
  std::vector<QStringList> rows;
};

/// The columns of a view that are visible, in their order on the screen. All rows, or only those
/// selected; rows of a tree follow each other as they are shown when everything is open.
/// `exact` takes kExportRole where there is one, otherwise cells are as on the screen.
[[nodiscard]] TableText textOf(const QAbstractItemView& view, bool selectedOnly, bool exact);

/// RFC 4180 with "\n" at the ends of lines, UTF-8.
[[nodiscard]] QByteArray toCsv(const TableText& table);
/// Cells separated by tabs, as spreadsheets take them.
[[nodiscard]] QString toClipboardText(const TableText& table, bool withHeader);

/// Writes a whole table to a CSV file and calls `done` in the GUI thread. Long tables are read in
/// slices of a few milliseconds, so that the window stays alive; when the table changes meanwhile,
/// it begins again. The view must not be deleted before; if it is, nothing is written.
void saveCsv(QAbstractItemView& view, const QString& file,
             std::function<void(const Status& status)> done);

/// A context menu "Copy", "Copy with headers", "Save as CSV…", and Ctrl+C, which copy what is
/// selected. The view must have its model already. `name` is the proposed file name.
void offerTableMenu(QAbstractItemView& view, const QString& name, ProblemSink onProblem);

}  // namespace scenelens
