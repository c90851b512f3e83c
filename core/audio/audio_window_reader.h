// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_clip.h"
#include "core/base/error.h"
#include "core/base/job_control.h"

#include <cstddef>
#include <filesystem>
#include <memory>

namespace scenelens {

/// Reads the windows of one file, each exactly as readAudioWindow does, bit for bit.
///
/// Going forward decodes every sample once, so all windows take time linear in the length also
/// where a codec cannot be sought in (MP3, Ogg); going back, and going on after an error, opens the
/// file anew. Holds one file handle and about a second of sound. One thread at a time.
class AudioWindowReader {
 public:
  /// Errors: those of readAudioWindow that the header shows.
  [[nodiscard]] static Result<AudioWindowReader> open(const std::filesystem::path& path);

  AudioWindowReader(AudioWindowReader&&) noexcept;
  AudioWindowReader& operator=(AudioWindowReader&&) noexcept;
  AudioWindowReader(const AudioWindowReader&) = delete;
  AudioWindowReader& operator=(const AudioWindowReader&) = delete;
  ~AudioWindowReader();

  /// As given to `open`.
  [[nodiscard]] const std::filesystem::path& path() const;

  /// Cancelling `control` (may be null) stops decoding after the block at work, within a few
  /// milliseconds, with an error whose reason is "cancelled". Other errors: those of
  /// readAudioWindow.
  [[nodiscard]] Result<AudioClip> read(std::size_t window, const JobControl* control = nullptr);

 private:
  struct State;
  explicit AudioWindowReader(std::unique_ptr<State> state);

  std::unique_ptr<State> m_state;
};

}  // namespace scenelens
