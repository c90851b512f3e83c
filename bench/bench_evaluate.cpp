// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/eval/clip_features.h"
#include "core/eval/evaluate.h"
#include "core/features/feature_shape.h"
#include "core/nn/int8_twin.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <numeric>
#include <thread>

namespace {

using namespace scenelens;
using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kClips = 300;

/// Clips of noise in a temporary folder, in the page cache because they were just written.
class TemporaryClips {
 public:
  TemporaryClips() {
    std::string name = std::filesystem::temp_directory_path() / "scenelens-bench-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return;
    m_dataset.root = name;
    std::vector<float> samples(kClipSamples);
    std::uint32_t state = 1;
    for (std::uint32_t i = 0; i < kClips; ++i) {
      double low = 0.0;
      for (auto& sample : samples) {
        state = 1664525U * state + 1013904223U;
        low = 0.99 * low + (state / 4294967296.0 - 0.5) * 0.01;
        sample = static_cast<float>(low);
      }
      Clip clip;
      clip.file = fmt::format("{}.wav", i);
      if (!writeWav24(m_dataset.path(clip), samples)) return;
      m_dataset.clips.push_back(clip);
    }
  }
  ~TemporaryClips() {
    std::error_code ignored;
    if (!m_dataset.root.empty()) std::filesystem::remove_all(m_dataset.root, ignored);
  }
  TemporaryClips(const TemporaryClips&) = delete;
  TemporaryClips& operator=(const TemporaryClips&) = delete;

  [[nodiscard]] const Dataset& dataset() const { return m_dataset; }

 private:
  Dataset m_dataset;
};

double seconds(Clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

/// From files to predictions of Model1 in both precisions on all cores. `of_features` is its speed
/// as a share of that of reading and features alone, measured in turns with it.
void evaluateModel1(benchmark::State& state) {
  const TemporaryClips clips;
  const Dataset& dataset = clips.dataset();
  const auto model = loadModel(modelsFolder() / "model1.safetensors");
  const auto int8 = loadModel(modelsFolder() / "model1.int8.safetensors");
  if (dataset.clips.size() != kClips || !model || !int8) {
    state.SkipWithError("no clips or no weights");
    return;
  }
  const std::vector<ClassifierFactory> runs{makeClassifierFactory(*model, Engine::Native).value(),
                                            makeClassifierFactory(*int8, Engine::Int8).value()};
  std::vector<std::uint32_t> all(kClips);
  std::iota(all.begin(), all.end(), 0U);
  const EvaluateSink sink{
      [](std::uint32_t, std::size_t, const Prediction& p) { benchmark::DoNotOptimize(p.scenes); },
      {}};
  const std::size_t workers = std::max(1U, std::thread::hardware_concurrency());
  double features = 0.0;
  double evaluation = 0.0;
  for ([[maybe_unused]] auto step : state) {
    const auto start = Clock::now();
    const auto heard = forEachClip(
        dataset, all, workers, [](std::size_t, auto) {}, JobControl());
    const auto middle = Clock::now();
    const auto counts = evaluate(dataset, all, runs, sink, JobControl());
    const auto end = Clock::now();
    if (!heard || !counts || counts->predictions != 2 * kClips)
      state.SkipWithError("a clip failed");
    features += seconds(middle - start);
    evaluation += seconds(end - middle);
    state.SetIterationTime(seconds(end - middle));
  }
  state.counters["clips"] =
      benchmark::Counter(kClips, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["of_features"] = features / evaluation;
}

BENCHMARK(evaluateModel1)
    ->Name("evaluate/model1/float+int8")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
