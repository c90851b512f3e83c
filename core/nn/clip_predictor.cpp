// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/clip_predictor.h"

#include "core/audio/audio_file.h"

namespace scenelens {

Result<Prediction> ClipPredictor::predict(const Dataset& dataset, const Clip& clip) {
  const auto audio = readAudioWindow(dataset.path(clip), static_cast<std::size_t>(clip.window));
  if (!audio) return fail(audio.error());
  m_extractor.extract(audio->samples, m_map);
  return m_classifier.predict(m_map.features, m_mixingRate);
}

}  // namespace scenelens
