// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/latest_worker.h"

#include <utility>

namespace scenelens {

LatestWorker::LatestWorker(QObject* parent) : QObject(parent), m_thread([this] { loop(); }) {}

LatestWorker::~LatestWorker() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop = true;
    if (m_current) m_current->cancel();
  }
  m_wake.notify_one();
  m_thread.join();
}

void LatestWorker::run(Task task) {
  {
    const std::lock_guard lock(m_mutex);
    m_pending = std::move(task);
    ++m_number;
    if (m_current) m_current->cancel();
  }
  m_wake.notify_one();
}

void LatestWorker::cancel() {
  const std::lock_guard lock(m_mutex);
  m_pending.reset();
  ++m_number;
  if (m_current) m_current->cancel();
}

void LatestWorker::loop() {
  for (;;) {
    Task task;
    std::uint64_t number = 0;
    auto control = std::make_shared<JobControl>();
    {
      std::unique_lock lock(m_mutex);
      m_wake.wait(lock, [this] { return m_stop || m_pending.has_value(); });
      if (m_stop) return;
      task = std::move(*m_pending);
      m_pending.reset();
      number = m_number;
      m_current = control;
    }
    // Checked again where it arrives: a newer task may have been given while it was on its way.
    task(*control, [this, number](std::function<void()> call) {
      const auto deliver = [this, number, call = std::move(call)] {
        if (number == m_number) call();
      };
      QMetaObject::invokeMethod(this, deliver, Qt::QueuedConnection);
    });
  }
}

}  // namespace scenelens
