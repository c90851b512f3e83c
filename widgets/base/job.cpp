// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/job.h"

#include <QPointer>
#include <QThread>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

qint64 nowMs() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

/// GUI thread only.
std::vector<JobObserver*>& observers() {
  static std::vector<JobObserver*> all;
  return all;
}

}  // namespace

JobObserver::JobObserver() {
  observers().push_back(this);
}

JobObserver::~JobObserver() {
  std::erase(observers(), this);
}

Job::Job(QString title, Work work, QObject* parent)
    : QObject(parent),
      m_title(std::move(title)),
      m_work(std::move(work)),
      m_control([this](std::size_t done, std::size_t total) {
        m_done = qint64(done);
        m_total = qint64(total);
        constexpr qint64 kIntervalMs = 50;
        qint64 last = m_lastReportMs.load();
        const qint64 now = nowMs();
        const bool complete = total > 0 && done >= total;
        if (!complete && now - last < kIntervalMs) return;
        if (!m_lastReportMs.compare_exchange_strong(last, now) && !complete) return;
        // Emitted in the worker; receivers in the GUI thread get it queued.
        emit progress(qint64(done), qint64(total));
      }) {}

Job::~Job() {
  cancel();
  if (m_thread) m_thread->wait();
}

bool Job::isRunning() const {
  return m_thread && m_thread->isRunning();
}

void Job::start() {
  m_startMs = nowMs();
  for (auto* observer : observers()) observer->jobStarted(*this);
  m_thread.reset(QThread::create([this] {
    m_work(m_control);
    m_endMs = nowMs();
  }));
  connect(m_thread.get(), &QThread::finished, this, [this] {
    const QPointer<Job> alive(this);
    emit finished();
    if (!alive) return;
    for (auto* observer : observers()) observer->jobEnded(*this);
  });
  m_thread->start();
}

qint64 Job::elapsedMs() const {
  if (m_startMs == 0) return 0;
  return (m_endMs == 0 ? nowMs() : m_endMs.load()) - m_startMs;
}

void Job::cancel() {
  m_control.cancel();
}

}  // namespace scenelens
