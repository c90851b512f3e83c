// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace scenelens {

/// One second of mono sound, ready for feature extraction: a plain value.
struct AudioClip {
  /// kClipSamples (44,100) samples at 44.1 kHz. Full scale is +-1; louder samples of float files
  /// are kept, every sample is finite.
  std::vector<float> samples;
  /// Which consecutive 1-s window of its file this is, from 0.
  std::size_t window = 0;
  /// How many samples at the start come from the file; the rest is zero padding.
  std::size_t validSamples = 0;

  /// True when the file ended inside this window.
  [[nodiscard]] bool padded() const { return validSamples < samples.size(); }
};

}  // namespace scenelens
