// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace scenelens {

/// How a sound device writes one sample, in the machine's byte order.
enum class SampleType : std::uint8_t {
  UInt8,   ///< silence is 128
  Int16,   ///< full scale 2^15
  Int32,   ///< full scale 2^31; 24-bit devices fill the upper bits
  Float32  ///< full scale 1
};

/// What a sound device delivers: interleaved frames of one sample per channel.
struct StreamFormat {
  int sampleRate = 0;  ///< Hz
  int channels = 0;
  SampleType type = SampleType::Int16;

  [[nodiscard]] std::size_t bytesPerFrame() const;
  friend bool operator==(const StreamFormat&, const StreamFormat&) = default;
};

/// Loudness of a stretch of sound, over all channels as the device delivered them.
struct StreamLevel {
  float peak = 0.0F;  ///< largest magnitude; full scale is 1
  double sumOfSquares = 0.0;
  std::int64_t samples = 0;  ///< how many, all channels together
  std::int64_t clipped = 0;  ///< how many at full scale
  std::int64_t broken = 0;   ///< NaN or infinite; counted as silence

  /// Root mean square; 0 of nothing.
  [[nodiscard]] double rms() const;
  void add(const StreamLevel& other);
};

/// Level in dB of full scale, not below `floor`.
[[nodiscard]] double toDbfs(double amplitude, double floor = -120.0);

/// Turns what a sound device delivers into the mono sound at 44.1 kHz that features are made of.
///
/// Channels are averaged in double precision. At 44.1 kHz nothing is resampled: the samples are
/// those that readAudioWindow gives for a file with the same content, bit for bit. Other rates go
/// through soxr's very high quality as one endless stream, in small steps so that at most 20 ms (at
/// 8 kHz 60 ms) of sound wait in the resampler; equal to resampling a file to within 1e-6. Blocks
/// may have any size, whole frames or not; the result does not depend on it. One thread at a time.
class StreamConverter {
 public:
  /// Errors: rates outside 1,000..768,000 Hz, less than 1 or more than 64 channels.
  [[nodiscard]] static Result<StreamConverter> make(const StreamFormat& format);

  StreamConverter(StreamConverter&&) noexcept;
  StreamConverter& operator=(StreamConverter&&) noexcept;
  StreamConverter(const StreamConverter&) = delete;
  StreamConverter& operator=(const StreamConverter&) = delete;
  ~StreamConverter();

  [[nodiscard]] const StreamFormat& format() const;
  /// Appends the mono sound of the next bytes of the stream to `mono`. Errors: what soxr says.
  [[nodiscard]] Status convert(std::span<const std::byte> bytes, std::vector<float>& mono);
  /// Appends what still waits in the resampler; the stream ends with this.
  [[nodiscard]] Status finish(std::vector<float>& mono);
  /// Frames of the device that came in so far.
  [[nodiscard]] std::int64_t framesIn() const;
  /// Level since the last call.
  [[nodiscard]] StreamLevel takeLevel();

 private:
  struct State;
  explicit StreamConverter(std::unique_ptr<State> state);

  std::unique_ptr<State> m_state;
};

}  // namespace scenelens
