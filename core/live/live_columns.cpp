// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/live_columns.h"

#include <algorithm>
#include <array>

namespace scenelens {

namespace {

constexpr auto kColumn = static_cast<std::int64_t>(kHop);
constexpr auto kWindow = static_cast<std::int64_t>(kClipSamples);
constexpr auto kHalfFrame = static_cast<std::int64_t>(kFftSize / 2);
/// Frames whose whole transform lies inside the window: their centres are multiples of the hop.
constexpr std::int64_t kFirstWhole = (kHalfFrame + kColumn - 1) / kColumn;
constexpr std::int64_t kLastWhole = (kWindow - kHalfFrame) / kColumn;
/// From this hop on some frames lie wholly inside no window; they are drawn with the reflection,
/// as the network sees them.
constexpr std::int64_t kSparse = (kLastWhole - kFirstWhole) * kColumn;

}  // namespace

void LiveColumns::take(const SoundHistory& history, LiveHop& hop) {
  hop.columns.clear();
  hop.firstColumn = m_next;
  if (hop.map.logmel.empty()) return;
  const std::int64_t start = hop.end - kWindow;
  // What was missed, because decisions were left out, stays missing; the drawing has a gap there.
  const std::int64_t oldest = std::max(start - kColumn, history.begin());
  m_next = std::max(m_next, (std::max<std::int64_t>(0, oldest) + kColumn - 1) / kColumn);
  hop.firstColumn = m_next;
  const std::int64_t last =
      hop.newest > kSparse ? static_cast<std::int64_t>(kFrames) - 1 : kLastWhole;
  std::array<float, kHop> samples{};
  for (;; ++m_next) {
    const std::int64_t from = m_next * kColumn;
    const std::int64_t centre = from + kColumn / 2 - start;
    const std::int64_t frame = (centre + kColumn / 2) / kColumn;
    if (frame > last || from + kColumn > hop.end) break;
    LiveColumn& column = hop.columns.emplace_back();
    history.copy(from, samples);
    const auto [lowest, highest] = std::ranges::minmax(samples);
    column.lowest = lowest;
    column.highest = highest;
    for (std::size_t m = 0; m < kMels; ++m) {
      column.logmel[m] = hop.map.logmel[m * kFrames + static_cast<std::size_t>(frame)];
    }
  }
}

}  // namespace scenelens
