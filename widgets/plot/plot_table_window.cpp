// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/plot_table_window.h"

#include "widgets/base/qt_text.h"
#include "widgets/base/table_export.h"
#include "widgets/base/theme.h"

#include <QAbstractTableModel>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace scenelens {

namespace {

constexpr QSize kStartSize(640, 480);
constexpr int kMeasuredRows = 20;  // for the width of a column
constexpr int kWidestColumn = 320;

class PlotTableModel final : public QAbstractTableModel {
 public:
  PlotTableModel(PlotTable table, QObject* parent)
      : QAbstractTableModel(parent), m_table(std::move(table)), m_order(m_table.rows.size()) {
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
  }

  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : int(m_table.rows.size());
  }
  int columnCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : int(m_table.header.size());
  }
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return m_table.header.value(section);
  }
  QVariant data(const QModelIndex& index, int role) const override {
    const QVariant& cell = at(m_order[std::size_t(index.row())], index.column());
    const bool number = isNumber(cell);
    if (role == Qt::TextAlignmentRole)
      return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == kExportRole) return number ? cell : QVariant();
    if (role != Qt::DisplayRole) return {};
    if (!number) return cell;
    const double value = cell.toDouble();
    return std::isnan(value) ? QString() : QLocale().toString(value, 'f', m_table.decimals);
  }
  /// Column -1 is the order of the plot. Cells without a number come last either way.
  void sort(int column, Qt::SortOrder order) override {
    emit layoutAboutToBeChanged();
    std::sort(m_order.begin(), m_order.end());
    if (column >= 0) {
      std::stable_sort(m_order.begin(), m_order.end(), [&](std::size_t a, std::size_t b) {
        return isBefore(at(a, column), at(b, column), order == Qt::AscendingOrder);
      });
    }
    emit layoutChanged();
  }

 private:
  static bool isNumber(const QVariant& cell) { return cell.userType() == QMetaType::Double; }
  static bool isBefore(const QVariant& a, const QVariant& b, bool ascending) {
    if (!isNumber(a) || !isNumber(b)) {
      if (isNumber(a) != isNumber(b)) return isNumber(a);
      const int compared = a.toString().localeAwareCompare(b.toString());
      return ascending ? compared < 0 : compared > 0;
    }
    const double x = a.toDouble();
    const double y = b.toDouble();
    if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
    return ascending ? x < y : x > y;
  }
  [[nodiscard]] const QVariant& at(std::size_t row, int column) const {
    static const QVariant kNothing;
    const auto& cells = m_table.rows[row];
    return std::size_t(column) < cells.size() ? cells[std::size_t(column)] : kNothing;
  }

  PlotTable m_table;
  std::vector<std::size_t> m_order;
};

/// A look at the first rows has to do: a map has hundreds of columns.
void fitColumns(QTableView& view) {
  const QFontMetrics metrics = view.fontMetrics();
  const auto* model = view.model();
  const int rows = std::min(kMeasuredRows, model->rowCount());
  for (int column = 0; column < model->columnCount(); ++column) {
    int width =
        metrics.horizontalAdvance(model->headerData(column, Qt::Horizontal).toString()) + 40;
    for (int row = 0; row < rows; ++row) {
      const QString text = model->index(row, column).data().toString();
      width = std::max(width, metrics.horizontalAdvance(text) + 20);
    }
    view.setColumnWidth(column, std::min(width, kWidestColumn));
  }
}

}  // namespace

PlotTableWindow::PlotTableWindow(QWidget* parent) : QDialog(parent) {
  setObjectName(QStringLiteral("plotTable"));
  m_summary = new QLabel;
  m_summary->setObjectName(QStringLiteral("plotSummary"));
  m_summary->setWordWrap(true);
  m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_tabs = new QTabWidget;
  m_tabs->setDocumentMode(true);
  m_tabs->setTabBarAutoHide(true);
  m_tabs->tabBar()->setAccessibleName(tr("Tables"));
  m_said = new QLabel;
  m_said->setForegroundRole(QPalette::PlaceholderText);
  m_said->setWordWrap(true);
  auto* refresh = new QPushButton(tr("&Refresh"));
  refresh->setToolTip(tr("Take the numbers of now (F5)"));
  connect(refresh, &QPushButton::clicked, this, &PlotTableWindow::refreshed);
  connect(new QShortcut(QKeySequence(Qt::Key_F5), this), &QShortcut::activated, this,
          &PlotTableWindow::refreshed);
  auto* copy = new QPushButton(tr("&Copy all"));
  copy->setToolTip(tr("The whole table with headers, as spreadsheets take it"));
  connect(copy, &QPushButton::clicked, this, &PlotTableWindow::copyAll);
  auto* save = new QPushButton(tr("&Save as CSV\u2026"));
  connect(save, &QPushButton::clicked, this, [this] {
    // The last entry of the table's own menu.
    if (auto* table = shownTable()) table->actions().constLast()->trigger();
  });
  for (auto* button : {refresh, copy, save}) button->setAutoDefault(false);
  auto* bar = new QHBoxLayout;
  bar->addWidget(refresh);
  bar->addWidget(copy);
  bar->addWidget(save);
  bar->addWidget(m_said, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(spacing::kMedium);
  layout->addWidget(m_summary);
  layout->addWidget(m_tabs, 1);
  layout->addLayout(bar);
  resize(kStartSize);
}

void PlotTableWindow::setContent(const QString& title, const QString& summary,
                                 std::vector<PlotTable> tables) {
  setWindowTitle(tr("%1 as a table").arg(title));
  m_summary->setText(summary);
  m_said->clear();
  const int shown = m_tabs->currentIndex();
  while (m_tabs->count() > 0) {
    auto* old = m_tabs->widget(0);
    m_tabs->removeTab(0);
    old->deleteLater();
  }
  for (auto& table : tables) {
    const QString name = table.name;
    m_tabs->addTab(makeTab(title, std::move(table)), name);
  }
  m_tabs->setCurrentIndex(std::clamp(shown, 0, std::max(0, m_tabs->count() - 1)));
  if (auto* table = shownTable(); table && !isVisible()) table->setFocus();
}

QWidget* PlotTableWindow::makeTab(const QString& title, PlotTable table) {
  auto* tab = new QWidget;
  const QString name = table.name.isEmpty() ? title : table.name;
  const QString note = table.note;
  auto* view = new QTableView;
  view->setObjectName(QStringLiteral("plotNumbers"));
  view->setAccessibleName(name);
  view->setAccessibleDescription(note);
  view->setModel(new PlotTableModel(std::move(table), view));
  view->setEditTriggers(QAbstractItemView::NoEditTriggers);
  view->setAlternatingRowColors(true);
  view->setShowGrid(false);
  view->setTabKeyNavigation(false);
  view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  view->verticalHeader()->hide();
  view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  view->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + spacing::kMedium);
  view->horizontalHeader()->setHighlightSections(false);
  view->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  view->setSortingEnabled(true);
  fitColumns(*view);
  if (view->model()->rowCount() > 0) view->setCurrentIndex(view->model()->index(0, 0));
  offerTableMenu(*view, name,
                 [this](const Error& problem) { m_said->setText(toQString(problem.text())); });
  auto* layout = new QVBoxLayout(tab);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(view, 1);
  auto* label = new QLabel(note);
  label->setWordWrap(true);
  label->setForegroundRole(QPalette::PlaceholderText);
  label->setVisible(!note.isEmpty());
  layout->addWidget(label);
  return tab;
}

QTableView* PlotTableWindow::shownTable() const {
  const auto* tab = m_tabs->currentWidget();
  return tab ? tab->findChild<QTableView*>() : nullptr;
}

void PlotTableWindow::copyAll() {
  const auto* table = shownTable();
  if (!table) return;
  const TableText text = textOf(*table, false, false);
  QApplication::clipboard()->setText(toClipboardText(text, true));
  m_said->setText(tr("%Ln row(s) copied", nullptr, int(text.rows.size())));
}

}  // namespace scenelens
