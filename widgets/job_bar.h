// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

#include <vector>

class QLabel;
class QProgressBar;
class QToolButton;

namespace scenelens {

class Job;

/// What runs in the background, for the status bar: the newest job's title, progress and a button
/// that cancels it. A job that goes on below a newer one is in sight again when that ends.
class JobBar final : public QWidget {
  Q_OBJECT

 public:
  explicit JobBar(QWidget* parent = nullptr);

  /// Shows a job until it emits finished.
  void add(Job* job);

 private:
  void showNewest();
  void showProgress(const Job& job, qint64 done, qint64 total);

  std::vector<QPointer<Job>> m_jobs;  // oldest first
  QPointer<Job> m_shown;
  QLabel* m_title = nullptr;
  QProgressBar* m_progress = nullptr;
  QToolButton* m_cancel = nullptr;
};

}  // namespace scenelens
