// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/live_types.h"
#include "core/live/sound_history.h"

#include <cstdint>

namespace scenelens {

/// Cuts a stream's waveform and log-Mel into columns of 1,024 samples to be drawn one after the
/// other.
///
/// The log-Mel of a column is the frame of the window whose centre is nearest to the column's
/// (within 512 samples, 12 ms), because windows begin at hops and not at columns. Frames that reach
/// over the window's end see a reflection instead of what is to come; so a column is delivered only
/// when the frame lies inside the window, 2 columns later, unless the hop is so long that none
/// does. Columns of the first second come when the first window is complete. One thread at a time.
class LiveColumns {
 public:
  /// Fills hop.firstColumn and hop.columns from hop.end and hop.map (empty: nothing is ready).
  /// `history` must hold at least 2 s, or all there is, up to hop.end.
  void take(const SoundHistory& history, LiveHop& hop);

 private:
  std::int64_t m_next = 0;
};

}  // namespace scenelens
