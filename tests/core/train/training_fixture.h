// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_file.h"
#include "core/base/random.h"
#include "core/features/feature_extractor.h"
#include "core/train/holdout.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

/// A small data set of noise, made by hand: what the tests of core/train share.
namespace scenelens::test {

/// One second of noise with a tone, different for each seed.
inline std::vector<float> soundOf(std::uint64_t seed) {
  SplitMix64 random(seed);
  std::vector<float> samples(kClipSamples);
  const double tone = random.uniform(0.01, 0.5);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double value =
        0.1 * random.uniform(-1, 1) + 0.3 * std::sin(tone * static_cast<double>(i));
    samples[i] = static_cast<float>(std::round(value * 8388608.0) / 8388608.0);
  }
  return samples;
}

/// `locations` locations a scene with `clips` clips each, device a, b, a, b, ...; every third
/// location of a scene is in the test fold. Sounds are written when there is a folder.
inline Dataset datasetOf(const std::string& name, const QTemporaryDir* folder, int scenes = 10,
                         int locations = 4, int clips = 3) {
  Dataset dataset;
  dataset.name = name;
  if (folder != nullptr) dataset.root = folder->path().toStdString();
  dataset.cities = {"oslo"};
  dataset.devices = {"a", "b"};
  for (int scene = 0; scene < scenes; ++scene) {
    for (int location = 0; location < locations; ++location) {
      const auto number = static_cast<std::int32_t>(dataset.locations.size());
      dataset.locations.push_back("oslo-" + name + std::to_string(1000 + number));
      for (int i = 0; i < clips; ++i) {
        Clip clip;
        clip.scene = allScenes()[static_cast<std::size_t>(scene)];
        clip.file = std::string(sceneLabel(*clip.scene)) + '-' + std::to_string(location) + '-' +
                    std::to_string(i) + ".wav";
        clip.fold = location % 3 == 2 ? Fold::Test : Fold::Train;
        clip.city = 0;
        clip.device = static_cast<std::int16_t>(i % 2);
        clip.location = number;
        dataset.clips.push_back(std::move(clip));
      }
    }
  }
  if (folder == nullptr) return dataset;
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const auto written = writeWav24(dataset.path(dataset.clips[i]), soundOf(i));
    if (!written) qFatal("%s", written.error().text().c_str());
  }
  return dataset;
}

inline std::vector<float> logMelOf(const std::vector<float>& samples) {
  FeatureExtractor extractor;
  std::vector<float> logmel(kMapSize);
  extractor.logMel(samples, logmel);
  return logmel;
}

inline double largestDifference(std::span<const float> a, std::span<const float> b) {
  double largest = a.size() == b.size() ? 0.0 : INFINITY;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    largest = std::max(largest, std::abs(double{a[i]} - double{b[i]}));
  return largest;
}

}  // namespace scenelens::test
