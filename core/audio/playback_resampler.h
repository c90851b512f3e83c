// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace scenelens {

/// The other way than StreamConverter: mono sound at 44.1 kHz for a loudspeaker that wants another
/// rate, as one stream in blocks of any size, by soxr's high quality (for ears; stopband below
/// -120 dB). At 44.1 kHz samples pass unchanged. One thread at a time.
class PlaybackResampler {
 public:
  /// `rate` in Hz. Errors: outside 1,000..768,000 Hz; what soxr says.
  [[nodiscard]] static Result<PlaybackResampler> make(int rate);

  PlaybackResampler(PlaybackResampler&&) noexcept;
  PlaybackResampler& operator=(PlaybackResampler&&) noexcept;
  PlaybackResampler(const PlaybackResampler&) = delete;
  PlaybackResampler& operator=(const PlaybackResampler&) = delete;
  ~PlaybackResampler();

  /// Appends what the next samples make at the device's rate to `out`. Errors: what soxr says.
  [[nodiscard]] Status convert(std::span<const float> samples, std::vector<float>& out);
  /// Appends what still waits. The next convert() begins another stream.
  [[nodiscard]] Status finish(std::vector<float>& out);
  /// Samples at 44.1 kHz that came in and have not come out yet.
  [[nodiscard]] double waiting() const;

 private:
  struct State;
  explicit PlaybackResampler(std::unique_ptr<State> state);

  std::unique_ptr<State> m_state;
};

}  // namespace scenelens
