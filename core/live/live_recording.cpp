// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/live_recording.h"

#include "core/audio/audio_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <system_error>
#include <utility>

namespace scenelens {

namespace {

constexpr auto kLongest = static_cast<std::int64_t>(kMaxFileSeconds) * kSampleRate;

Error tableError(const std::filesystem::path& path) {
  return {
      .reason = "the decisions cannot be written (" + std::generic_category().message(errno) + ')',
      .file = path,
      .remedy = "Check that you may write to the folder and that the disk is not full"};
}

/// A field of a table as RFC 4180 has it.
std::string csvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string field = "\"";
  for (const char c : text) field.append(c == '"' ? 2 : 1, c);
  return field + '"';
}

}  // namespace

Result<LiveRecording> LiveRecording::create(const std::filesystem::path& stem, std::int64_t start) {
  std::error_code ignored;  // opening says what is wrong
  if (stem.has_parent_path()) std::filesystem::create_directories(stem.parent_path(), ignored);
  LiveRecording recording;
  recording.m_stem = stem;
  recording.m_start = start;
  if (auto opened = recording.open(1); !opened) return fail(std::move(opened).error());
  return recording;
}

LiveRecording::LiveRecording(LiveRecording&& other) noexcept
    : m_stem(std::move(other.m_stem)),
      m_table(std::move(other.m_table)),
      m_wav(std::move(other.m_wav)),
      m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_part(other.m_part),
      m_start(other.m_start),
      m_before(other.m_before) {}

LiveRecording& LiveRecording::operator=(LiveRecording&& other) noexcept {
  std::swap(m_stem, other.m_stem);
  std::swap(m_table, other.m_table);
  std::swap(m_wav, other.m_wav);
  std::swap(m_descriptor, other.m_descriptor);
  std::swap(m_part, other.m_part);
  std::swap(m_start, other.m_start);
  std::swap(m_before, other.m_before);
  return *this;
}

LiveRecording::~LiveRecording() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

Status LiveRecording::open(int part) {
  auto base = m_stem;
  if (part > 1) base += fmt::format("-{}", part);
  auto sound = base;
  sound += ".wav";
  auto wav = WavRecorder::create(sound);
  if (!wav) return fail(std::move(wav).error());
  m_table = base;
  m_table += ".csv";
  if (m_descriptor >= 0) ::close(m_descriptor);
  m_descriptor = ::open(m_table.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
  if (m_descriptor < 0) {
    const Error error = tableError(m_table);
    // A sound file without sound beside a table that is somebody else's would only be in the way.
    static_cast<void>(wav->finish());
    std::error_code ignored;
    std::filesystem::remove(sound, ignored);
    return fail(error);
  }
  m_wav.emplace(std::move(*wav));
  m_part = part;
  std::string header =
      "end_s,model,precision,scene,probability,smoothed_scene,smoothed_probability";
  for (const Scene scene : allScenes()) header.append(",").append(sceneLabel(scene));
  return writeLines(header + '\n');
}

Status LiveRecording::writeLines(const std::string& lines) {
  // In one piece: what a killed program leaves ends with a whole line.
  const auto written = ::write(m_descriptor, lines.data(), lines.size());
  if (written == static_cast<ssize_t>(lines.size())) return {};
  if (written >= 0) errno = ENOSPC;
  return fail(tableError(m_table));
}

Status LiveRecording::addSound(std::span<const float> sound) {
  while (!sound.empty()) {
    if (m_wav->samples() == kLongest) {
      if (auto done = m_wav->finish(); !done) return done;
      m_before += kLongest;
      m_start += kLongest;
      if (auto opened = open(m_part + 1); !opened) return opened;
    }
    const auto room = static_cast<std::size_t>(kLongest - m_wav->samples());
    const auto part = sound.first(std::min(room, sound.size()));
    if (auto added = m_wav->add(part); !added) return added;
    sound = sound.subspan(part.size());
  }
  return {};
}

Status LiveRecording::addDecisions(const LiveHop& hop, std::span<const std::string> titles) {
  std::string lines;
  for (const auto& answer : hop.answers) {
    fmt::format_to(std::back_inserter(lines), "{:.3f},{},{},{},{:.6f},{},{:.6f}",
                   static_cast<double>(hop.end - m_start) / kSampleRate,
                   csvField(titles[answer.choice.model]), precisionName(answer.choice.precision),
                   sceneLabel(answer.raw.decision()), answer.raw.confidence(),
                   sceneLabel(answer.smoothed.decision()), answer.smoothed.confidence());
    for (const float p : answer.raw.scenes) {
      fmt::format_to(std::back_inserter(lines), ",{:.6f}", p);
    }
    lines += '\n';
  }
  return lines.empty() ? Status{} : writeLines(lines);
}

Status LiveRecording::finish() {
  return m_wav->finish();
}

}  // namespace scenelens
