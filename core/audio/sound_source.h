// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_file.h"
#include "core/audio/regular_file.h"
#include "core/base/job_control.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <vector>

namespace scenelens {

/// Decodes a sound file to mono at its own rate. Internal to core/audio.
///
/// Whatever libsndfile says is checked here: limits, truncation, finite samples. One thread at a
/// time; different objects are independent.
class SoundSource {
 public:
  /// `frames` of a stream whose length shows only when it was decoded to the end.
  static constexpr std::int64_t kUnknownFrames = std::numeric_limits<std::int64_t>::max();

  /// Opens the file and checks its header. Errors: those of probeAudioFile.
  static Result<SoundSource> open(const std::filesystem::path& path);

  SoundSource(SoundSource&&) noexcept;
  SoundSource& operator=(SoundSource&&) noexcept;
  SoundSource(const SoundSource&) = delete;
  SoundSource& operator=(const SoundSource&) = delete;
  ~SoundSource();

  [[nodiscard]] const std::filesystem::path& path() const;
  [[nodiscard]] int sampleRate() const;
  [[nodiscard]] int channels() const;
  /// "WAV, 24 bit"
  [[nodiscard]] std::string format() const;
  /// Samples per channel or kUnknownFrames. Turns known once readMono met the end.
  [[nodiscard]] std::int64_t frames() const;
  /// Frame that readMono decodes next.
  [[nodiscard]] std::int64_t position() const;

  /// When this is cancelled, what decodes fails between two blocks with the reason "cancelled". It
  /// must live until another one, or null, takes its place.
  void setControl(const JobControl* control);

  /// Moves forward to `frame`, by seeking where the codec lands on exactly the same samples as
  /// decoding does, else by decoding and discarding. Stops at the end of a stream of unknown
  /// length. Errors: as readMono.
  [[nodiscard]] Status skipTo(std::int64_t frame);

  /// Makes frames() known: decodes a stream of unknown length to its end, does nothing otherwise.
  /// Errors: as readMono, except for samples, which nobody looks at here.
  [[nodiscard]] Status findLength();

  /// Appends up to `count` frames, channels averaged; fewer only at the end.
  /// Errors: the file ends before its header says or is damaged, NaN or infinite samples, a stream
  /// of unknown length longer than kMaxFileSeconds.
  [[nodiscard]] Status readMono(std::int64_t count, std::vector<double>& out);

 private:
  struct State;
  explicit SoundSource(std::unique_ptr<State> state);

  std::unique_ptr<State> m_state;
};

}  // namespace scenelens
