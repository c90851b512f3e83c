// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store_writer.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <utility>

namespace scenelens {

namespace {

/// How long predictions are collected before they are stored together.
constexpr auto kCollect = std::chrono::milliseconds(150);
constexpr std::size_t kMostWaiting = 50'000;
/// At most this many predictions are looked at for one transaction.
constexpr std::size_t kBatch = 20'000;

}  // namespace

Result<std::unique_ptr<StoreWriter>> StoreWriter::open(const StoreAddress& address,
                                                       OnFailure onFailure,
                                                       const StoreOptions& options) {
  std::unique_ptr<StoreWriter> writer(new StoreWriter(std::move(onFailure)));
  auto* const self = writer.get();
  writer->m_thread = std::thread([self, address, options] { self->work(address, options); });
  std::unique_lock lock(self->m_mutex);
  self->m_done.wait(lock, [&] { return self->m_opened.has_value(); });
  if (!*self->m_opened) {
    Error error = self->m_opened->error();
    lock.unlock();
    return fail(std::move(error));
  }
  return writer;
}

StoreWriter::~StoreWriter() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop = true;
  }
  m_wake.notify_all();
  m_thread.join();
}

void StoreWriter::add(const StoredPrediction& prediction) {
  {
    std::unique_lock lock(m_mutex);
    m_done.wait(lock, [&] { return m_queue.size() < kMostWaiting || m_failure; });
    m_queue.emplace_back(prediction);
  }
  m_wake.notify_all();
}

void StoreWriter::post(Task task) {
  {
    const std::lock_guard lock(m_mutex);
    m_queue.emplace_back(std::move(task));
  }
  m_wake.notify_all();
}

Status StoreWriter::flush() {
  std::unique_lock lock(m_mutex);
  ++m_waiting;
  m_wake.notify_all();
  m_done.wait(lock, [&] { return m_failure || (m_queue.empty() && !m_busy); });
  --m_waiting;
  if (m_failure) return fail(*m_failure);
  return {};
}

std::optional<Error> StoreWriter::failure() const {
  const std::lock_guard lock(m_mutex);
  return m_failure;
}

void StoreWriter::retry() {
  {
    const std::lock_guard lock(m_mutex);
    m_failure.reset();
  }
  m_wake.notify_all();
}

void StoreWriter::work(const StoreAddress& address, const StoreOptions& options) {
  auto store = RunStore::open(address, options);
  {
    const std::lock_guard lock(m_mutex);
    m_opened = store ? Status() : Status(fail(store.error()));
  }
  m_done.notify_all();
  if (store) serve(*store, options.retryInterval);
}

void StoreWriter::serve(RunStore& store, std::chrono::milliseconds retryInterval) {
  std::unique_lock lock(m_mutex);
  bool failing = false;
  for (;;) {
    if (failing) {
      // Until somebody asks for it, or after a while, or a last time when told to stop.
      m_wake.wait_for(lock, retryInterval, [&] { return m_stop || !m_failure; });
    } else {
      m_wake.wait(lock, [&] { return m_stop || !m_queue.empty(); });
      // Many predictions in one transaction: each costs a flush of the disk.
      if (!m_queue.empty()) {
        m_wake.wait_for(lock, kCollect, [&] { return m_stop || m_waiting > 0; });
      }
    }
    const bool last = m_stop;
    if (m_queue.empty() && last) return;
    std::deque<Item> items = std::exchange(m_queue, {});
    m_busy = true;
    lock.unlock();
    Status done;
    while (done && !items.empty()) done = storeSome(store, items);
    lock.lock();
    m_busy = false;
    // What could not be stored stays, before what came meanwhile.
    m_queue.insert(m_queue.begin(), std::make_move_iterator(items.begin()),
                   std::make_move_iterator(items.end()));
    const bool begins = !done && !failing;
    failing = !done;
    m_failure = done ? std::nullopt : std::optional(done.error());
    m_done.notify_all();
    if (begins && m_onFailure) {
      const Error error = done.error();
      lock.unlock();
      m_onFailure(error);
      lock.lock();
    }
    if (failing && last) return;
  }
}

/// Stores the first items and takes them away: one task, or one transaction of predictions.
Status StoreWriter::storeSome(RunStore& store, std::deque<Item>& items) {
  if (const auto* task = std::get_if<Task>(&items.front())) {
    Status done = (*task)(store);
    items.pop_front();
    return done;
  }
  std::vector<StoredPrediction> batch;
  for (const auto& item : items) {
    const auto* prediction = std::get_if<StoredPrediction>(&item);
    if (!prediction || batch.size() == kBatch) break;
    batch.push_back(*prediction);
  }
  const auto stored = store.append(batch);
  if (!stored) {
    // A run that somebody deleted must not hold the others up.
    bool dropped = false;
    std::map<std::int64_t, bool> known;
    for (const auto& prediction : batch) known.try_emplace(prediction.run, true);
    for (auto& [run, there] : known) {
      if (const auto has = store.hasRun(run)) there = *has;
      dropped = dropped || !there;
    }
    if (!dropped) return fail(stored.error());
    std::erase_if(items, [&known](const Item& item) {
      const auto* prediction = std::get_if<StoredPrediction>(&item);
      const auto found = prediction ? known.find(prediction->run) : known.end();
      return found != known.end() && !found->second;
    });
    return {};
  }
  items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(*stored));
  return {};
}

}  // namespace scenelens
