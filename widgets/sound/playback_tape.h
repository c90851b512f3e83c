// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace scenelens {

/// Mono sound at 44.1 kHz that several parts of the program may hold.
using SharedSound = std::shared_ptr<const std::vector<float>>;

/// What is to be heard: one of two sounds, from a position to an end, once or over and over.
///
/// The GUI thread sets it, the thread of the sound output reads it; all members are thread-safe.
/// The two sounds (before and after a transform) share the position, so switching is heard at once
/// and at the same place; a jump in the signal is softened over 5 ms.
class PlaybackTape {
 public:
  /// Null: nothing. Rewinds to the beginning when `first` is another sound than before.
  void setSounds(SharedSound first, SharedSound second);
  /// Which of the two is heard: 0 or 1. The other where that one is missing.
  void setActive(int sound);
  [[nodiscard]] int active() const;
  /// Samples [from, to) that are repeated; nothing (0, 0) plays to the end once. Where the sound
  /// that is heard ends earlier, so does the loop; where it ends before `from`, there is none.
  void setLoop(std::size_t from, std::size_t to);
  void setPosition(std::size_t sample);
  /// Of the sample that is read next.
  [[nodiscard]] std::size_t position() const;
  /// Where the sample was read that is `ago` samples before the newest; knows of loops.
  [[nodiscard]] std::size_t positionBefore(std::size_t ago) const;
  [[nodiscard]] std::size_t size() const;

  /// Fills `out` and returns how many samples are sound; the rest is silence. Fewer only at the
  /// end.
  std::size_t read(std::span<float> out);
  [[nodiscard]] bool atEnd() const;

 private:
  [[nodiscard]] const SharedSound& sound(int which) const;
  [[nodiscard]] std::size_t length() const;
  /// Of the sound that is heard; 0: no loop.
  [[nodiscard]] std::size_t loopEnd() const;

  mutable std::mutex m_mutex;  // guards everything
  std::array<SharedSound, 2> m_sounds;
  int m_active = 0;
  int m_fadingFrom = -1;  // sound that is being left, -1 none
  std::size_t m_faded = 0;
  std::size_t m_position = 0;
  std::size_t m_loopFrom = 0, m_loopTo = 0;
};

}  // namespace scenelens
