// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_clip.h"
#include "core/base/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace scenelens {

/// What the header of a sound file says.
struct AudioFileInfo {
  int sampleRate = 0;       ///< Hz, > 0
  int channels = 0;         ///< > 0
  std::int64_t frames = 0;  ///< samples per channel, > 0
  std::string format;       ///< for people, e.g. "WAV, 24 bit"
  /// Number of consecutive 1-s windows, the last possibly padded.
  std::size_t windows = 0;

  [[nodiscard]] double seconds() const { return static_cast<double>(frames) / sampleRate; }
};

/// Longest file that is accepted; a longer one (or a header that claims so) is an error.
inline constexpr double kMaxFileSeconds = 3600.0;

/// True for names that libsndfile is expected to read (.wav, .flac, .ogg, .mp3, ... in any case).
/// Looks at the name only.
[[nodiscard]] bool isAudioFileName(const std::filesystem::path& path);

/// Reads the header only.
///
/// Errors: missing, unreadable, a folder, empty, not a sound file, no samples, zero or absurd
/// sample rate or channel count, longer than kMaxFileSeconds. Thread-safe.
[[nodiscard]] Result<AudioFileInfo> probeAudioFile(const std::filesystem::path& path);

/// Reads one 1-s window: channels averaged to mono, resampled to 44.1 kHz with soxr's very high
/// quality, the tail of the last window zero-padded and marked.
///
/// The result depends only on the file and `window`, never on what was read before: each window is
/// resampled from its own stretch of input plus enough context on both sides, so that windows read
/// alone and in sequence are equal bit for bit and nothing has to be kept in memory.
/// Errors: those of probeAudioFile, a window past the end, a file that ends before its header says
/// (truncated), samples that are NaN or infinite. Thread-safe.
[[nodiscard]] Result<AudioClip> readAudioWindow(const std::filesystem::path& path,
                                                std::size_t window = 0);

/// All windows of a file in order; the memory this takes is that of the whole file, so prefer
/// readAudioWindow in loops over many files. Errors and thread-safety as readAudioWindow.
[[nodiscard]] Result<std::vector<AudioClip>> readAudioFile(const std::filesystem::path& path);

/// Writes mono sound as 24-bit WAV at 44.1 kHz; samples beyond full scale are clipped.
/// Errors: the file cannot be created or written to. Thread-safe for distinct paths.
[[nodiscard]] Status writeWav24(const std::filesystem::path& path,
                                const std::vector<float>& samples);

}  // namespace scenelens
