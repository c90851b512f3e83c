// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace scenelens {

/// The one input geometry of the published system: one second of mono sound at 44.1 kHz becomes
/// 2 channels (log-Mel, delta) x 256 mel bands x 44 frames. Source: DSMN report section 2.1 and the
/// authors' code (hop 1024; the report's "overlap 25 %" would give 15 frames, not the 44 it
/// states).
inline constexpr int kSampleRate = 44100;  ///< Hz
inline constexpr std::size_t kClipSamples = 44100;
inline constexpr std::size_t kFftSize = 4096;  ///< samples; also the length of the Hann window
inline constexpr std::size_t kHop = 1024;      ///< samples
inline constexpr std::size_t kBins = kFftSize / 2 + 1;
inline constexpr std::size_t kMels = 256;
inline constexpr std::size_t kFrames = 44;
inline constexpr std::size_t kChannels = 2;
inline constexpr std::size_t kMapSize = kMels * kFrames;  ///< one channel
inline constexpr std::size_t kFeatureSize = kChannels * kMapSize;

}  // namespace scenelens
