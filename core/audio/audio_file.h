// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_clip.h"
#include "core/base/error.h"
#include "core/base/job_control.h"

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
/// Looks at the name only; the functions below look at the content only.
[[nodiscard]] bool isAudioFileName(const std::filesystem::path& path);

/// Reads the header only. The exception are streams whose header does not tell their length (MP3
/// without a Xing header, FLAC or Ogg written to a pipe): these are decoded once to count.
///
/// Errors: missing, unreadable, a folder, pipe or device, empty, not a sound file, no samples, a
/// sample rate outside 1,000..768,000 Hz, more than 64 channels, longer than kMaxFileSeconds, less
/// sound than the container promises (WAV, AIFF, AU, CAF, W64, Ogg). Thread-safe.
[[nodiscard]] Result<AudioFileInfo> probeAudioFile(const std::filesystem::path& path);

/// Reads one 1-s window: channels averaged to mono, resampled to 44.1 kHz with soxr's very high
/// quality, the tail of the last window zero-padded and marked.
///
/// The result depends only on the file and `window`, never on what was read before: each window is
/// resampled from its own stretch of input plus at least 0.1 s of context on both sides (silence
/// beyond the end of the file), so that windows read alone and in sequence are equal bit for bit,
/// equal to resampling the whole file to within 1e-6, and nothing has to be kept in memory. At
/// 44.1 kHz nothing is resampled: mono 24-bit samples come out as exactly integer / 2^23.
///
/// Time: PCM and FLAC files are sought in; MP3, Ogg and other codecs, where seeking changes the
/// last bits, are decoded from the start, so prefer AudioWindowReader to a loop over their windows.
/// Decoding stops soon after `control` (may be null) is cancelled; the error then says so.
/// Errors: those of probeAudioFile, a window past the end, a file that ends before its header says
/// or is damaged, samples that are NaN or infinite. In compressed files damage is noticed by the
/// window (or its context) that it falls into. Thread-safe.
[[nodiscard]] Result<AudioClip> readAudioWindow(const std::filesystem::path& path,
                                                std::size_t window = 0,
                                                const JobControl* control = nullptr);

/// All windows of a file in order, decoded in one pass. The memory this takes is that of the whole
/// file at 44.1 kHz (10 MB a minute), so prefer AudioWindowReader in loops over many files.
/// Errors and thread-safety as readAudioWindow.
[[nodiscard]] Result<std::vector<AudioClip>> readAudioFile(const std::filesystem::path& path);

/// Writes mono sound as 24-bit WAV at 44.1 kHz; samples beyond full scale are clipped. Integer/2^23
/// comes back from readAudioWindow bit for bit. The file appears whole or not at all: it is written
/// beside `path` and renamed. Equal samples give equal bytes.
/// Errors: no samples, more than kMaxFileSeconds, NaN or infinite samples, the file cannot be
/// created or written to. Thread-safe.
[[nodiscard]] Status writeWav24(const std::filesystem::path& path,
                                const std::vector<float>& samples);

}  // namespace scenelens
