// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/playback_resampler.h"
#include "core/audio/stream_converter.h"
#include "widgets/sound/playback_tape.h"

#include <functional>
#include <optional>

namespace scenelens {

/// The format in which a loudspeaker gets a clip: at 44.1 kHz where it takes that, so that nothing
/// is resampled, else at the rate it prefers or a common one; mono, stereo or its own channels;
/// float or integers. Nothing when it takes none of them.
[[nodiscard]] std::optional<StreamFormat> playbackFormat(
    const StreamFormat& preferred, const std::function<bool(const StreamFormat&)>& takes);

/// What is on a tape as the bytes that a loudspeaker wants: resampled where its rate is not 44.1
/// kHz, the same in every channel, clipped at full scale. One thread at a time; the tape may be
/// changed meanwhile.
class PlaybackStream {
 public:
  /// Errors: those of PlaybackResampler, and formats without channels.
  [[nodiscard]] static Result<PlaybackStream> make(std::shared_ptr<PlaybackTape> tape,
                                                   const StreamFormat& format);

  [[nodiscard]] const StreamFormat& format() const { return m_format; }
  /// Replaces `bytes` by the next frames, at most `frames`; fewer only at the end. Errors: what the
  /// resampler says.
  [[nodiscard]] Status read(std::size_t frames, std::vector<std::byte>& bytes);
  /// True when read() has given everything.
  [[nodiscard]] bool atEnd() const;
  /// Samples (44.1 kHz) that were read from the tape and that read() has not given yet.
  [[nodiscard]] double waiting() const;
  /// How many samples of the tape last as long as `frames`.
  [[nodiscard]] double samplesOf(std::size_t frames) const;

 private:
  PlaybackStream(std::shared_ptr<PlaybackTape> tape, const StreamFormat& format,
                 PlaybackResampler resampler);
  Status fill(std::size_t frames);

  std::shared_ptr<PlaybackTape> m_tape;
  StreamFormat m_format;
  PlaybackResampler m_resampler;
  std::vector<float> m_read;     // from the tape
  std::vector<float> m_pending;  // at the device's rate
};

}  // namespace scenelens
