// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/full_size_set.h"

#include <string>

namespace scenelens {

Dataset fullSizeSet() {
  constexpr std::size_t kClips = 230350;
  constexpr std::size_t kLocations = 514;
  Dataset dataset;
  dataset.cities = {"barcelona", "helsinki", "lisbon", "lyon"};
  dataset.devices = {"a", "b", "c", "s1", "s2", "s3", "s4", "s5", "s6"};
  for (std::size_t i = 0; i < kLocations; ++i) {
    dataset.locations.push_back(dataset.cities[i % 4] + "-" + std::to_string(i));
  }
  dataset.clips.resize(kClips);
  for (std::size_t i = 0; i < kClips; ++i) {
    auto& clip = dataset.clips[i];
    const std::size_t shuffled = i * 7919 % kClips;
    clip.scene = allScenes()[shuffled % kSceneCount];
    clip.location = std::int32_t(shuffled % kLocations);
    clip.city = std::int16_t(clip.location % 4);
    clip.device = std::int16_t(shuffled % dataset.devices.size());
    clip.file = "audio/" + std::string(sceneLabel(*clip.scene)) + "-" +
                dataset.locations[std::size_t(clip.location)] + "-" + std::to_string(shuffled) +
                "-0-" + dataset.devices[std::size_t(clip.device)] + ".wav";
  }
  return dataset;
}

}  // namespace scenelens
