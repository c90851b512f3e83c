// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/block_ring.h"

#include <algorithm>
#include <utility>

namespace scenelens {

namespace {

double secondsOf(const StreamFormat& format, std::size_t bytes) {
  const std::size_t frame = format.bytesPerFrame();
  if (frame == 0 || format.sampleRate <= 0) return 0.0;
  return static_cast<double>(bytes) / static_cast<double>(frame) / format.sampleRate;
}

}  // namespace

BlockRing::BlockRing(std::size_t slots) : m_slots(slots) {}

void BlockRing::store(const StreamFormat& format, std::span<const std::byte> bytes,
                      SteadyTime arrived) {
  SoundBlock& slot = m_slots[(m_first + m_count) % m_slots.size()];
  slot.format = format;
  slot.bytes.assign(bytes.begin(), bytes.end());
  slot.arrived = arrived;
  ++m_count;
  m_waitingSeconds += secondsOf(format, bytes.size());
}

bool BlockRing::push(const StreamFormat& format, std::span<const std::byte> bytes,
                     SteadyTime arrived) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_closed || m_finished) return false;
    if (m_count == m_slots.size()) {
      ++m_dropped;
      return false;
    }
    store(format, bytes, arrived);
  }
  m_filled.notify_one();
  return true;
}

bool BlockRing::pushWhenRoom(const StreamFormat& format, std::span<const std::byte> bytes,
                             SteadyTime arrived, const JobControl& control) {
  constexpr std::chrono::milliseconds kLook{20};  // for a cancel, which wakes nobody
  {
    std::unique_lock lock(m_mutex);
    while (!m_closed && !m_finished && !control.cancelled() && m_count == m_slots.size()) {
      m_emptied.wait_for(lock, kLook);
    }
    if (m_closed || m_finished || control.cancelled()) return false;
    store(format, bytes, arrived);
  }
  m_filled.notify_one();
  return true;
}

void BlockRing::finish() {
  {
    const std::lock_guard lock(m_mutex);
    m_finished = true;
  }
  m_filled.notify_all();
  m_emptied.notify_all();
}

void BlockRing::close() {
  {
    const std::lock_guard lock(m_mutex);
    m_closed = true;
  }
  m_filled.notify_all();
  m_emptied.notify_all();
}

bool BlockRing::pop(SoundBlock& block) {
  {
    std::unique_lock lock(m_mutex);
    m_filled.wait(lock, [this] { return m_closed || m_finished || m_count > 0; });
    if (m_closed || m_count == 0) return false;
    std::swap(block, m_slots[m_first]);
    m_first = (m_first + 1) % m_slots.size();
    --m_count;
    m_waitingSeconds =
        m_count == 0 ? 0.0 : m_waitingSeconds - secondsOf(block.format, block.bytes.size());
  }
  m_emptied.notify_one();
  return true;
}

std::int64_t BlockRing::dropped() const {
  const std::lock_guard lock(m_mutex);
  return m_dropped;
}

double BlockRing::waitingSeconds() const {
  const std::lock_guard lock(m_mutex);
  return m_waitingSeconds;
}

}  // namespace scenelens
