// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/clip_listener.h"

#include <utility>

namespace scenelens {

Result<const FeatureMap*> ClipListener::features(const Dataset& dataset, const Clip& clip,
                                                 const JobControl* control) {
  const auto path = dataset.path(clip);
  if (!m_reader || m_reader->path() != path) {
    m_reader.reset();
    auto opened = AudioWindowReader::open(path);
    if (!opened) return fail(std::move(opened).error());
    m_reader.emplace(std::move(*opened));
  }
  const auto audio = m_reader->read(static_cast<std::size_t>(clip.window), control);
  if (!audio) return fail(audio.error());
  m_extractor.extract(audio->samples, m_map);
  return &m_map;
}

}  // namespace scenelens
