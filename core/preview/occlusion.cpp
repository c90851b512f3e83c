// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/occlusion.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace scenelens {

namespace {

/// Patches that a classifier gets at once: enough to keep it busy, few enough to cancel soon.
constexpr std::size_t kBatch = 8;

void hide(std::size_t patch, const OcclusionGrid& grid, std::span<float> features) {
  const std::size_t band = patch / grid.columns() * grid.bands;
  const std::size_t frame = patch % grid.columns() * grid.frames;
  const std::size_t width = std::min(grid.frames, kFrames - frame);
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    for (std::size_t m = band; m < std::min(band + grid.bands, kMels); ++m) {
      std::ranges::fill(features.subspan(channel * kMapSize + m * kFrames + frame, width), 0.0F);
    }
  }
}

/// All threads at work on all patches.
class Occlusion {
 public:
  Occlusion(std::span<const float> features, const JobControl& control, OcclusionMap& map)
      : m_features(features), m_control(control), m_map(map) {}

  Status run(std::span<const std::unique_ptr<Classifier>> classifiers) {
    std::vector<std::thread> threads;
    try {
      for (const auto& classifier : classifiers.subspan(1))
        threads.emplace_back([this, &classifier] { work(*classifier); });
    } catch (const std::system_error&) {
      // The system gives no more threads: those there are do all the work.
    }
    work(*classifiers.front());
    for (auto& thread : threads) thread.join();
    if (m_failure) return fail(std::move(*m_failure));
    if (m_control.cancelled()) return fail({"cancelled"});
    return {};
  }

 private:
  void work(Classifier& classifier) {
    const std::size_t patches = m_map.grid.rows() * m_map.grid.columns();
    std::vector<float> batch(kBatch * kFeatureSize);
    while (!m_failed && !m_control.cancelled()) {
      const std::size_t first = m_next.fetch_add(kBatch);
      if (first >= patches) return;
      const std::size_t count = std::min(kBatch, patches - first);
      for (std::size_t i = 0; i < count; ++i) {
        const auto clip = std::span(batch).subspan(i * kFeatureSize, kFeatureSize);
        std::ranges::copy(m_features, clip.begin());
        hide(first + i, m_map.grid, clip);
      }
      const auto logits = std::span(m_map.hidden).subspan(first * kLogitCount, count * kLogitCount);
      auto done = classifier.forward(std::span(batch).first(count * kFeatureSize), logits);
      const std::lock_guard lock(m_mutex);
      if (!done && !m_failure) m_failure = std::move(done.error());
      if (!done) m_failed = true;
      m_done += count;
      m_control.report(m_done, patches);
    }
  }

  std::span<const float> m_features;
  const JobControl& m_control;
  OcclusionMap& m_map;
  std::atomic<std::size_t> m_next{0};
  std::atomic<bool> m_failed{false};
  std::mutex m_mutex;  // guards what follows
  std::optional<Error> m_failure;
  std::size_t m_done = 0;
};

float probabilityOf(std::span<const float> logits, std::size_t index) {
  const Prediction prediction = predictionFromLogits(logits);
  return index < kSceneCount ? prediction.scenes[index] : prediction.groups[index - kSceneCount];
}

}  // namespace

Status checkOcclusion(const OcclusionGrid& grid) {
  const auto check = [](const char* axis, std::size_t size, std::size_t largest) -> Status {
    if (size >= 1 && size <= largest) return {};
    return fail({.reason = fmt::format("a patch cannot be {} {} large", size, axis),
                 .remedy = fmt::format("Choose 1 to {}", largest)});
  };
  if (auto bands = check("bands", grid.bands, kMels); !bands) return bands;
  return check("frames", grid.frames, kFrames);
}

float OcclusionMap::probability(std::size_t index) const {
  return probabilityOf(logits, index);
}

std::vector<float> OcclusionMap::drop(std::size_t index) const {
  assert(index < kLogitCount);
  const float whole = probability(index);
  std::vector<float> drops(hidden.size() / kLogitCount);
  for (std::size_t i = 0; i < drops.size(); ++i) {
    drops[i] =
        whole - probabilityOf(std::span(hidden).subspan(i * kLogitCount, kLogitCount), index);
  }
  return drops;
}

Result<OcclusionMap> occlusionMap(std::span<const float> features, const OcclusionGrid& grid,
                                  std::span<const std::unique_ptr<Classifier>> classifiers,
                                  const JobControl& control) {
  assert(features.size() == kFeatureSize && !classifiers.empty());
  if (auto valid = checkOcclusion(grid); !valid) return fail(std::move(valid.error()));
  OcclusionMap map;
  map.grid = grid;
  map.hidden.resize(grid.rows() * grid.columns() * kLogitCount);
  if (auto whole = classifiers.front()->forward(features, map.logits); !whole)
    return fail(std::move(whole.error()));
  if (auto done = Occlusion(features, control, map).run(classifiers); !done)
    return fail(std::move(done.error()));
  return map;
}

}  // namespace scenelens
