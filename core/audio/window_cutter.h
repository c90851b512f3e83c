// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_clip.h"
#include "core/audio/sound_source.h"
#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scenelens {

/// Number of 1-s windows of a sound, the last possibly padded.
[[nodiscard]] std::size_t windowCount(std::int64_t frames, std::int64_t rate);

/// Cuts the windows of one file, in ascending order, keeping only the input they need. Internal to
/// core/audio. One thread at a time.
class WindowCutter {
 public:
  explicit WindowCutter(SoundSource source);

  [[nodiscard]] SoundSource& source() { return m_source; }
  /// True when `cut` can still give this window, going forward.
  [[nodiscard]] bool reaches(std::size_t index) const;
  /// Window `index`, which must be within reach. After an error nothing more can be cut. Errors:
  /// those of readAudioWindow.
  [[nodiscard]] Result<AudioClip> cut(std::size_t index);

 private:
  /// How the seconds of a file map to the 44.1 kHz output.
  struct Geometry {
    explicit Geometry(int sampleRate);
    /// Samples at 44.1 kHz that `frames` samples of the file make.
    [[nodiscard]] std::int64_t outputSamples(std::int64_t frames) const;

    std::int64_t rate;
    std::int64_t inputContext = 0;   ///< samples on each side of a window, at the file's rate
    std::int64_t outputContext = 0;  ///< the same stretch at 44.1 kHz
  };

  [[nodiscard]] Status load(std::int64_t from, std::int64_t to);
  [[nodiscard]] Result<std::vector<float>> resample(std::int64_t start) const;

  SoundSource m_source;
  Geometry m_geometry;
  std::vector<double> m_input;  ///< decoded mono samples
  std::int64_t m_inputStart = 0;
};

}  // namespace scenelens
