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
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &ClipList::onSelectionChanged);
  connect(m_table, &QTableView::activated, this,
          [this](const QModelIndex& index) { emit activated(m_model.clipAt(index.row())); });
}

void ClipList::onDatasetChanged() {
  showCount();
  if (m_workspace.dataset()->clips.empty()) return;
  if (isVisible()) m_table->setFocus();  // arrow keys step through the clips at once
  fitColumns();
}

void ClipList::fitColumns() {
  // Widths from a sample of the rows, with room for what is computed later.
  constexpr int kPadding = 18;
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
    } else if (column == ClipTableModel::Confidence || column == ClipTableModel::Margin) {
      width = std::max(width, textWidth(percentText(1.0, 0)));
    }
    m_table->setColumnWidth(column, width + kPadding);
  }
  showColumns();
}

void ClipList::showColumns() {
  // Columns that say nothing about this data set are hidden.
  const auto& dataset = *m_workspace.dataset();
  const auto hide = [this](ClipTableModel::Column column, bool hidden) {
    m_table->setColumnHidden(column, hidden);
  };
  const auto anyClip = [&](auto&& has) {
    return std::any_of(dataset.clips.begin(), dataset.clips.end(), has);
  };
  const bool labelled = anyClip([](const Clip& clip) { return clip.scene.has_value(); });
  hide(ClipTableModel::Scene, !labelled);
  hide(ClipTableModel::Loss, !labelled);
  hide(ClipTableModel::OtherPredicted, !m_workspace.otherRun());
  hide(ClipTableModel::Tags, m_workspace.notes().empty());
  hide(ClipTableModel::Device, dataset.devices.empty());
  hide(ClipTableModel::City, dataset.cities.empty());
  hide(ClipTableModel::Location, dataset.locations.empty());
  hide(ClipTableModel::FoldColumn,
       !anyClip([](const Clip& clip) { return clip.fold != Fold::None; }));
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
  return m_table->isColumnHidden(ClipTableModel::Scene) ? int(ClipTableModel::Predicted)
                                                        : int(ClipTableModel::Scene);
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
