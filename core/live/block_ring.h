// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/stream_converter.h"
#include "core/base/job_control.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

namespace scenelens {

using SteadyTime = std::chrono::steady_clock::time_point;

/// What came from a sound device at once.
struct SoundBlock {
  StreamFormat format;
  std::vector<std::byte> bytes;
  SteadyTime arrived;  ///< when the last byte was there
};

/// The way of blocks from the thread that captures to the one that analyses.
///
/// Bounded: a block that finds no room is dropped and counted, so a device is never kept waiting.
/// Locked for no longer than a block takes to copy; buffers are used again, so nothing is allocated
/// once the blocks have their size. Thread-safe; one reader.
class BlockRing {
 public:
  /// Default: 10 s of blocks of 20 ms.
  explicit BlockRing(std::size_t slots = 512);

  /// Adds a copy. False when there was no room: the block is lost and counted.
  bool push(const StreamFormat& format, std::span<const std::byte> bytes, SteadyTime arrived);
  /// Waits for room first, for sources that can wait. False when cancelled or closed.
  bool pushWhenRoom(const StreamFormat& format, std::span<const std::byte> bytes,
                    SteadyTime arrived, const JobControl& control);
  /// No block will follow; `pop` still gives those that are there.
  void finish();
  /// The reader will not come back: both sides wake up, blocks are refused without being counted.
  void close();

  /// Waits for a block and swaps it with `block`; false at the end.
  bool pop(SoundBlock& block);

  /// How many were lost.
  [[nodiscard]] std::int64_t dropped() const;
  /// Seconds of sound that wait to be read.
  [[nodiscard]] double waitingSeconds() const;

 private:
  void store(const StreamFormat& format, std::span<const std::byte> bytes, SteadyTime arrived);

  mutable std::mutex m_mutex;  // guards everything
  std::condition_variable m_filled;
  std::condition_variable m_emptied;
  std::vector<SoundBlock> m_slots;
  std::size_t m_first = 0;
  std::size_t m_count = 0;
  double m_waitingSeconds = 0.0;
  std::int64_t m_dropped = 0;
  bool m_finished = false;
  bool m_closed = false;
};

}  // namespace scenelens
