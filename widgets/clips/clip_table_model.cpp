// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/clip_table_model.h"

#include "widgets/base/dataset_text.h"
#include "widgets/base/name_order.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/table_export.h"
#include "widgets/base/theme.h"

#include <QApplication>
#include <QColor>
#include <QLocale>
#include <QPalette>

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <string_view>

namespace scenelens {

namespace {

bool isNumber(int column) {
  return column == ClipTableModel::Confidence || column == ClipTableModel::Loss ||
         column == ClipTableModel::Margin;
}

constexpr std::array<const char*, ClipTableModel::ColumnCount> kKeys{
    "scene", "predicted", "confidence", "loss",     "margin", "other", "disagreement",
    "tags",  "device",    "city",       "location", "fold",   "file"};

bool isOfRun(int column) {
  return column == ClipTableModel::Predicted || isNumber(column);
}

QVariant alignmentOf(int column) {
  const bool right = isNumber(column) || column == ClipTableModel::Disagreement;
  return int((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

QString decisionText(const JudgedRun& judged, std::size_t clip) {
  return judged.isPredicted(clip) ? sceneText(scenelens::Scene(judged.decision[clip])) : QString();
}

/// A number's order as an unsigned integer's; NaN comes first.
std::uint32_t orderedBits(float value) {
  if (value != value) return 0;
  constexpr std::uint32_t kSign = 0x80000000U;
  const auto bits = std::bit_cast<std::uint32_t>(value + 0.0F);  // -0 and 0 are the same
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

}  // namespace

ClipTableModel::ClipTableModel(Workspace& workspace, QObject* parent)
    : QAbstractTableModel(parent), m_workspace(workspace) {
  m_chosen.fill(true);
  m_chosen[Disagreement] = false;  // the table is wide as it is
  connect(&workspace, &Workspace::datasetChanged, this, [this] {
    m_fileRanks.clear();
    rebuild();
  });
  connect(&workspace, &Workspace::shownClipsChanged, this, &ClipTableModel::rebuild);
  connect(&workspace, &Workspace::predictionsAdded, this, &ClipTableModel::onPredictionsAdded);
  const auto refresh = [this] { refreshColumns(Predicted, Disagreement); };
  connect(&workspace, &Workspace::modelsChanged, this, refresh);
  connect(&workspace, &Workspace::currentRunChanged, this, refresh);
  connect(&workspace, &Workspace::otherRunChanged, this, refresh);
  connect(&workspace, &Workspace::ruleChanged, this, refresh);
  connect(&workspace, &Workspace::runsChanged, this,
          [this] { refreshColumns(Disagreement, Disagreement); });
  connect(&workspace, &Workspace::otherRunChanged, this,
          [this] { emit headerDataChanged(Qt::Horizontal, OtherPredicted, OtherPredicted); });
  const auto refreshTags = [this] { refreshColumns(Tags, Tags); };
  connect(&workspace, &Workspace::noteChanged, this, refreshTags);
  connect(&workspace, &Workspace::notesChanged, this, refreshTags);
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
  const std::size_t run = m_workspace.currentRun();
  switch (role) {
    case Qt::DisplayRole:
      return text(clipIndex, column);
    case Qt::ToolTipRole:
      return fromPath(m_workspace.dataset()->path(clip));
    case Qt::TextAlignmentRole:
      return alignmentOf(column);
    case Qt::ForegroundRole: {
      const auto& colours = themeColours(QApplication::palette());
      const JudgedRun* judged = column == Predicted        ? &m_workspace.judged(run)
                                : column == OtherPredicted ? otherJudged()
                                                           : nullptr;
      if (judged && clipIndex < judged->size() && judged->isJudged(clipIndex)) {
        return judged->isCorrect(clipIndex) ? colours.right : colours.wrong;
      }
      return clip.missing ? QVariant(colours.mutedText) : QVariant();
    }
    case kExportRole:
      return exactValue(clipIndex, column);
    case kClipRole:
      return int(clipIndex);
    default:
      return {};
  }
}

QString ClipTableModel::text(std::size_t clipIndex, int column) const {
  const auto& dataset = *m_workspace.dataset();
  const auto& clip = dataset.clips[clipIndex];
  if (isOfRun(column))
    return judgedText(m_workspace.judged(m_workspace.currentRun()), clipIndex, column);
  switch (column) {
    case Scene:
      return clip.scene ? sceneText(*clip.scene) : QString();
    case OtherPredicted: {
      const JudgedRun* other = otherJudged();
      return other ? judgedText(*other, clipIndex, Predicted) : QString();
    }
    case Disagreement: {
      const auto others = othersAbout(clipIndex);
      return others.decided > 0 ? tr("%1 of %2").arg(others.differ).arg(others.decided) : QString();
    }
    case Tags: {
      const ClipNote* note = m_workspace.note(clipIndex);
      if (!note) return {};
      QStringList tags;
      for (const auto& tag : note->tags) tags.append(toQString(tag));
      return tags.isEmpty() ? tr("note") : tags.join(u' ');
    }
    case Device:
      return toQString(dataset.device(clip));
    case City:
      return toQString(dataset.city(clip));
    case Location:
      // The identifier is city-location, and the city has its own column.
      return toQString(dataset.location(clip)).section(u'-', -1);
    case FoldColumn:
      return foldText(clip.fold);
    case File: {
      const QString name = toQString(clip.file).section(u'/', -1);
      return clip.window > 0 ? tr("%1 · second %2").arg(name).arg(clip.window) : name;
    }
    default:
      return {};
  }
}

QString ClipTableModel::judgedText(const JudgedRun& judged, std::size_t clip, int column) const {
  if (clip >= judged.size() || !judged.isPredicted(clip)) return {};
  switch (column) {
    case Predicted:
      return decisionText(judged, clip);
    case Confidence:
      return percentText(double(judged.confidence[clip]), 0);
    case Margin:
      return percentText(double(judged.margin[clip]), 0);
    case Loss:
      return judged.isJudged(clip) ? QLocale().toString(double(judged.loss[clip]), 'f', 2)
                                   : QString();
    default:
      return {};
  }
}

QVariant ClipTableModel::exactValue(std::size_t clip, int column) const {
  if (column == File) {
    // As the DCASE tables name a later second of a longer file.
    const Clip& row = m_workspace.dataset()->clips[clip];
    return row.window > 0 ? toQString(row.file) + u'#' + QString::number(row.window)
                          : toQString(row.file);
  }
  if (column == Disagreement) {
    const auto others = othersAbout(clip);
    return others.decided > 0 ? QVariant(others.differ) : QVariant();
  }
  const auto& judged = m_workspace.judged(m_workspace.currentRun());
  if (!isNumber(column) || clip >= judged.size()) return {};
  const auto& values = column == Loss     ? judged.loss
                       : column == Margin ? judged.margin
                                          : judged.confidence;
  return double(values[clip]);
}

const JudgedRun* ClipTableModel::otherJudged() const {
  const auto other = m_workspace.otherRun();
  return other ? &m_workspace.judged(*other) : nullptr;
}

ClipTableModel::Others ClipTableModel::othersAbout(std::size_t clip) const {
  const std::size_t current = m_workspace.currentRun();
  const auto& own = m_workspace.judged(current);
  Others others;
  if (clip >= own.size() || !own.isPredicted(clip)) return others;
  for (std::size_t run = 0; run < m_workspace.runCount(); ++run) {
    const auto& judged = m_workspace.judged(run);
    if (run == current || clip >= judged.size() || !judged.isPredicted(clip)) continue;
    ++others.decided;
    if (judged.decision[clip] != own.decision[clip]) ++others.differ;
  }
  return others;
}

QVariant ClipTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) {
    return alignmentOf(section);
  }
  if (role == Qt::ToolTipRole) {
    switch (section) {
      case Predicted:
        return tr("Decision of the chosen run");
      case Confidence:
        return tr("Probability of that decision");
      case Loss:
        return tr(
            "Log loss of the clip: minus the natural logarithm of the true scene's "
            "probability");
      case Margin:
        return tr("Probability of the decision minus that of the next scene");
      case OtherPredicted:
        return tr("Decision of the run it is compared with");
      case Disagreement:
        return tr(
            "How many of the other runs that predicted the clip decide otherwise, Int8 runs "
            "included");
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
    case Loss:
      return tr("Loss");
    case Margin:
      return tr("Margin");
    case OtherPredicted: {
      const auto other = m_workspace.otherRun();
      return other ? toQString(m_workspace.runInfo(*other).name) : tr("Compared");
    }
    case Disagreement:
      return tr("Disagree");
    case Tags:
      return tr("Tags");
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

void ClipTableModel::rebuild() {
  beginResetModel();
  m_rows = m_workspace.shownClips();
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
  m_rows = m_workspace.shownClips();
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
    case Confidence:
    case Loss:
    case Margin:
    case OtherPredicted:
      return judgedKeys();
    case Disagreement:
      fill([&](std::size_t i) {
        const auto others = othersAbout(i);
        return others.decided > 0 ? others.differ : -1;
      });
      break;
    case Tags:
      fill([&](std::size_t i) { return m_workspace.note(i) ? 0 : -1; });
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

std::vector<std::uint32_t> ClipTableModel::judgedKeys() const {
  std::vector<std::uint32_t> keys(m_workspace.dataset()->clips.size(), 0);
  const JudgedRun* judged = m_sortColumn == OtherPredicted
                                ? otherJudged()
                                : &m_workspace.judged(m_workspace.currentRun());
  if (!judged || judged->size() != keys.size()) return keys;
  if (m_sortColumn == Predicted || m_sortColumn == OtherPredicted) {
    std::transform(judged->decision.begin(), judged->decision.end(), keys.begin(),
                   [](std::uint8_t decision) {
                     return decision == JudgedRun::kNone ? 0U : std::uint32_t(decision) + 1U;
                   });
    return keys;
  }
  const auto& column = m_sortColumn == Loss     ? judged->loss
                       : m_sortColumn == Margin ? judged->margin
                                                : judged->confidence;
  std::transform(column.begin(), column.end(), keys.begin(), orderedBits);
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

QString ClipTableModel::columnKey(int column) {
  return column >= 0 && column < ColumnCount ? QLatin1String(kKeys[std::size_t(column)])
                                             : QString();
}

int ClipTableModel::columnOf(const QString& key) {
  const auto found = std::find_if(kKeys.begin(), kKeys.end(),
                                  [&](const char* name) { return key == QLatin1String(name); });
  return found == kKeys.end() ? -1 : int(found - kKeys.begin());
}

void ClipTableModel::setChosen(int column, bool chosen) {
  if (column == File || isChosen(column) == chosen) return;
  m_chosen[std::size_t(column)] = chosen;
  emit chosenChanged();
}

QStringList ClipTableModel::unchosen() const {
  QStringList keys;
  for (int column = 0; column < ColumnCount; ++column) {
    if (!isChosen(column)) keys.append(columnKey(column));
  }
  return keys;
}

void ClipTableModel::setUnchosen(const QStringList& keys) {
  m_chosen.fill(true);
  for (const auto& key : keys) {
    const int column = columnOf(key);
    if (column >= 0 && column != File) m_chosen[std::size_t(column)] = false;
  }
  emit chosenChanged();
}

std::optional<int> ClipTableModel::rowOf(std::size_t clip) const {
  if (clip >= m_rowOfClip.size() || m_rowOfClip[clip] < 0) return std::nullopt;
  return m_rowOfClip[clip];
}

void ClipTableModel::onPredictionsAdded(std::size_t run, const std::vector<std::uint32_t>& clips) {
  // Any run may disagree.
  const bool shown = run == m_workspace.currentRun() || run == m_workspace.otherRun();
  const Column from = shown ? Predicted : Disagreement;
  int first = rowCount();
  int last = -1;
  for (const auto clip : clips) {
    if (const auto row = rowOf(clip)) {
      first = std::min(first, *row);
      last = std::max(last, *row);
    }
  }
  if (last >= 0) emit dataChanged(index(first, from), index(last, Disagreement));
}

void ClipTableModel::refreshColumns(Column first, Column last) {
  if (!m_rows.empty()) emit dataChanged(index(0, first), index(rowCount() - 1, last));
}

}  // namespace scenelens
