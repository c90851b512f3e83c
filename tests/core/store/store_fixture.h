// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/run_store.h"

#include <array>
#include <bit>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace scenelens {

/// A data set of that many clips in an order that is not sorted; nothing of it exists.
inline Dataset namedClips(std::uint32_t clips, const std::string& name = "set") {
  Dataset dataset;
  dataset.name = name;
  for (std::uint32_t i = 0; i < clips; ++i) {
    Clip& clip = dataset.clips.emplace_back();
    clip.file = "audio/" + std::string(sceneLabel(allScenes()[i % kSceneCount])) + "-" +
                std::to_string(i / 3) + ".wav";
    clip.window = static_cast<std::int32_t>(i % 3);
  }
  return dataset;
}

/// What a network might say, different for each seed.
inline Prediction somePrediction(std::uint32_t seed) {
  std::minstd_rand random(seed + 1);
  std::array<float, kLogitCount> logits{};
  for (float& value : logits) value = static_cast<float>(random() % 10'000) * 1e-3F - 5.0F;
  return predictionFromLogits(logits);
}

/// Bit for bit; NaN equals itself.
inline bool sameBits(const Prediction& a, const Prediction& b) {
  const auto equal = [](const auto& left, const auto& right) {
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (std::bit_cast<std::uint32_t>(left[i]) != std::bit_cast<std::uint32_t>(right[i])) {
        return false;
      }
    }
    return true;
  };
  return equal(a.scenes, b.scenes) && equal(a.groups, b.groups) && equal(a.combined, b.combined);
}

/// A run with every field set.
inline RunInfo someRun(const std::string& hash = "abc") {
  RunInfo info;
  info.name = "Model1 · Int8";
  info.model = "Model1";
  info.modelHash = hash;
  info.engine = "Native (AVX3)";
  info.precision = "int8";
  info.dataset = "set";
  info.selection = "test";
  info.date = "2026-01-02T03:04:05Z";
  info.version = "0.1.0";
  info.source = "from \"here\"; and there";
  info.note = "Not a TAU result";
  info.parameters = 45'164;
  info.bytes = 18'446'744'073'709ULL;
  return info;
}

inline StoreAddress fileAddress(const std::string& path) {
  StoreAddress address;
  address.file = path;
  return address;
}

/// Stores a prediction of every clip, that of somePrediction(clip).
inline Status appendAll(RunStore& store, std::int64_t run, const ClipOrder& clips) {
  std::vector<StoredPrediction> rows;
  for (std::uint32_t clip = 0; clip < clips.size(); ++clip) {
    rows.push_back({run, clips.numberOf(clip), somePrediction(clip)});
  }
  for (std::span<const StoredPrediction> left(rows); !left.empty();) {
    const auto stored = store.append(left);
    if (!stored) return fail(stored.error());
    left = left.subspan(*stored);
  }
  return {};
}

template <typename T>
std::string errorOf(const Result<T>& result) {
  return result ? std::string() : result.error().text();
}

}  // namespace scenelens
