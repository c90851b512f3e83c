// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_prefetcher.h"

#include <utility>

namespace scenelens {

BatchPrefetcher::BatchPrefetcher(Make make, std::size_t first, std::size_t end)
    : m_make(std::move(make)), m_first(first), m_end(end), m_thread([this] { work(); }) {}

BatchPrefetcher::~BatchPrefetcher() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop = true;
  }
  m_changed.notify_all();
  m_thread.join();
}

void BatchPrefetcher::work() {
  for (std::size_t index = m_first; index < m_end; ++index) {
    Batch batch;
    {
      std::unique_lock lock(m_mutex);
      m_changed.wait(lock, [this] { return m_stop || m_ready.size() < kAhead; });
      if (m_stop) return;
      if (!m_spare.empty()) {
        batch = std::move(m_spare.back());
        m_spare.pop_back();
      }
    }
    auto status = m_make(index, batch);
    const std::lock_guard lock(m_mutex);
    if (!status) {
      m_failure = std::move(status).error();
      break;
    }
    m_ready.push_back(std::move(batch));
    m_changed.notify_all();
  }
  const std::lock_guard lock(m_mutex);
  m_finished = true;
  m_changed.notify_all();
}

Result<bool> BatchPrefetcher::next(Batch& batch) {
  std::unique_lock lock(m_mutex);
  m_changed.wait(lock, [this] { return m_finished || !m_ready.empty(); });
  if (m_ready.empty()) {
    if (m_failure) return fail(*m_failure);
    return false;
  }
  m_spare.push_back(std::exchange(batch, std::move(m_ready.front())));
  m_ready.pop_front();
  m_changed.notify_all();
  return true;
}

}  // namespace scenelens
