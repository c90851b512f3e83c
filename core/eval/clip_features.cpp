// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/clip_features.h"

#include "core/features/clip_listener.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <system_error>
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
    ClipListener listener;
    for (std::size_t i = worker; i < clips.size() && !stop && !control.cancelled(); i += workers) {
      auto map = listener.features(dataset, dataset.clips[clips[i]], &control);
      if (!map) {
        const std::lock_guard lock(mutex);
        if (!failure || i < failure->index) failure = Failure{i, std::move(map.error())};
        stop = true;
        return;
      }
      onFeatures(worker, (*map)->features);
      control.report(++done, clips.size());
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(workers);
  std::size_t started = 1;
  try {
    for (; started < workers; ++started) threads.emplace_back(work, started);
  } catch (const std::system_error&) {
    // The system gives no more threads. Their shares are done here, as shares of their own, because
    // sums must not depend on it.
  }
  work(0);
  for (; started < workers; ++started) work(started);
  for (auto& thread : threads) thread.join();
  if (control.cancelled()) return fail({"cancelled"});
  if (failure) return fail(std::move(failure->error));
  return {};
}

}  // namespace scenelens
