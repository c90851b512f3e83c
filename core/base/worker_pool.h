// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace scenelens {

/// Threads that share out the turns of a loop, for loops of some 100 µs that come one after
/// another.
///
/// Turns are taken one by one, so a thread that the system holds up delays only its own; threads
/// that wait sleep after a short while, so other programs get the cores. One loop at a time.
class WorkerPool {
 public:
  /// `threads`: how many work on a loop, the caller included; 0: one per core.
  explicit WorkerPool(unsigned threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  [[nodiscard]] unsigned threads() const { return static_cast<unsigned>(m_threads.size()) + 1; }

  /// Calls body(i) once for each i in 0 .. count-1, from the pool's threads and the caller's, and
  /// returns when all are done. `body` must not use this pool; of what it throws, the first is
  /// thrown again from here once all turns are over.
  void run(std::size_t count, const std::function<void(std::size_t)>& body);

 private:
  void work();
  void takeTurns(const std::function<void(std::size_t)>& body, std::size_t count);

  std::vector<std::thread> m_threads;
  std::atomic<std::size_t> m_next{0};
  std::mutex m_mutex;  // guards what follows
  std::condition_variable m_begin;
  std::condition_variable m_end;
  const std::function<void(std::size_t)>* m_body = nullptr;
  std::size_t m_count = 0;
  std::uint64_t m_loop = 0;
  std::size_t m_busy = 0;  ///< threads inside the loop, without the caller
  bool m_stop = false;
  std::exception_ptr m_failure;
  std::atomic<std::uint64_t> m_announced{0};  // m_loop, to be watched without the lock
  std::atomic<std::size_t> m_working{0};      // m_busy, likewise
};

}  // namespace scenelens
