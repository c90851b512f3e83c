// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/train/batch_maker.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace scenelens {

/// Makes batches ahead in a thread of its own, so that the trainer need not wait for them.
///
/// Holds at most two finished batches and the one at work. One thread takes; the destructor stops
/// the thread after the batch at work, whatever has been taken.
class BatchPrefetcher {
 public:
  /// Makes batch `index`, as BatchMaker::make; called from the prefetcher's thread.
  using Make = std::function<Status(std::size_t index, Batch& batch)>;

  /// Batches first .. end-1, in order.
  BatchPrefetcher(Make make, std::size_t first, std::size_t end);
  ~BatchPrefetcher();
  BatchPrefetcher(const BatchPrefetcher&) = delete;
  BatchPrefetcher& operator=(const BatchPrefetcher&) = delete;

  /// Puts the next batch into `batch` (what it held is used again); false after the last one. An
  /// error of `make` arrives in its turn and again on every later call.
  [[nodiscard]] Result<bool> next(Batch& batch);

 private:
  void work();

  static constexpr std::size_t kAhead = 2;

  Make m_make;
  std::size_t m_first;
  std::size_t m_end;
  std::mutex m_mutex;  // guards what follows
  std::condition_variable m_changed;
  std::deque<Batch> m_ready;
  std::vector<Batch> m_spare;
  std::optional<Error> m_failure;
  bool m_finished = false;
  bool m_stop = false;
  std::thread m_thread;  // last: starts when the rest is there
};

}  // namespace scenelens
