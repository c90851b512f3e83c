// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/clip_list.h"

#include "widgets/base/dataset_text.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/table_export.h"
#include "widgets/base/theme.h"
#include "widgets/clips/filter_bar.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace scenelens {

namespace {

constexpr int kColumnSamples = 200;

}  // namespace

ClipList::ClipList(Workspace& workspace, ClipTableModel& model, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_model(model) {
  m_filter = new FilterBar(workspace);
  m_count = new QLabel;
  m_count->setObjectName(QStringLiteral("clipCount"));
  m_count->setFont(smallFont(*this));
  m_count->setForegroundRole(QPalette::PlaceholderText);
  // Long texts must not widen the window.
  m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  makeTable();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::kMedium, spacing::kMedium, spacing::kSmall, spacing::kMedium);
  layout->addWidget(m_filter);
  layout->addWidget(m_count);
  layout->addWidget(m_table, 1);

  connect(&workspace, &Workspace::datasetChanged, this, &ClipList::onDatasetChanged);
  connect(&workspace, &Workspace::currentClipChanged, this, &ClipList::onCurrentClipChanged);
  connect(&workspace, &Workspace::otherRunChanged, this, &ClipList::showColumns);
  connect(&workspace, &Workspace::notesChanged, this, &ClipList::showColumns);
  connect(&workspace, &Workspace::noteChanged, this, &ClipList::showColumns);
  // The first predictions of a second run are what there is to disagree about.
  connect(&workspace, &Workspace::predictionsAdded, this, [this] {
    if (m_model.isChosen(ClipTableModel::Disagreement) &&
        m_table->isColumnHidden(ClipTableModel::Disagreement)) {
      showColumns();
    }
  });
  connect(&workspace, &Workspace::runsChanged, this, &ClipList::showColumns);
  connect(&model, &ClipTableModel::chosenChanged, this, &ClipList::showColumns);
  connect(&model, &QAbstractItemModel::modelReset, this, [this] {
    showCount();
    selectRowOfCurrentClip();
  });
  connect(&model, &QAbstractItemModel::layoutChanged, this, [this] {
    showOrder();
    selectRowOfCurrentClip();
  });
  onDatasetChanged();
}

void ClipList::makeTable() {
  m_table = new QTableView;
  m_table->setObjectName(QStringLiteral("clipTable"));
  m_table->setAccessibleName(tr("Clips"));
  m_table->setModel(&m_model);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setShowGrid(false);
  m_table->setAlternatingRowColors(true);
  m_table->setWordWrap(false);
  m_table->setTextElideMode(Qt::ElideMiddle);  // file names differ at both ends
  m_table->setTabKeyNavigation(false);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + spacing::kMedium);
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setStretchLastSection(true);
  // The data set's own order until a header is clicked.
  m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  m_table->horizontalHeader()->setSortIndicatorClearable(true);
  m_table->setSortingEnabled(true);
  offerTableMenu(*m_table, tr("Clips"),
                 [this](const Error& problem) { m_workspace.addProblem(problem); });
  makeColumnMenu();
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &ClipList::onSelectionChanged);
  connect(m_table, &QTableView::activated, this,
          [this](const QModelIndex& index) { emit activated(m_model.clipAt(index.row())); });
}

void ClipList::makeColumnMenu() {
  auto* menu = new QMenu(tr("Colu&mns"), m_table);
  menu->setObjectName(QStringLiteral("clipColumns"));
  for (int column = 0; column < ClipTableModel::ColumnCount; ++column) {
    auto* action = menu->addAction(QString());
    action->setCheckable(true);
    connect(action, &QAction::triggered, this,
            [this, column](bool on) { m_model.setChosen(column, on); });
    m_columns.push_back(action);
  }
  const auto describe = [this] {
    for (int column = 0; column < ClipTableModel::ColumnCount; ++column) {
      auto* action = m_columns[std::size_t(column)];
      action->setText(m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole)
                          .toString()
                          .replace(u'&', QStringLiteral("&&")));
      action->setChecked(m_model.isChosen(column));
      // What says nothing about this data set can be chosen for the next one.
      action->setEnabled(column != ClipTableModel::File);
    }
  };
  describe();
  // Again when it opens: the run that is compared names its column.
  connect(menu, &QMenu::aboutToShow, this, describe);
  m_table->addAction(menu->menuAction());
  auto* header = m_table->horizontalHeader();
  header->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(header, &QWidget::customContextMenuRequested, menu,
          [header, menu](const QPoint& at) { menu->popup(header->mapToGlobal(at)); });
}

void ClipList::onDatasetChanged() {
  showCount();
  if (m_workspace.dataset()->clips.empty()) return;
  if (isVisible()) m_table->setFocus();  // arrow keys step through the clips at once
  fitColumns();
}

void ClipList::fitColumns() {
  // Widths from a sample of the rows, with room for what is computed later.
  constexpr int kPadding = 22;
  const QFontMetrics metrics(m_table->font());
  const auto textWidth = [&](const QString& text) { return metrics.horizontalAdvance(text); };
  const int sceneWidth = sceneTextWidth(metrics);
  const int step = std::max(1, m_model.rowCount() / kColumnSamples);
  for (int column = 0; column < ClipTableModel::File; ++column) {
    const auto header = m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    int width = textWidth(header);
    for (int row = 0; row < m_model.rowCount(); row += step) {
      const auto text = m_model.index(row, column).data(Qt::DisplayRole).toString();
      width = std::max(width, textWidth(text));
    }
    if (column == ClipTableModel::City) {
      // Few enough to look at all of them.
      for (const auto& city : m_workspace.dataset()->cities) {
        width = std::max(width, textWidth(toQString(city)));
      }
    }
    if (column == ClipTableModel::Predicted || column == ClipTableModel::OtherPredicted) {
      width = std::max(width, sceneWidth);
    } else if (column == ClipTableModel::Loss) {
      width = std::max(width, textWidth(QLocale().toString(15.95, 'f', 2)));
    } else if (column == ClipTableModel::Disagreement) {
      width = std::max(width, textWidth(QStringLiteral("10 of 10")));
    } else if (column == ClipTableModel::Confidence || column == ClipTableModel::Margin) {
      width = std::max(width, textWidth(percentText(1.0, 0)));
    }
    m_table->setColumnWidth(column, width + kPadding);
  }
  showColumns();
}

void ClipList::showColumns() {
  for (int column = 0; column < ClipTableModel::ColumnCount; ++column) {
    m_table->setColumnHidden(column, !m_model.isChosen(column) || !saysSomething(column));
  }
}

/// Whether the column can tell anything about this data set.
bool ClipList::saysSomething(int column) const {
  const auto& dataset = *m_workspace.dataset();
  const auto anyClip = [&](auto&& has) {
    return std::any_of(dataset.clips.begin(), dataset.clips.end(), has);
  };
  switch (column) {
    case ClipTableModel::Scene:
    case ClipTableModel::Loss:
      return anyClip([](const Clip& clip) { return clip.scene.has_value(); });
    case ClipTableModel::OtherPredicted:
      return m_workspace.otherRun().has_value();
    case ClipTableModel::Disagreement: {
      int predicted = 0;
      for (std::size_t run = 0; run < m_workspace.runCount(); ++run) {
        if (m_workspace.judged(run).size() > 0) ++predicted;
      }
      return predicted > 1;
    }
    case ClipTableModel::Tags:
      return !m_workspace.notes().empty();
    case ClipTableModel::Device:
      return !dataset.devices.empty();
    case ClipTableModel::City:
      return !dataset.cities.empty();
    case ClipTableModel::Location:
      return !dataset.locations.empty();
    case ClipTableModel::FoldColumn:
      return anyClip([](const Clip& clip) { return clip.fold != Fold::None; });
    default:
      return true;
  }
}

void ClipList::showOrder() {
  // Whoever sorted, the header says how; it must not sort once more.
  auto* header = m_table->horizontalHeader();
  const QSignalBlocker blocker(header);
  header->setSortIndicator(m_model.sortColumn(), m_model.sortOrder());
}

void ClipList::showCount() {
  const auto total = qint64(m_workspace.dataset()->clips.size());
  const auto shown = qint64(m_model.rowCount());
  m_count->setText(shown != total
                       ? tr("%1 of %Ln clip(s)", nullptr, int(total)).arg(countText(shown))
                       : tr("%Ln clip(s)", nullptr, int(total)));
}

void ClipList::onSelectionChanged() {
  const auto index = m_table->currentIndex();
  if (index.isValid()) m_workspace.setCurrentClip(m_model.clipAt(index.row()));
}

void ClipList::onCurrentClipChanged() {
  const auto clip = m_workspace.currentClip();
  const auto row = clip ? m_model.rowOf(*clip) : std::nullopt;
  if (!row || m_table->currentIndex().row() != *row) selectRowOfCurrentClip();
}

/// Making a cell current scrolls to it, so it must be one that is shown on the left.
int ClipList::firstColumn() const {
  int column = 0;
  while (column < ClipTableModel::File && m_table->isColumnHidden(column)) ++column;
  return column;
}

void ClipList::selectRowOfCurrentClip() {
  const auto clip = m_workspace.currentClip();
  const auto row = clip ? m_model.rowOf(*clip) : std::nullopt;
  const QSignalBlocker blocker(m_table->selectionModel());
  if (!row) {
    m_table->clearSelection();
    m_table->setCurrentIndex({});
  } else {
    if (m_table->currentIndex().row() != *row) {
      m_table->setCurrentIndex(m_model.index(*row, firstColumn()));
    }
    m_table->selectRow(*row);
    m_table->scrollTo(m_model.index(*row, firstColumn()));
  }
  m_table->viewport()->update();
}

void ClipList::step(int rows) {
  if (m_model.rowCount() == 0) return;
  const auto index = m_table->currentIndex();
  const int row = index.isValid() ? index.row() + rows : 0;
  m_table->setCurrentIndex(
      m_model.index(std::clamp(row, 0, m_model.rowCount() - 1), firstColumn()));
}

}  // namespace scenelens
