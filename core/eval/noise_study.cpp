// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/noise_study.h"

#include "core/eval/clip_features.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

/// Clips part, part + parts, part + 2 parts, ...
std::vector<std::uint32_t> clipsOfPart(std::span<const std::uint32_t> clips, std::size_t part,
                                       std::size_t parts) {
  std::vector<std::uint32_t> chosen;
  for (std::size_t i = part; i < clips.size(); i += parts) chosen.push_back(clips[i]);
  return chosen;
}

Result<QuantizationNoise> measurePart(const NoiseProbe& probe, const Dataset& dataset,
                                      std::span<const std::uint32_t> clips,
                                      const JobControl& control, unsigned threads) {
  const std::size_t workers = std::min<std::size_t>(clips.size(), std::max(1U, threads));
  std::vector<QuantizationNoise> sums(workers, QuantizationNoise(probe.architecture()));
  auto done = forEachClip(
      dataset, clips, workers,
      [&](std::size_t worker, std::span<const float> features) {
        probe.add(features, sums[worker]);
      },
      control);
  if (!done) return fail(std::move(done.error()));
  for (std::size_t i = 1; i < workers; ++i) sums[0].merge(sums[i]);
  return std::move(sums[0]);
}

}  // namespace

QuantizationNoise studyNoise(const NoiseProbe& probe, const Dataset& dataset,
                             std::span<const std::uint32_t> clips, const NoiseListener& listener,
                             const JobControl& control, unsigned threads) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  QuantizationNoise all(probe.architecture());
  const std::size_t parts = (clips.size() + kNoisePart - 1) / kNoisePart;
  std::size_t done = 0;
  const auto measure = [&](std::span<const std::uint32_t> some) {
    JobControl* part = nullptr;
    JobControl own([&](std::size_t ready, std::size_t /*total*/) {
      control.report(done + ready, clips.size());
      if (control.cancelled()) part->cancel();
    });
    part = &own;
    return measurePart(probe, dataset, some, own, threads);
  };
  for (std::size_t part = 0; part < parts && !control.cancelled(); ++part) {
    const auto some = clipsOfPart(clips, part, parts);
    if (const auto noise = measure(some)) {
      all.merge(*noise);
    } else {
      // A part is given up at its first unreadable clip: one by one the others still count.
      for (std::size_t i = 0; i < some.size() && !control.cancelled(); ++i) {
        if (const auto single = measure(std::span(some).subspan(i, 1))) {
          all.merge(*single);
        } else if (!control.cancelled()) {
          listener.onError(single.error());
        }
      }
    }
    done += some.size();
    if (!control.cancelled()) listener.onPart(all);
  }
  return all;
}

}  // namespace scenelens
