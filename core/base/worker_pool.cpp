// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/worker_pool.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace scenelens {

namespace {

/// How often a waiting thread looks before it goes to sleep: some 20 µs.
constexpr int kLooks = 2000;

void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

}  // namespace

WorkerPool::WorkerPool(unsigned threads) {
  const unsigned wanted = threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
  m_threads.reserve(wanted - 1);
  try {
    for (unsigned i = 1; i < wanted; ++i) m_threads.emplace_back([this] { work(); });
  } catch (const std::system_error&) {
    // As many as the system allows; without any the caller does it all.
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop = true;
    ++m_loop;
    m_announced.store(m_loop, std::memory_order_release);
  }
  m_begin.notify_all();
  for (auto& thread : m_threads) thread.join();
}

void WorkerPool::takeTurns(const std::function<void(std::size_t)>& body, std::size_t count) {
  for (;;) {
    const std::size_t turn = m_next.fetch_add(1, std::memory_order_relaxed);
    if (turn >= count) return;
    try {
      body(turn);
    } catch (...) {
      const std::lock_guard lock(m_mutex);
      if (!m_failure) m_failure = std::current_exception();
    }
  }
}

void WorkerPool::run(std::size_t count, const std::function<void(std::size_t)>& body) {
  if (m_threads.empty() || count < 2) {
    for (std::size_t i = 0; i < count; ++i) body(i);
    return;
  }
  {
    const std::lock_guard lock(m_mutex);
    m_body = &body;
    m_count = count;
    m_next.store(0, std::memory_order_relaxed);
    ++m_loop;
    m_announced.store(m_loop, std::memory_order_release);
  }
  m_begin.notify_all();
  takeTurns(body, count);
  for (int look = 0; look < kLooks && m_working.load(std::memory_order_acquire) > 0; ++look)
    pause();
  std::unique_lock lock(m_mutex);
  m_body = nullptr;  // who wakes up only now is too late for this loop
  m_end.wait(lock, [this] { return m_busy == 0; });
  if (m_failure) std::rethrow_exception(std::exchange(m_failure, nullptr));
}

void WorkerPool::work() {
  std::uint64_t seen = 0;
  for (;;) {
    for (int look = 0; look < kLooks && m_announced.load(std::memory_order_acquire) == seen;
         ++look) {
      pause();
    }
    const std::function<void(std::size_t)>* body = nullptr;
    std::size_t count = 0;
    {
      std::unique_lock lock(m_mutex);
      m_begin.wait(lock, [&] { return m_loop != seen; });
      seen = m_loop;
      if (m_stop) return;
      if (!m_body) continue;
      body = m_body;
      count = m_count;
      ++m_busy;
      m_working.store(m_busy, std::memory_order_relaxed);
    }
    takeTurns(*body, count);
    {
      const std::lock_guard lock(m_mutex);
      --m_busy;
      m_working.store(m_busy, std::memory_order_release);
    }
    m_end.notify_one();
  }
}

}  // namespace scenelens
