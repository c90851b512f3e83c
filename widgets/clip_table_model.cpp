// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clip_table_model.h"

#include "widgets/name_order.h"
#include "widgets/qt_text.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QColor>
#include <QPalette>

#include <algorithm>
#include <numeric>
#include <string_view>

namespace scenelens {

ClipTableModel::ClipTableModel(Workspace& workspace, QObject* parent)
    : QAbstractTableModel(parent), m_workspace(workspace) {
  connect(&workspace, &Workspace::datasetChanged, this, [this] {
    m_fileRanks.clear();
    rebuild();
  });
  connect(&workspace, &Workspace::predictionsAdded, this, &ClipTableModel::onPredictionsAdded);
  connect(&workspace, &Workspace::modelsChanged, this, &ClipTableModel::refreshPredictions);
  connect(&workspace, &Workspace::currentModelChanged, this, &ClipTableModel::refreshPredictions);
  connect(&workspace, &Workspace::ruleChanged, this, &ClipTableModel::refreshPredictions);
  rebuild();
}

int ClipTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_rows.size());
}

int ClipTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClipTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const std::size_t clipIndex = clipAt(index.row());
  const auto& clip = m_workspace.dataset()->clips[clipIndex];
  const int column = index.column();
  switch (role) {
    case Qt::DisplayRole:
      return text(clipIndex, column);
    case Qt::ToolTipRole:
      return fromPath(m_workspace.dataset()->path(clip));
    case Qt::TextAlignmentRole:
      return column == Confidence ? int(Qt::AlignRight | Qt::AlignVCenter)
                                  : int(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ForegroundRole: {
      const auto& colours = themeColours(QApplication::palette());
      if (clip.missing) return colours.mutedText;
      const Prediction* prediction = m_workspace.prediction(clipIndex);
      if (column == Predicted && prediction && clip.scene) {
        return prediction->decision(m_workspace.rule()) == *clip.scene ? colours.right
                                                                       : colours.wrong;
      }
      return {};
    }
    case kClipRole:
      return int(clipIndex);
    default:
      return {};
  }
}

QString ClipTableModel::text(std::size_t clipIndex, int column) const {
  const auto& dataset = *m_workspace.dataset();
  const auto& clip = dataset.clips[clipIndex];
  const Prediction* prediction = m_workspace.prediction(clipIndex);
  switch (column) {
    case Scene:
      return clip.scene ? toQString(sceneTitle(*clip.scene)) : QString();
    case Predicted:
      return prediction ? toQString(sceneTitle(prediction->decision(m_workspace.rule())))
                        : QString();
    case Confidence:
      return prediction ? percentText(double(prediction->confidence(m_workspace.rule())), 0)
                        : QString();
    case Device:
      return toQString(dataset.device(clip));
    case City:
      return toQString(dataset.city(clip));
    case Location:
      // The identifier is city-location, and the city has its own column.
      return toQString(dataset.location(clip)).section(u'-', -1);
    case FoldColumn:
      return toQString(foldName(clip.fold));
    case File: {
      const QString name = toQString(clip.file).section(u'/', -1);
      return clip.window > 0 ? tr("%1 · second %2").arg(name).arg(clip.window) : name;
    }
    default:
      return {};
  }
}

QVariant ClipTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) {
    return section == Confidence ? int(Qt::AlignRight | Qt::AlignVCenter)
                                 : int(Qt::AlignLeft | Qt::AlignVCenter);
  }
  if (role == Qt::ToolTipRole) {
    switch (section) {
      case Predicted:
        return tr("Decision of the chosen model");
      case Confidence:
        return tr("Probability of that decision");
      case FoldColumn:
        return tr("Where the official fold 1 puts the clip");
      default:
        return {};
    }
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Scene:
      return tr("Scene");
    case Predicted:
      return tr("Predicted");
    case Confidence:
      return tr("p");
    case Device:
      return tr("Device");
    case City:
      return tr("City");
    case Location:
      return tr("Location");
    case FoldColumn:
      return tr("Fold");
    case File:
      return tr("File");
    default:
      return {};
  }
}

void ClipTableModel::setFilter(const QString& text) {
  if (text == m_filterText) return;
  m_filterText = text;
  rebuild();
}

void ClipTableModel::rebuild() {
  beginResetModel();
  const auto& dataset = *m_workspace.dataset();
  m_filter = ClipFilter(m_filterText, dataset);
  m_rows.clear();
  m_rows.reserve(dataset.clips.size());
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const Prediction* prediction = m_workspace.prediction(i);
    std::optional<scenelens::Scene> predicted;
    if (prediction) predicted = prediction->decision(m_workspace.rule());
    if (m_filter.isEmpty() || m_filter.matches(dataset.clips[i], predicted)) {
      m_rows.push_back(std::uint32_t(i));
    }
  }
  sortRows();
  endResetModel();
}

void ClipTableModel::sort(int column, Qt::SortOrder order) {
  emit layoutAboutToBeChanged({}, VerticalSortHint);
  const auto before = persistentIndexList();
  std::vector<std::size_t> clips;
  clips.reserve(std::size_t(before.size()));
  for (const auto& index : before) clips.push_back(clipAt(index.row()));
  m_sortColumn = column;
  m_sortOrder = order;
  sortRows();
  QModelIndexList after;
  after.reserve(before.size());
  for (qsizetype i = 0; i < before.size(); ++i) {
    after.append(index(m_rowOfClip[clips[std::size_t(i)]], before[i].column()));
  }
  changePersistentIndexList(before, after);
  emit layoutChanged({}, VerticalSortHint);
}

void ClipTableModel::sortRows() {
  std::sort(m_rows.begin(), m_rows.end());
  if (m_sortColumn >= 0) {
    const auto keys = sortKeys();
    const auto before = [this, &keys](std::uint32_t a, std::uint32_t b) {
      return m_sortOrder == Qt::AscendingOrder ? keys[a] < keys[b] : keys[a] > keys[b];
    };
    std::stable_sort(m_rows.begin(), m_rows.end(), before);
  }
  m_rowOfClip.assign(m_workspace.dataset()->clips.size(), -1);
  for (std::size_t row = 0; row < m_rows.size(); ++row) {
    m_rowOfClip[m_rows[row]] = std::int32_t(row);
  }
}

std::vector<std::uint32_t> ClipTableModel::sortKeys() const {
  const auto& clips = m_workspace.dataset()->clips;
  std::vector<std::uint32_t> keys(clips.size());
  // Unknown values come first: index -1 becomes key 0.
  const auto fill = [&](auto value) {
    for (std::size_t i = 0; i < clips.size(); ++i) keys[i] = std::uint32_t(value(i) + 1);
  };
  switch (m_sortColumn) {
    case Scene:
      fill([&](std::size_t i) { return clips[i].scene ? int(*clips[i].scene) : -1; });
      break;
    case Predicted:
      fill([&](std::size_t i) {
        const Prediction* prediction = m_workspace.prediction(i);
        return prediction ? int(prediction->decision(m_workspace.rule())) : -1;
      });
      break;
    case Confidence:
      fill([&](std::size_t i) {
        constexpr float kSteps = 1e6F;
        const Prediction* prediction = m_workspace.prediction(i);
        return prediction ? int(prediction->confidence(m_workspace.rule()) * kSteps) : -1;
      });
      break;
    case Device:
      fill([&](std::size_t i) { return clips[i].device; });
      break;
    case City:
      fill([&](std::size_t i) { return clips[i].city; });
      break;
    case Location:
      fill([&](std::size_t i) { return clips[i].location; });
      break;
    case FoldColumn:
      fill([&](std::size_t i) { return int(clips[i].fold); });
      break;
    default:
      if (m_fileRanks.size() != clips.size()) rankFiles();
      return m_fileRanks;
  }
  return keys;
}

void ClipTableModel::rankFiles() const {
  const auto& clips = m_workspace.dataset()->clips;
  // By what the column shows; folders decide between equal names.
  std::vector<std::string_view> names(clips.size());
  std::transform(clips.begin(), clips.end(), names.begin(), [](const Clip& clip) {
    return std::string_view(clip.file).substr(clip.file.rfind('/') + 1);
  });
  auto order = orderByName(names);
  for (auto start = order.begin(); start != order.end();) {
    const auto end = std::find_if(start, order.end(),
                                  [&](std::uint32_t clip) { return names[clip] != names[*start]; });
    std::stable_sort(start, end, [&](std::uint32_t a, std::uint32_t b) {
      return clips[a].file < clips[b].file;
    });
    start = end;
  }
  m_fileRanks.resize(clips.size());
  for (std::size_t place = 0; place < order.size(); ++place) {
    m_fileRanks[order[place]] = std::uint32_t(place);
  }
}

std::optional<int> ClipTableModel::rowOf(std::size_t clip) const {
  if (clip >= m_rowOfClip.size() || m_rowOfClip[clip] < 0) return std::nullopt;
  return m_rowOfClip[clip];
}

void ClipTableModel::onPredictionsAdded(std::size_t model,
                                        const std::vector<std::uint32_t>& clips) {
  if (model != m_workspace.currentModel()) return;
  int first = rowCount();
  int last = -1;
  for (const auto clip : clips) {
    if (const auto row = rowOf(clip)) {
      first = std::min(first, *row);
      last = std::max(last, *row);
    }
  }
  if (last >= 0) emit dataChanged(index(first, Predicted), index(last, Confidence));
}

void ClipTableModel::refreshPredictions() {
  if (!m_rows.empty()) {
    emit dataChanged(index(0, Predicted), index(rowCount() - 1, Confidence));
  }
}

}  // namespace scenelens
