// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <vector>

class QLabel;
class QProgressBar;
class QToolButton;

namespace scenelens {

class Job;

/// What runs in the background, for the status bar: the newest job's title, progress, the time that
/// is left and a button that cancels it. Its words change at most once a second. A job that goes on
/// below a newer one is in sight again when that ends.
class JobBar final : public QWidget {
  Q_OBJECT

 public:
  explicit JobBar(QWidget* parent = nullptr);

  /// Shows a job until it emits finished.
  void add(Job* job);

 private:
  void showNewest();
  void showProgress(qint64 done, qint64 total);
  void showWords();

  std::vector<QPointer<Job>> m_jobs;  // oldest first
  QPointer<Job> m_shown;
  QLabel* m_title = nullptr;
  QProgressBar* m_progress = nullptr;
  QToolButton* m_cancel = nullptr;
  QTimer m_pause;         // between two changes of the words
  QElapsedTimer m_clock;  // since the first report of the job that is shown
  qint64 m_first = 0;     // what that said to be done: it was not computed now
  qint64 m_done = 0;
  qint64 m_total = 0;
};

/// How long something may take, in words without false precision: "1 min left".
[[nodiscard]] QString timeLeft(double seconds);

}  // namespace scenelens
