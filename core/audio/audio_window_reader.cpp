// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_window_reader.h"

#include "core/audio/sound_source.h"
#include "core/audio/window_cutter.h"

#include <optional>
#include <utility>

namespace scenelens {

struct AudioWindowReader::State {
  std::filesystem::path path;
  std::optional<WindowCutter> cutter;  ///< none after an error

  Status reopen();
};

Status AudioWindowReader::State::reopen() {
  cutter.reset();
  auto source = SoundSource::open(path);
  if (!source) return fail(std::move(source).error());
  cutter.emplace(std::move(*source));
  return {};
}

Result<AudioWindowReader> AudioWindowReader::open(const std::filesystem::path& path) {
  auto state = std::make_unique<State>(State{path, std::nullopt});
  if (auto opened = state->reopen(); !opened) return fail(std::move(opened).error());
  return AudioWindowReader(std::move(state));
}

AudioWindowReader::AudioWindowReader(std::unique_ptr<State> state) : m_state(std::move(state)) {}
AudioWindowReader::AudioWindowReader(AudioWindowReader&&) noexcept = default;
AudioWindowReader& AudioWindowReader::operator=(AudioWindowReader&&) noexcept = default;
AudioWindowReader::~AudioWindowReader() = default;

const std::filesystem::path& AudioWindowReader::path() const {
  return m_state->path;
}

Result<AudioClip> AudioWindowReader::read(std::size_t window, const JobControl* control) {
  auto& cutter = m_state->cutter;
  if (!cutter || !cutter->reaches(window)) {
    if (auto opened = m_state->reopen(); !opened) return fail(std::move(opened).error());
  }
  cutter->source().setControl(control);
  auto clip = cutter->cut(window);
  if (clip) {
    cutter->source().setControl(nullptr);
  } else {
    cutter.reset();  // where the decoder stands now is not known
  }
  return clip;
}

}  // namespace scenelens
