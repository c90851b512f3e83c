// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_control.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <functional>
#include <memory>

class QThread;

namespace scenelens {

class Job;

/// Hears of every job of the program, in the GUI thread, from its making to its end. Adds and
/// removes itself.
class JobObserver {
 public:
  JobObserver();
  virtual ~JobObserver();
  Q_DISABLE_COPY_MOVE(JobObserver)

  virtual void jobStarted(const Job& job) = 0;
  /// After everybody else heard of `finished`.
  virtual void jobEnded(const Job& job) = 0;
};

/// One piece of long work in a thread of its own, with progress and cancel.
///
/// The work gets a JobControl; it hands results over by posting to a receiver in the GUI thread, or
/// through `done`, which runs in the GUI thread after the work returned. Destroying a job cancels
/// it and waits, so captured objects stay alive long enough when the job is destroyed first. Lives
/// in the GUI thread.
class Job final : public QObject {
  Q_OBJECT

 public:
  using Work = std::function<void(const JobControl& control)>;

  Job(QString title, Work work, QObject* parent = nullptr);
  ~Job() override;
  Q_DISABLE_COPY_MOVE(Job)

  /// What is being done, for the status bar: "Opening tau-mini".
  [[nodiscard]] const QString& title() const { return m_title; }
  [[nodiscard]] bool isRunning() const;
  [[nodiscard]] bool isCancelled() const { return m_control.cancelled(); }

  /// What is worth knowing besides the title: networks, engine; for the activity log.
  void setDetail(const QString& detail) { m_detail = detail; }
  [[nodiscard]] const QString& detail() const { return m_detail; }
  /// Why the work failed, said by whoever looks at its results; empty: it did not.
  void setFailure(const QString& why) { m_failure = why; }
  [[nodiscard]] const QString& failure() const { return m_failure; }
  /// The last report of progress, and how long the work took, or has taken by now, in ms.
  [[nodiscard]] qint64 done() const { return m_done; }
  [[nodiscard]] qint64 total() const { return m_total; }
  [[nodiscard]] qint64 elapsedMs() const;

  void start();
  /// Asks the work to stop; `finished` follows soon.
  void cancel();

 signals:
  /// At most about 20 times a second; `total` 0 while unknown.
  void progress(qint64 done, qint64 total);
  /// The work returned, by itself or after cancel.
  void finished();

 private:
  QString m_title;
  Work m_work;
  JobControl m_control;
  QString m_detail;
  QString m_failure;
  std::atomic<qint64> m_lastReportMs{0};
  std::atomic<qint64> m_done{0};
  std::atomic<qint64> m_total{0};
  std::atomic<qint64> m_startMs{0};
  std::atomic<qint64> m_endMs{0};
  std::unique_ptr<QThread> m_thread;
};

}  // namespace scenelens
