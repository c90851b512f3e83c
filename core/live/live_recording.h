// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/wav_recorder.h"
#include "core/live/live_types.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace scenelens {

/// A stream on disk: NAME.wav, and beside it NAME.csv with what the networks said; see
/// docs/formats.md.
///
/// After an hour, the longest file that SceneLens opens, both go on in NAME-2, and so on. Lines of
/// the table are written one by one, so a program that is killed leaves both files readable. One
/// thread at a time.
class LiveRecording {
 public:
  /// `stem` is the path without an ending; missing folders are made. `start`: the position in the
  /// stream, so that times count from the beginning of the file. Errors: a file is there already or
  /// cannot be created; nothing is left of it then.
  [[nodiscard]] static Result<LiveRecording> create(const std::filesystem::path& stem,
                                                    std::int64_t start);

  LiveRecording(LiveRecording&& other) noexcept;
  LiveRecording& operator=(LiveRecording&& other) noexcept;
  LiveRecording(const LiveRecording&) = delete;
  LiveRecording& operator=(const LiveRecording&) = delete;
  ~LiveRecording();

  /// The sound file of now.
  [[nodiscard]] const std::filesystem::path& path() const { return m_wav->path(); }
  /// Since the recording began, over all files.
  [[nodiscard]] std::int64_t samples() const { return m_before + m_wav->samples(); }
  /// Errors: the disk is full or gone; nothing more should be added then.
  [[nodiscard]] Status addSound(std::span<const float> sound);
  /// A line for each answer. `titles` are the models' names, see distinctTitles.
  [[nodiscard]] Status addDecisions(const LiveHop& hop, std::span<const std::string> titles);
  [[nodiscard]] Status finish();

 private:
  LiveRecording() = default;
  [[nodiscard]] Status open(int part);
  [[nodiscard]] Status writeLines(const std::string& lines);

  std::filesystem::path m_stem;
  std::filesystem::path m_table;
  std::optional<WavRecorder> m_wav;
  int m_descriptor = -1;
  int m_part = 1;
  std::int64_t m_start = 0;   // of this part, in the stream
  std::int64_t m_before = 0;  // samples in the parts before
};

}  // namespace scenelens
