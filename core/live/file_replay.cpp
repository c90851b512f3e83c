// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/file_replay.h"

#include "core/audio/audio_window_reader.h"
#include "core/dataset/dataset.h"
#include "core/features/feature_shape.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <thread>
#include <utility>

namespace scenelens {

namespace {

using Clock = std::chrono::steady_clock;

constexpr StreamFormat kFormat{kSampleRate, 1, SampleType::Float32};
constexpr std::size_t kBlock = kSampleRate / 50;

class Player {
 public:
  Player(BlockRing& ring, double speed, const JobControl& control)
      : m_ring(ring), m_speed(speed), m_control(control) {}

  [[nodiscard]] std::int64_t position() const { return m_position; }

  /// False when cancelled.
  bool play(std::span<const float> samples) {
    while (!samples.empty()) {
      const auto block = samples.first(std::min(kBlock, samples.size()));
      m_position += static_cast<std::int64_t>(block.size());
      if (!waitUntilHeard()) return false;
      if (!m_ring.pushWhenRoom(kFormat, std::as_bytes(block), Clock::now(), m_control))
        return false;
      samples = samples.subspan(block.size());
    }
    return true;
  }

 private:
  /// Until the last sample of the block would have been recorded.
  bool waitUntilHeard() {
    if (m_speed <= 0.0) return !m_control.cancelled();
    const auto due =
        m_start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
                      static_cast<double>(m_position) / kSampleRate / m_speed));
    while (!m_control.cancelled()) {
      const auto now = Clock::now();
      if (now >= due) return true;
      // In short naps, because a cancel wakes nobody.
      std::this_thread::sleep_until(std::min(due, now + std::chrono::milliseconds(50)));
    }
    return false;
  }

  BlockRing& m_ring;
  double m_speed;
  const JobControl& m_control;
  Clock::time_point m_start = Clock::now();
  std::int64_t m_position = 0;
};

}  // namespace

Status replayFiles(const std::vector<std::filesystem::path>& paths, const ReplayOptions& options,
                   BlockRing& ring, const OnReplayedFile& onFile,
                   const std::function<void(const Error&)>& onProblem, const JobControl& control) {
  const auto end = [&ring](Status status) {
    ring.finish();
    return status;
  };
  const auto dataset = openDataset(paths, control);
  if (control.cancelled()) return end({});
  if (!dataset) return end(fail(dataset.error()));
  for (const auto& problem : dataset->problems) onProblem(problem);

  Player player(ring, options.speed, control);
  std::optional<AudioWindowReader> reader;
  std::optional<Error> firstProblem;
  do {
    const std::int64_t before = player.position();
    for (const auto& clip : dataset->clips) {
      if (clip.missing) continue;
      const auto path = dataset->path(clip);
      auto audio = [&]() -> Result<AudioClip> {
        if (!reader || reader->path() != path) {
          reader.reset();
          auto opened = AudioWindowReader::open(path);
          if (!opened) return fail(std::move(opened).error());
          reader.emplace(std::move(*opened));
        }
        if (clip.window == 0) onFile(path, player.position());
        return reader->read(static_cast<std::size_t>(clip.window), &control);
      }();
      if (control.cancelled()) return end({});
      if (!audio) {
        if (!firstProblem) firstProblem = audio.error();
        onProblem(audio.error());
        continue;
      }
      if (!player.play(std::span(audio->samples).first(audio->validSamples))) return end({});
      control.report(static_cast<std::size_t>(player.position() / kSampleRate), 0);
    }
    // A turn without a sample would go round for ever.
    if (player.position() == before) {
      return end(fail(firstProblem.value_or(
          Error{.reason = "there is no sound to replay",
                .file = paths.empty() ? std::filesystem::path() : paths.front(),
                .remedy = "Choose a sound file or a folder with sound files"})));
    }
  } while (options.repeat);
  return end({});
}

}  // namespace scenelens
