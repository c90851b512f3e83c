// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/logmel_code.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace scenelens {

namespace {

struct Head {
  float lowest = 0.0F;
  float step = 0.0F;
};
static_assert(sizeof(Head) + kMapSize * sizeof(std::uint16_t) == kLogMelRecord);

constexpr double kSteps = 65535.0;

}  // namespace

void encodeLogMel(std::span<const float, kMapSize> logmel,
                  std::span<std::byte, kLogMelRecord> record) {
  const auto [lowest, highest] = std::ranges::minmax(logmel);
  const double range = static_cast<double>(highest) - static_cast<double>(lowest);
  const Head head{lowest, static_cast<float>(range / kSteps)};
  const double scale = range > 0.0 ? kSteps / range : 0.0;
  std::array<std::uint16_t, kMapSize> steps{};
  for (std::size_t i = 0; i < kMapSize; ++i) {
    const double offset = (static_cast<double>(logmel[i]) - static_cast<double>(lowest)) * scale;
    steps[i] = static_cast<std::uint16_t>(std::min(offset + 0.5, kSteps));
  }
  std::memcpy(record.data(), &head, sizeof head);
  std::memcpy(record.data() + sizeof head, steps.data(), sizeof steps);
}

void decodeLogMel(std::span<const std::byte, kLogMelRecord> record,
                  std::span<float, kMapSize> logmel) {
  Head head;
  std::array<std::uint16_t, kMapSize> steps;  // NOLINT: filled by the next lines
  std::memcpy(&head, record.data(), sizeof head);
  std::memcpy(steps.data(), record.data() + sizeof head, sizeof steps);
  for (std::size_t i = 0; i < kMapSize; ++i)
    logmel[i] = head.lowest + head.step * static_cast<float>(steps[i]);
}

}  // namespace scenelens
