// SPDX-License-Identifier: GPL-3.0-or-later
// Highway's test interface must know the instruction set that the kernels use.
#define HWY_WANT_AVX3_DL

#include "bench/peak_int8.h"
#include "core/features/feature_extractor.h"
#include "core/nn/complexity.h"
#include "core/nn/native/calibration.h"
#include "core/nn/native/float_engine.h"
#include "core/nn/native/int8_engine.h"

#include <benchmark/benchmark.h>
#include <hwy/targets.h>

#include <cmath>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace scenelens;

using benchmark::Counter;

constexpr auto kRate = Counter::kIsIterationInvariantRate;

std::vector<float> benchFeatures(std::size_t clips = 1) {
  std::vector<float> features(clips * kFeatureSize);
  for (std::size_t i = 0; i < features.size(); ++i) {
    features[i] = 1.4F * std::sin(0.37F * static_cast<float>(i % 9973));
  }
  return features;
}

/// The same random weights as the Float32 benchmarks', quantized for the clip that is measured.
std::shared_ptr<const int8::PackedNetwork> packedNetwork(const char* name) {
  const Architecture& architecture = *findArchitecture(name);
  const TensorFile weights = untrainedWeights(architecture, 1);
  const auto folded = FoldedNetwork::from(architecture, weights);
  Calibration calibration(architecture);
  calibration.add(tracePoints(architecture, *folded, benchFeatures()));
  auto network = quantize(architecture, weights, calibration.ranges(RangeRule::Largest));
  return std::make_shared<const int8::PackedNetwork>(
      int8::PackedNetwork::from(std::move(*network)));
}

/// One clip through a network on one thread; counters as in the Float32 benchmarks.
void forwardInt8(benchmark::State& state, const char* name) {
  Int8Classifier classifier(packedNetwork(name));
  const auto features = benchFeatures();
  std::vector<float> logits(kLogitCount);
  const double peak = peakInt8MultiplyAdds();
  for ([[maybe_unused]] auto step : state) {
    const auto done = classifier.forward(features, logits);
    benchmark::DoNotOptimize(logits.data());
    if (!done) state.SkipWithError(done.error().text().c_str());
  }
  const auto macs = static_cast<double>(complexityOf(*findArchitecture(name)).macs);
  state.SetItemsProcessed(state.iterations());
  state.counters["MACs"] = Counter(macs, kRate);
  state.counters["of_peak"] = Counter(macs / peak, kRate);
  state.SetLabel(classifier.engineName());
}

void machinePeakInt8(benchmark::State& state) {
  for ([[maybe_unused]] auto step : state) int8Burst();
  state.counters["MACs"] = Counter(static_cast<double>(burstInt8MultiplyAdds()), kRate);
}

/// Sound to logits: features, Float32 and Int8 network of one clip.
void pipeline(benchmark::State& state) {
  const Architecture& architecture = *findArchitecture("model1");
  auto folded = FoldedNetwork::from(architecture, untrainedWeights(architecture, 1));
  NativeClassifier floats(std::make_shared<const FoldedNetwork>(std::move(*folded)));
  Int8Classifier int8(packedNetwork("model1"));
  std::vector<float> samples(kClipSamples);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = 0.1F * std::sin(0.01F * static_cast<float>(i % 7919));
  }
  FeatureExtractor extractor;
  FeatureMap map;
  std::vector<float> logits(kLogitCount);
  for ([[maybe_unused]] auto step : state) {
    extractor.extract(samples, map);
    const bool done = floats.forward(map.features, logits) && int8.forward(map.features, logits);
    benchmark::DoNotOptimize(logits.data());
    if (!done) state.SkipWithError("forward failed");
  }
}

/// A batch of clips, spread over threads that share the weights; real time counts.
template <class Engine, class Network>
void batchOver(benchmark::State& state, const std::shared_ptr<const Network>& network) {
  constexpr std::size_t kClips = 2000;
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto features = benchFeatures();
  for ([[maybe_unused]] auto step : state) {
    const auto work = [&](std::size_t clips) {
      Engine engine(network);
      std::vector<float> logits(kLogitCount);
      for (std::size_t i = 0; i < clips; ++i) {
        const auto done = engine.forward(features, logits);
        benchmark::DoNotOptimize(done.has_value());
      }
    };
    std::vector<std::thread> threads;
    threads.reserve(count);
    for (std::size_t i = 1; i < count; ++i) threads.emplace_back(work, kClips / count);
    work(kClips / count);
    for (auto& thread : threads) thread.join();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kClips) * state.iterations());
}

void batchInt8(benchmark::State& state) {
  batchOver<Int8Classifier>(state, packedNetwork("model1"));
}

void batchFloat(benchmark::State& state) {
  const Architecture& architecture = *findArchitecture("model1");
  auto folded = FoldedNetwork::from(architecture, untrainedWeights(architecture, 1));
  batchOver<NativeClassifier>(state, std::make_shared<const FoldedNetwork>(std::move(*folded)));
}

/// Model1 with each instruction set that this machine has.
[[maybe_unused]] const bool registered = [] {
  for (const auto target : hwy::SupportedAndGeneratedTargets()) {
    const auto name = std::string("forward/model1/int8/") + hwy::TargetName(target);
    benchmark::RegisterBenchmark(name.c_str(), [target](benchmark::State& state) {
      hwy::SetSupportedTargetsForTest(target);
      hwy::GetChosenTarget().Update(hwy::SupportedTargets());
      forwardInt8(state, "model1");
      hwy::SetSupportedTargetsForTest(0);
      hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    })->Unit(benchmark::kMicrosecond);
  }
  return true;
}();

BENCHMARK(machinePeakInt8)->Name("machine/peak_int8")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(forwardInt8, model1, "model1")
    ->Name("forward/model1/int8")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(forwardInt8, model2, "model2")
    ->Name("forward/model2/int8")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(forwardInt8, model3, "model3")
    ->Name("forward/model3/int8")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(forwardInt8, model4, "model4")
    ->Name("forward/model4/int8")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(pipeline)->Name("pipeline/model1")->Unit(benchmark::kMicrosecond);
BENCHMARK(batchInt8)
    ->Name("threads/model1/int8")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(batchFloat)
    ->Name("threads/model1/float")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
