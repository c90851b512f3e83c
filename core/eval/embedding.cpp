// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/embedding.h"

#include "core/features/clip_listener.h"
#include "core/nn/native/float_engine.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace scenelens {

namespace {

/// Sums in eight lanes, which the compiler makes one vector of.
float dotProduct(std::span<const float> a, std::span<const float> b) {
  constexpr std::size_t kLanes = 8;
  std::array<float, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= a.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  }
  float sum = 0.0F;
  for (; i < a.size(); ++i) sum += a[i] * b[i];
  for (const float lane : sums) sum += lane;
  return sum;
}

/// Drops the rows that were not computed.
void compact(Embeddings& embeddings, const std::vector<std::uint8_t>& done) {
  std::size_t kept = 0;
  for (std::size_t row = 0; row < done.size(); ++row) {
    if (done[row] == 0) continue;
    const auto from = embeddings.of(row);
    std::copy(from.begin(), from.end(),
              embeddings.values.begin() + static_cast<std::ptrdiff_t>(kept * embeddings.width));
    embeddings.clips[kept] = embeddings.clips[row];
    embeddings.lengths[kept] = embeddings.lengths[row];
    ++kept;
  }
  embeddings.clips.resize(kept);
  embeddings.lengths.resize(kept);
  embeddings.values.resize(kept * embeddings.width);
}

}  // namespace

std::optional<std::size_t> Embeddings::rowOf(std::uint32_t clip) const {
  const auto found = std::ranges::lower_bound(clips, clip);
  if (found == clips.end() || *found != clip) return std::nullopt;
  return static_cast<std::size_t>(found - clips.begin());
}

std::vector<std::uint32_t> embeddedClips(const Dataset& dataset,
                                         std::span<const std::uint32_t> clips, std::size_t width) {
  std::vector<std::uint32_t> heard;
  for (const auto clip : clips) {
    if (!dataset.clips[clip].missing) heard.push_back(clip);
  }
  const std::size_t most = kEmbeddingBytes / (sizeof(float) * std::max<std::size_t>(width, 1));
  const std::size_t step = (heard.size() + most - 1) / most;
  if (step <= 1) return heard;
  std::vector<std::uint32_t> thinned;
  for (std::size_t i = 0; i < heard.size(); i += step) thinned.push_back(heard[i]);
  return thinned;
}

Result<Embeddings> embedClips(const Dataset& dataset, std::span<const std::uint32_t> clips,
                              const Model& model, const JobControl& control, unsigned threads) {
  auto folded = FoldedNetwork::from(model.architecture, model.weights);
  if (!folded) {
    folded.error().file = model.path;
    return fail(std::move(folded.error()));
  }
  const auto network = std::make_shared<const FoldedNetwork>(std::move(*folded));
  Embeddings result;
  result.width = NativeClassifier(network).embedding().size();
  result.clips = embeddedClips(dataset, clips, result.width);
  std::ranges::sort(result.clips);
  result.values.resize(result.clips.size() * result.width);
  result.lengths.resize(result.clips.size());
  std::vector<std::uint8_t> done(result.clips.size(), 0);
  std::mutex mutex;  // guards problems, failed and the count
  std::size_t finished = 0;
  std::atomic<std::size_t> next{0};

  const auto work = [&] {
    NativeClassifier classifier(network);
    ClipListener listener;
    std::array<float, kLogitCount> logits{};
    while (!control.cancelled()) {
      const std::size_t row = next.fetch_add(1);
      if (row >= result.clips.size()) break;
      const auto map = listener.features(dataset, dataset.clips[result.clips[row]], &control);
      if (!map && control.cancelled()) break;
      auto status = map ? classifier.forward((*map)->features, logits) : Status(fail(map.error()));
      if (status) {
        const auto from = classifier.embedding();
        std::ranges::copy(from,
                          result.values.begin() + static_cast<std::ptrdiff_t>(row * result.width));
        result.lengths[row] = std::sqrt(dotProduct(from, from));
        done[row] = 1;
      }
      const std::lock_guard lock(mutex);
      if (!status && result.failed++ < Embeddings::kMostProblems)
        result.problems.push_back(status.error());
      control.report(++finished, result.clips.size());
    }
  };

  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const auto wanted = static_cast<std::size_t>(threads > 0 ? threads : cores);
  std::vector<std::thread> others;
  try {
    for (std::size_t i = 1; i < std::min(wanted, result.clips.size()); ++i)
      others.emplace_back(work);
  } catch (const std::system_error&) {
    // The system gives no more threads: those there are do all the work.
  }
  work();
  for (auto& thread : others) thread.join();
  compact(result, done);
  return result;
}

std::vector<Neighbour> mostSimilar(const Embeddings& embeddings, std::size_t row,
                                   std::size_t count) {
  const auto query = embeddings.of(row);
  std::vector<Neighbour> neighbours;
  neighbours.reserve(embeddings.clips.size());
  for (std::size_t i = 0; i < embeddings.clips.size(); ++i) {
    if (i == row) continue;
    const float lengths = embeddings.lengths[row] * embeddings.lengths[i];
    const float similarity = lengths > 0.0F ? dotProduct(query, embeddings.of(i)) / lengths : 0.0F;
    neighbours.push_back({embeddings.clips[i], std::clamp(similarity, -1.0F, 1.0F)});
  }
  count = std::min(count, neighbours.size());
  const auto middle = neighbours.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(
      neighbours.begin(), middle, neighbours.end(), [](const Neighbour& a, const Neighbour& b) {
        return a.similarity > b.similarity || (a.similarity == b.similarity && a.clip < b.clip);
      });
  neighbours.resize(count);
  return neighbours;
}

}  // namespace scenelens
