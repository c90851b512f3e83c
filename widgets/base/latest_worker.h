// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_control.h"

#include <QObject>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace scenelens {

/// A thread for work of which only the newest piece counts.
///
/// A task that is given while another runs cancels that one and takes its place in the queue of
/// one; nothing that an older task posts arrives any more, not even what is on its way already.
/// Lives in the GUI thread. The destructor cancels and waits for the step in progress.
class LatestWorker final : public QObject {
  Q_OBJECT

 public:
  /// Calls something in the GUI thread, unless a newer task was given or this one cancelled.
  using Post = std::function<void(std::function<void()>)>;
  /// Runs in the thread.
  using Task = std::function<void(const JobControl& control, const Post& post)>;

  explicit LatestWorker(QObject* parent = nullptr);
  ~LatestWorker() override;
  Q_DISABLE_COPY_MOVE(LatestWorker)

  void run(Task task);
  /// Drops a task whose posts have not all arrived.
  void cancel();

 private:
  void loop();

  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::optional<Task> m_pending;
  std::uint64_t m_number = 0;             // of the newest task; cancelling counts as one
  std::shared_ptr<JobControl> m_current;  // cancels what is running
  bool m_stop = false;
  std::thread m_thread;
};

}  // namespace scenelens
