// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <utility>

namespace scenelens {

/// The two-way line between a long computation and whoever waits for it.
///
/// The computation calls `report` now and then and stops soon after `cancelled` turns true, keeping
/// what it finished. All members are thread-safe once the listener is set; the listener runs in the
/// computing thread.
class JobControl {
 public:
  using Listener = std::function<void(std::size_t done, std::size_t total)>;

  JobControl() = default;
  /// With a parent, which must outlive this object, it is cancelled when the parent is.
  explicit JobControl(Listener listener, const JobControl* parent = nullptr)
      : m_listener(std::move(listener)), m_parent(parent) {}

  void cancel() { m_cancelled.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool cancelled() const {
    return m_cancelled.load(std::memory_order_relaxed) || (m_parent && m_parent->cancelled());
  }

  /// `total` 0 means that the amount of work is not known yet.
  void report(std::size_t done, std::size_t total) const {
    if (m_listener) m_listener(done, total);
  }

 private:
  std::atomic<bool> m_cancelled{false};
  Listener m_listener;
  const JobControl* m_parent = nullptr;
};

}  // namespace scenelens
