// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/regular_file.h"

#include <cstdint>
#include <optional>

namespace scenelens {

/// What a container says about its sound data, compared with what the file holds.
///
/// libsndfile shortens the sound to what is there and says nothing, so a half-copied file would
/// pass for a short one. This looks at the container's own bytes instead. Internal to core/audio.
struct ContainerClaim {
  /// Bytes of sound data the header promises; empty when it promises none (an unknown container, or
  /// the placeholder of a program that wrote to a pipe).
  std::optional<std::uint64_t> dataBytes;
  /// Bytes from the start of the sound data to the end of the file; set with dataBytes.
  std::uint64_t presentBytes = 0;
  /// Ogg only: the file does not end with a complete page marked as the last.
  bool endMarkMissing = false;
  /// The header says 0 bytes of sound but bytes that are no chunks follow: the program that wrote
  /// the file was stopped before it could complete the header.
  bool unfinished = false;
  /// WAV only: sample rate in the header, Hz.
  std::optional<std::uint32_t> sampleRate;

  [[nodiscard]] bool truncated() const {
    return endMarkMissing || (dataBytes && *dataBytes > presentBytes);
  }
};

/// Looks at the headers of WAV (RIFF, RIFX, RF64, BW64), W64, AIFF, AU, CAF and at the last page of
/// Ogg; other files give an empty claim. Never fails: what cannot be parsed is left to libsndfile.
[[nodiscard]] ContainerClaim readContainerClaim(const RegularFile& file);

/// True when an MPEG file carries a Xing, Info or VBRI header, that is, a true number of frames.
[[nodiscard]] bool mpegHasLengthHeader(const RegularFile& file);

}  // namespace scenelens
