// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/run_store.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

namespace scenelens {

/// Stores what others hand over, in a thread of its own with a connection of its own.
///
/// What is handed over is on the disk within a second (unless the disk or another program holds it
/// up longer). When something cannot be stored the writer keeps it, says why (failure()) and tries
/// again every StoreOptions::retryInterval, and at once after retry(). Predictions of runs that
/// were deleted meanwhile are dropped. All members are thread-safe.
class StoreWriter {
 public:
  /// Anything else to do with the store, in the writer's thread, after what was handed over before.
  using Task = std::function<Status(RunStore& store)>;
  /// Called from the writer's thread, once each time that storing begins to fail. May be empty.
  using OnFailure = std::function<void(const Error& error)>;

  /// Errors: those of RunStore::open.
  [[nodiscard]] static Result<std::unique_ptr<StoreWriter>> open(const StoreAddress& address,
                                                                 OnFailure onFailure = {},
                                                                 const StoreOptions& options = {});
  /// Stores what is left; gives up what still cannot be stored.
  ~StoreWriter();
  StoreWriter(const StoreWriter&) = delete;
  StoreWriter& operator=(const StoreWriter&) = delete;

  /// Blocks while some 50,000 predictions wait to be stored, as happens when another program holds
  /// the lock. Never blocks while storing fails.
  void add(const StoredPrediction& prediction);
  /// A task that fails counts as a failure and is not repeated.
  void post(Task task);
  /// Waits until all that was handed over is on the disk. Errors: that of failure().
  [[nodiscard]] Status flush();

  /// Why storing fails; nothing while it works.
  [[nodiscard]] std::optional<Error> failure() const;
  /// Tries again what could not be stored, and goes on.
  void retry();

 private:
  using Item = std::variant<StoredPrediction, Task>;

  explicit StoreWriter(OnFailure onFailure) : m_onFailure(std::move(onFailure)) {}
  void work(const StoreAddress& address, const StoreOptions& options);
  void serve(RunStore& store, std::chrono::milliseconds retryInterval);
  [[nodiscard]] Status storeSome(RunStore& store, std::deque<Item>& items);

  OnFailure m_onFailure;
  mutable std::mutex m_mutex;  ///< guards all below
  std::condition_variable m_wake;
  std::condition_variable m_done;
  std::deque<Item> m_queue;
  std::optional<Error> m_failure;
  std::optional<Status> m_opened;
  bool m_busy = false;  ///< items are out of the queue and not yet stored
  int m_waiting = 0;    ///< callers of flush(): do not collect any longer
  bool m_stop = false;
  std::thread m_thread;
};

}  // namespace scenelens
