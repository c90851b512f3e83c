// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/random.h"

#include "core/base/random.h"

#include <bit>

namespace scenelens::synth {

Random::Random(std::initializer_list<std::uint64_t> key) {
  std::uint64_t state = key.size();
  for (const std::uint64_t part : key) state = SplitMix64(state ^ part).next();
  SplitMix64 words(state);
  for (auto& word : m_state) word = words.next();
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(m_state[0] + m_state[3], 23) + m_state[0];
  const std::uint64_t shifted = m_state[1] << 17;
  m_state[2] ^= m_state[0];
  m_state[3] ^= m_state[1];
  m_state[1] ^= m_state[2];
  m_state[0] ^= m_state[3];
  m_state[2] ^= shifted;
  m_state[3] = std::rotl(m_state[3], 45);
  return result;
}

double Random::normal() {
  double sum = -6.0;
  for (int i = 0; i < 12; ++i) sum += uniform();
  return sum;
}

float Random::white() {
  constexpr float kScale = 0x1p-31F;
  if (m_hasSpare) {
    m_hasSpare = false;
    return static_cast<float>(static_cast<std::int32_t>(m_spare & 0xFFFFFFFF)) * kScale;
  }
  m_spare = next();
  m_hasSpare = true;
  return static_cast<float>(static_cast<std::int32_t>(m_spare >> 32)) * kScale;
}

}  // namespace scenelens::synth
