// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sound/playback_tape.h"

#include "core/features/feature_shape.h"

#include <algorithm>
#include <utility>

namespace scenelens {

namespace {

constexpr std::size_t kFade = kSampleRate / 200;  // 5 ms

}  // namespace

const SharedSound& PlaybackTape::sound(int which) const {
  const auto& wanted = m_sounds[std::size_t(which)];
  return wanted ? wanted : m_sounds[std::size_t(1 - which)];
}

std::size_t PlaybackTape::length() const {
  const auto& heard = sound(m_active);
  return heard ? heard->size() : 0;
}

std::size_t PlaybackTape::loopEnd() const {
  const std::size_t end = std::min(m_loopTo, length());
  return m_loopFrom < end ? end : 0;
}

void PlaybackTape::setSounds(SharedSound first, SharedSound second) {
  const std::lock_guard lock(m_mutex);
  if (first != m_sounds[0]) {
    m_position = 0;
    m_loopFrom = m_loopTo = 0;
  }
  m_sounds[0] = std::move(first);
  m_sounds[1] = std::move(second);
  m_fadingFrom = -1;
}

void PlaybackTape::setActive(int sound) {
  const std::lock_guard lock(m_mutex);
  if (sound == m_active) return;
  m_fadingFrom = m_active;
  m_faded = 0;
  m_active = sound;
}

int PlaybackTape::active() const {
  const std::lock_guard lock(m_mutex);
  return m_active;
}

void PlaybackTape::setLoop(std::size_t from, std::size_t to) {
  const std::lock_guard lock(m_mutex);
  m_loopFrom = std::min(from, length());
  m_loopTo = std::min(to, length());
  if (m_loopFrom >= m_loopTo) m_loopFrom = m_loopTo = 0;
  if (m_loopTo > 0 && (m_position < m_loopFrom || m_position >= m_loopTo)) m_position = m_loopFrom;
}

void PlaybackTape::setPosition(std::size_t sample) {
  const std::lock_guard lock(m_mutex);
  m_position = std::min(sample, length());
}

std::size_t PlaybackTape::position() const {
  const std::lock_guard lock(m_mutex);
  return m_position;
}

std::size_t PlaybackTape::positionBefore(std::size_t ago) const {
  const std::lock_guard lock(m_mutex);
  if (const std::size_t end = loopEnd(); end > 0 && m_position >= m_loopFrom) {
    const std::size_t turn = end - m_loopFrom;
    const std::size_t inside = m_position - m_loopFrom;
    return m_loopFrom + (inside + turn - ago % turn) % turn;
  }
  return m_position - std::min(ago, m_position);
}

std::size_t PlaybackTape::size() const {
  const std::lock_guard lock(m_mutex);
  return length();
}

std::size_t PlaybackTape::read(std::span<float> out) {
  const std::lock_guard lock(m_mutex);
  std::size_t made = 0;
  const auto& heard = sound(m_active);
  const std::size_t turn = loopEnd();
  const std::size_t end = turn > 0 ? turn : length();
  while (made < out.size()) {
    if (m_position >= end) {
      if (turn == 0) break;
      m_position = m_loopFrom;
    }
    float sample = (*heard)[m_position];
    if (m_fadingFrom >= 0) {
      const auto& left = sound(m_fadingFrom);
      const float share = float(m_faded) / float(kFade);
      const float old = m_position < left->size() ? (*left)[m_position] : 0.0F;
      sample = share * sample + (1.0F - share) * old;
      if (++m_faded >= kFade) m_fadingFrom = -1;
    }
    out[made++] = sample;
    ++m_position;
  }
  std::fill(out.begin() + std::ptrdiff_t(made), out.end(), 0.0F);
  return made;
}

bool PlaybackTape::atEnd() const {
  const std::lock_guard lock(m_mutex);
  return loopEnd() == 0 && m_position >= length();
}

}  // namespace scenelens
