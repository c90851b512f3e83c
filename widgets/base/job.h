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
  std::atomic<qint64> m_lastReportMs{0};
  std::unique_ptr<QThread> m_thread;
};

}  // namespace scenelens
