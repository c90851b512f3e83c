// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/sound_history.h"

#include <algorithm>
#include <cassert>

namespace scenelens {

std::int64_t SoundHistory::begin() const {
  return std::max<std::int64_t>(0, m_end - static_cast<std::int64_t>(m_ring.size()));
}

void SoundHistory::add(std::span<const float> sound) {
  if (sound.size() > m_ring.size()) {
    m_end += static_cast<std::int64_t>(sound.size() - m_ring.size());
    sound = sound.last(m_ring.size());
  }
  const auto at = static_cast<std::size_t>(m_end) % m_ring.size();
  const std::size_t head = std::min(sound.size(), m_ring.size() - at);
  std::copy_n(sound.begin(), head, m_ring.begin() + static_cast<std::ptrdiff_t>(at));
  std::copy(sound.begin() + static_cast<std::ptrdiff_t>(head), sound.end(), m_ring.begin());
  m_end += static_cast<std::int64_t>(sound.size());
}

void SoundHistory::copy(std::int64_t from, std::span<float> out) const {
  assert(from >= begin() && from + static_cast<std::int64_t>(out.size()) <= m_end);
  const auto at = static_cast<std::size_t>(from) % m_ring.size();
  const std::size_t head = std::min(out.size(), m_ring.size() - at);
  std::copy_n(m_ring.begin() + static_cast<std::ptrdiff_t>(at), head, out.begin());
  std::copy_n(m_ring.begin(), out.size() - head, out.begin() + static_cast<std::ptrdiff_t>(head));
}

}  // namespace scenelens
