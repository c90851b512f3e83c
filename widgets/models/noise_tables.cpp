// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/noise_tables.h"

#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"
#include "widgets/models/noise_text.h"

#include <QHeaderView>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <cmath>

namespace scenelens {

namespace {

enum PointColumn { PointName, Ratio, Channel, ChannelRatio, PointColumns };
enum ChannelColumn { ChannelLayer, ChannelNumber, ChannelValue, ChannelColumns };
constexpr int kNumberRole = Qt::UserRole;     // what a cell sorts by
constexpr int kPointRole = Qt::UserRole + 1;  // in the first column: index of the point
constexpr std::size_t kWorstChannels = 12;

/// Sorts by numbers, also where the text says "exact".
class Line final : public QTreeWidgetItem {
 public:
  using QTreeWidgetItem::QTreeWidgetItem;
  bool operator<(const QTreeWidgetItem& other) const override {
    const int column = treeWidget()->sortColumn();
    return data(column, kNumberRole).toDouble() < other.data(column, kNumberRole).toDouble();
  }
};

/// What a ratio sorts by: silent points come last.
double sortable(double ratio) {
  return std::isnan(ratio) ? INFINITY : ratio;
}

QTreeWidget* makeTable(const QStringList& headers, int firstNumber) {
  auto* table = new QTreeWidget;
  table->setRootIsDecorated(false);
  table->setUniformRowHeights(true);
  table->setAlternatingRowColors(true);
  table->setHeaderLabels(headers);
  // The last column is empty and takes what is left, so that numbers stay near their names.
  table->header()->setStretchLastSection(true);
  table->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table->header()->setMinimumSectionSize(0);
  for (int column = firstNumber; column < headers.size(); ++column) {
    table->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    table->headerItem()->setToolTip(
        column,
        NoiseTables::tr("S/N: signal to quantization noise; the lower, the more Int8 loses"));
  }
  return table;
}

/// The line at `row`, made when it is not there yet.
QTreeWidgetItem* lineAt(QTreeWidget* table, int row, int columns) {
  auto* item = table->topLevelItem(row);
  if (item) return item;
  item = new Line;
  for (int column = 1; column < columns; ++column) {
    item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  }
  table->addTopLevelItem(item);
  return item;
}

void dropLinesFrom(QTreeWidget* table, int count) {
  while (table->topLevelItemCount() > count) {
    delete table->takeTopLevelItem(table->topLevelItemCount() - 1);
  }
}

}  // namespace

NoiseTables::NoiseTables(QWidget* parent) : QWidget(parent) {
  m_points = makeTable({tr("Layer"), tr("S/N"), tr("Weakest channel"), tr("S/N"), QString()}, 1);
  m_points->setObjectName(QStringLiteral("noiseLayers"));
  m_points->setAccessibleName(tr("Signal to quantization noise of every layer"));
  m_points->header()->setSortIndicator(-1, Qt::AscendingOrder);
  m_points->header()->setSortIndicatorClearable(true);
  m_points->setSortingEnabled(true);
  connect(m_points->header(), &QHeaderView::sortIndicatorChanged, this, [this](int column) {
    if (column < 0) fillPoints();
  });
  connect(m_points, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
    m_current = item ? item->data(PointName, kPointRole).toInt() : -1;
    emit pointChosen(m_current);
  });
  m_channels = makeTable({tr("Channels that lose most"), tr("Channel"), tr("S/N"), QString()}, 1);
  m_channels->setObjectName(QStringLiteral("noiseChannels"));
  m_channels->setAccessibleName(tr("Channels that lose most"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::kMedium);
  layout->addWidget(m_points, 3);
  layout->addWidget(m_channels, 2);
}

void NoiseTables::setNoise(std::shared_ptr<const QuantizationNoise> noise) {
  m_noise = std::move(noise);
  fillPoints();
  fillChannels();
}

void NoiseTables::fillPoints() {
  // Lines are written in place, so that stepping through clips moves no selection; while they are
  // written nothing sorts them.
  const QSignalBlocker blocker(m_points);
  m_points->setSortingEnabled(false);
  const int count = m_noise ? int(m_noise->points().size()) : 0;
  dropLinesFrom(m_points, count);
  for (int i = 0; i < count; ++i) {
    const auto& point = m_noise->points()[std::size_t(i)];
    const double ratio = point.total.ratio();
    auto* line = lineAt(m_points, i, PointColumns);
    line->setText(PointName, toQString(point.point.name));
    line->setData(PointName, kNumberRole, i);
    line->setData(PointName, kPointRole, i);
    line->setText(Ratio, ratioText(ratio));
    line->setData(Ratio, kNumberRole, sortable(ratio));
    const int channel = weakestChannel(point);
    const double weakest = channel < 0 ? INFINITY : point.channels[std::size_t(channel)].ratio();
    line->setText(Channel, channel < 0 ? QString() : QString::number(channel));
    line->setData(Channel, kNumberRole, channel);
    line->setText(ChannelRatio, channel < 0 ? QString() : ratioText(weakest));
    line->setData(ChannelRatio, kNumberRole, weakest);
  }
  if (m_current >= 0 && m_current < count) {
    m_points->setCurrentItem(m_points->topLevelItem(m_current));
  }
  m_points->setSortingEnabled(true);
}

void NoiseTables::fillChannels() {
  std::vector<QuantizationNoise::Channel> worst;
  if (m_noise) worst = m_noise->worstChannels(kWorstChannels);
  dropLinesFrom(m_channels, int(worst.size()));
  for (int i = 0; i < int(worst.size()); ++i) {
    const auto& channel = worst[std::size_t(i)];
    auto* line = lineAt(m_channels, i, ChannelColumns);
    line->setText(ChannelLayer, toQString(channel.point));
    line->setText(ChannelNumber, QString::number(channel.channel));
    line->setText(ChannelValue, ratioText(channel.ratio));
  }
}

void NoiseTables::setCurrentPoint(int point) {
  for (int row = 0; row < m_points->topLevelItemCount(); ++row) {
    auto* line = m_points->topLevelItem(row);
    if (line->data(PointName, kPointRole).toInt() == point) m_points->setCurrentItem(line);
  }
}

void NoiseTables::sortByRatio(bool weakestFirst) {
  m_points->header()->setSortIndicator(weakestFirst ? int(Ratio) : -1, Qt::AscendingOrder);
}

}  // namespace scenelens
