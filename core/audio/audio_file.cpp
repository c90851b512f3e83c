// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"

#include "core/audio/audio_window_reader.h"
#include "core/audio/sound_source.h"
#include "core/audio/window_cutter.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace scenelens {

bool isAudioFileName(const std::filesystem::path& path) {
  constexpr std::array<std::string_view, 20> kExtensions = {
      ".wav", ".wave", ".bwf",  ".rf64", ".w64", ".flac", ".ogg", ".oga", ".opus", ".mp3",
      ".mp2", ".aif",  ".aiff", ".aifc", ".au",  ".snd",  ".caf", ".sph", ".nist", ".voc"};
  auto extension = path.extension().string();
  // ASCII only: the C locale's tolower depends on the user's settings.
  std::ranges::transform(extension, extension.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return std::ranges::find(kExtensions, extension) != kExtensions.end();
}

Result<AudioFileInfo> probeAudioFile(const std::filesystem::path& path) {
  auto source = SoundSource::open(path);
  if (!source) return fail(std::move(source).error());
  if (auto counted = source->findLength(); !counted) return fail(std::move(counted).error());
  return AudioFileInfo{.sampleRate = source->sampleRate(),
                       .channels = source->channels(),
                       .frames = source->frames(),
                       .format = source->format(),
                       .windows = windowCount(source->frames(), source->sampleRate())};
}

Result<AudioClip> readAudioWindow(const std::filesystem::path& path, std::size_t window,
                                  const JobControl* control) {
  auto reader = AudioWindowReader::open(path);
  if (!reader) return fail(std::move(reader).error());
  return reader->read(window, control);
}

Result<std::vector<AudioClip>> readAudioFile(const std::filesystem::path& path) {
  auto opened = SoundSource::open(path);
  if (!opened) return fail(std::move(opened).error());
  WindowCutter cutter(std::move(*opened));
  const SoundSource& source = cutter.source();
  std::vector<AudioClip> clips;
  for (std::size_t index = 0;; ++index) {
    // The length may turn out only while the last windows are read.
    if (static_cast<std::int64_t>(index) * source.sampleRate() >= source.frames()) break;
    auto clip = cutter.cut(index);
    if (!clip) {
      const bool endedOnTheSecond =
          index > 0 && static_cast<std::int64_t>(index) * source.sampleRate() == source.frames();
      if (endedOnTheSecond) break;
      return fail(std::move(clip).error());
    }
    clips.push_back(std::move(*clip));
  }
  return clips;
}

}  // namespace scenelens
