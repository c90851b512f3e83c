// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/activity/activity_log.h"

#include "widgets/base/qt_text.h"

#include <QLocale>
#include <QStringList>

#include <array>
#include <utility>

namespace scenelens {

namespace {

QString outcomeText(Activity::End end) {
  switch (end) {
    case Activity::End::Done:
      return ActivityLog::tr("done");
    case Activity::End::Cancelled:
      return ActivityLog::tr("cancelled");
    case Activity::End::Failed:
      return ActivityLog::tr("failed");
    case Activity::End::Problem:
      return ActivityLog::tr("problem");
  }
  return {};
}

QString durationText(const Activity& activity) {
  if (!activity.ms) return {};
  const QLocale locale;
  if (*activity.ms < 1000) return ActivityLog::tr("%1 ms").arg(locale.toString(*activity.ms));
  const double seconds = double(*activity.ms) / 1000.0;
  if (seconds < 60.0) return ActivityLog::tr("%1 s").arg(locale.toString(seconds, 'f', 1));
  const qint64 whole = *activity.ms / 1000;
  return ActivityLog::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
}

QString amountText(const Activity& activity) {
  if (activity.total == 0) return {};
  if (activity.done == activity.total) return countText(activity.total);
  return ActivityLog::tr("%1 of %2").arg(countText(activity.done), countText(activity.total));
}

}  // namespace

void ActivityLog::add(Activity activity) {
  if (m_entries.size() >= kCapacity) {
    beginRemoveRows({}, 0, 0);
    m_entries.pop_front();
    endRemoveRows();
  }
  const int row = int(m_entries.size());
  beginInsertRows({}, row, row);
  m_entries.push_back(std::move(activity));
  endInsertRows();
}

void ActivityLog::addProblem(const QString& text) {
  add({QDateTime::currentDateTimeUtc(), text, {}, Activity::End::Problem, {}, 0, 0});
}

void ActivityLog::clear() {
  beginResetModel();
  m_entries.clear();
  endResetModel();
}

void ActivityLog::jobStarted(const Job& /*job*/) {}

void ActivityLog::jobEnded(const Job& job) {
  Activity activity;
  activity.ms = job.elapsedMs();
  activity.start = QDateTime::currentDateTimeUtc().addMSecs(-*activity.ms);
  activity.what = job.title();
  activity.detail = job.failure().isEmpty() ? job.detail() : job.failure();
  activity.end = job.isCancelled()         ? Activity::End::Cancelled
                 : job.failure().isEmpty() ? Activity::End::Done
                                           : Activity::End::Failed;
  activity.done = job.done();
  activity.total = job.total();
  add(std::move(activity));
}

QString ActivityLog::toText() const {
  static constexpr std::array<const char*, 4> kEnds = {"done", "cancelled", "failed", "problem"};
  QString text;
  const auto field = [](QString value) { return value.replace(u'\t', u' ').replace(u'\n', u' '); };
  for (const auto& entry : m_entries) {
    const QStringList fields{
        entry.start.toString(Qt::ISODateWithMs),
        QString::fromLatin1(kEnds[std::size_t(entry.end)]),
        entry.ms ? QString::number(double(*entry.ms) / 1000.0, 'f', 3) : QStringLiteral("-"),
        entry.total > 0 ? QStringLiteral("%1/%2").arg(entry.done).arg(entry.total)
                        : QStringLiteral("-"),
        field(entry.what),
        field(entry.detail)};
    text += fields.join(u'\t') + u'\n';
  }
  return text;
}

int ActivityLog::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_entries.size());
}

int ActivityLog::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QVariant ActivityLog::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto& entry = m_entries[std::size_t(index.row())];
  if (role == Qt::TextAlignmentRole) {
    const bool number = index.column() == Duration || index.column() == Amount;
    return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  }
  if (role == Qt::ToolTipRole && (index.column() == What || index.column() == Detail)) {
    return index.column() == What ? entry.what : entry.detail;
  }
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case Time:
      return QLocale().toString(entry.start.toLocalTime().time(), QStringLiteral("HH:mm:ss"));
    case What:
      return entry.what;
    case Outcome:
      return outcomeText(entry.end);
    case Duration:
      return durationText(entry);
    case Amount:
      return amountText(entry);
    case Detail:
      return entry.detail;
    default:
      return {};
  }
}

QVariant ActivityLog::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role == Qt::TextAlignmentRole && (section == Duration || section == Amount)) {
    return int(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  static constexpr std::array<const char*, kColumns> kTitles = {
      QT_TR_NOOP("Began"), QT_TR_NOOP("What"),   QT_TR_NOOP("Outcome"),
      QT_TR_NOOP("Took"),  QT_TR_NOOP("Amount"), QT_TR_NOOP("Details")};
  return section >= 0 && section < kColumns ? tr(kTitles[std::size_t(section)]) : QVariant();
}

}  // namespace scenelens
