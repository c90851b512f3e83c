// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace scenelens {

/// Writes mono sound at 44.1 kHz to a 24-bit WAV file while it comes in.
///
/// The header is brought up to date with every second of sound, after the sound it speaks of, so
/// that the file can be read at any moment and what is left of a program that was killed is a valid
/// file that lacks at most its last second. Samples beyond full scale are clipped. An existing file
/// is never replaced. One thread at a time.
class WavRecorder {
 public:
  /// Errors: the file exists or cannot be created.
  [[nodiscard]] static Result<WavRecorder> create(const std::filesystem::path& path);

  WavRecorder(WavRecorder&& other) noexcept;
  WavRecorder& operator=(WavRecorder&& other) noexcept;
  WavRecorder(const WavRecorder&) = delete;
  WavRecorder& operator=(const WavRecorder&) = delete;
  /// Finishes the file; call finish() to hear of errors.
  ~WavRecorder();

  [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
  [[nodiscard]] std::int64_t samples() const { return m_samples; }
  /// Precondition: finite samples. Errors: the disk is full or gone.
  [[nodiscard]] Status add(std::span<const float> sound);
  /// Completes the header and closes the file. Errors: as add.
  [[nodiscard]] Status finish();

 private:
  WavRecorder(std::filesystem::path path, int descriptor)
      : m_path(std::move(path)), m_descriptor(descriptor) {}
  [[nodiscard]] Status writeHeader();
  [[nodiscard]] Error writeError() const;

  std::filesystem::path m_path;
  int m_descriptor = -1;
  std::int64_t m_samples = 0;
  std::int64_t m_promised = 0;  // samples that the header on the disk speaks of
  std::vector<std::byte> m_bytes;
};

}  // namespace scenelens
