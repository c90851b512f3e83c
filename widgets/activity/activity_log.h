// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/base/job.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QString>

#include <deque>
#include <optional>

namespace scenelens {

/// One thing that the program did.
struct Activity {
  enum class End { Done, Cancelled, Failed, Problem };

  QDateTime start;  ///< UTC
  QString what;     ///< the job's title, or the problem
  QString detail;   ///< networks, engine, what went wrong
  End end = End::Done;
  std::optional<qint64> ms;  ///< none for problems
  qint64 done = 0;           ///< of total; both 0 where nothing was counted
  qint64 total = 0;
};

/// What was computed when and how long it took: every job of the program when it has ended, and
/// every problem, oldest first. Keeps the newest kCapacity in memory, none between starts. Lives in
/// the GUI thread.
class ActivityLog final : public QAbstractTableModel, private JobObserver {
  Q_OBJECT

 public:
  enum Column { Time, What, Outcome, Duration, Amount, Detail };
  static constexpr int kColumns = 6;
  static constexpr std::size_t kCapacity = 5000;

  explicit ActivityLog(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  void add(Activity activity);
  void addProblem(const QString& text);
  void clear();
  [[nodiscard]] const std::deque<Activity>& entries() const { return m_entries; }

  /// A line each: UTC time in ISO 8601, outcome, seconds, done/total, what, detail; separated by
  /// tabs.
  [[nodiscard]] QString toText() const;

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                    int role) const override;

 private:
  void jobStarted(const Job& job) override;
  void jobEnded(const Job& job) override;

  std::deque<Activity> m_entries;
};

}  // namespace scenelens
