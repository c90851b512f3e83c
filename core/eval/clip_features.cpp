// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/clip_features.h"

#include "core/audio/audio_window_reader.h"
#include "core/features/feature_extractor.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

namespace scenelens {

namespace {

struct Failure {
  std::size_t index = 0;  ///< into the clips
  Error error;
};

}  // namespace

std::vector<std::uint32_t> spreadClips(const Dataset& dataset, std::size_t count, bool training) {
  const auto collect = [&](bool trainingOnly) {
    std::vector<std::uint32_t> clips;
    for (std::uint32_t i = 0; i < dataset.clips.size(); ++i) {
      const Clip& clip = dataset.clips[i];
      if (!clip.missing && (!trainingOnly || clip.fold == Fold::Train)) clips.push_back(i);
    }
    return clips;
  };
  auto clips = collect(training);
  if (clips.empty() && training) clips = collect(false);
  if (clips.size() <= count) return clips;
  std::vector<std::uint32_t> chosen;
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(clips[i * clips.size() / count]);
  return chosen;
}

Status forEachClip(
    const Dataset& dataset, std::span<const std::uint32_t> clips, std::size_t workers,
    const std::function<void(std::size_t worker, std::span<const float> features)>& onFeatures,
    const JobControl& control) {
  std::mutex mutex;  // guards failure
  std::optional<Failure> failure;
  std::atomic<bool> stop{false};
  std::atomic<std::size_t> done{0};
  const auto work = [&](std::size_t worker) {
    FeatureExtractor extractor;
    FeatureMap map;
    std::optional<AudioWindowReader> reader;
    for (std::size_t i = worker; i < clips.size() && !stop && !control.cancelled(); i += workers) {
      const Clip& clip = dataset.clips[clips[i]];
      const auto path = dataset.path(clip);
      auto audio = [&]() -> Result<AudioClip> {
        if (!reader || reader->path() != path) {
          auto opened = AudioWindowReader::open(path);
          if (!opened) return fail(std::move(opened.error()));
          reader.emplace(std::move(*opened));
        }
        return reader->read(static_cast<std::size_t>(clip.window), &control);
      }();
      if (!audio) {
        const std::lock_guard lock(mutex);
        if (!failure || i < failure->index) failure = Failure{i, std::move(audio.error())};
        stop = true;
        return;
      }
      extractor.extract(audio->samples, map);
      onFeatures(worker, map.features);
      control.report(++done, clips.size());
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(workers);
  for (std::size_t worker = 1; worker < workers; ++worker) threads.emplace_back(work, worker);
  work(0);
  for (auto& thread : threads) thread.join();
  if (control.cancelled()) return fail({"cancelled"});
  if (failure) return fail(std::move(failure->error));
  return {};
}

}  // namespace scenelens
