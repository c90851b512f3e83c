// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/peak_float.h"
#include "core/features/feature_extractor.h"
#include "core/nn/complexity.h"
#include "core/nn/native/float_engine.h"

#include <benchmark/benchmark.h>
#include <hwy/targets.h>

#include <cmath>
#include <vector>

namespace {

using namespace scenelens;

using benchmark::Counter;

constexpr auto kRate = Counter::kIsIterationInvariantRate;

std::unique_ptr<Classifier> nativeEngine(const char* name) {
  Model model;
  model.architecture = *findArchitecture(name);
  model.weights = untrainedWeights(model.architecture, 1);
  auto classifier = makeNativeClassifier(model);
  return classifier ? std::move(*classifier) : nullptr;
}

/// One clip through a network on one thread. `MACs` counts by the NeSsi rule, so folding shows as
/// speed; `of_peak` is its share of what the machine's multiply-adders can do.
void forwardNative(benchmark::State& state, const char* name) {
  const auto classifier = nativeEngine(name);
  std::vector<float> features(kFeatureSize);
  for (std::size_t i = 0; i < features.size(); ++i) {
    features[i] = 1.4F * std::sin(0.37F * static_cast<float>(i % 9973));
  }
  std::vector<float> logits(kLogitCount);
  const double peak = peakMultiplyAdds();
  for ([[maybe_unused]] auto step : state) {
    const auto done = classifier->forward(features, logits);
    benchmark::DoNotOptimize(logits.data());
    if (!done) state.SkipWithError(done.error().text().c_str());
  }
  const auto macs = static_cast<double>(complexityOf(*findArchitecture(name)).macs);
  state.counters["MACs"] = Counter(macs, kRate);
  state.counters["of_peak"] = Counter(macs / peak, kRate);
  state.SetLabel(classifier->engineName());
}

/// What the machine can do at best: independent multiply-adds in registers.
void machinePeak(benchmark::State& state) {
  for ([[maybe_unused]] auto step : state) multiplyAddBurst();
  state.counters["MACs"] = Counter(static_cast<double>(burstMultiplyAdds()), kRate);
}

/// Sound to logits: features and network.
void pipelineNative(benchmark::State& state) {
  const auto classifier = nativeEngine("model1");
  std::vector<float> samples(kClipSamples);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = 0.1F * std::sin(0.01F * static_cast<float>(i % 7919));
  }
  FeatureExtractor extractor;
  FeatureMap map;
  std::vector<float> logits(kLogitCount);
  for ([[maybe_unused]] auto step : state) {
    extractor.extract(samples, map);
    const auto done = classifier->forward(map.features, logits);
    benchmark::DoNotOptimize(logits.data());
    if (!done) state.SkipWithError(done.error().text().c_str());
  }
}

/// Model1 with each instruction set that this machine has: what other machines will see.
[[maybe_unused]] const bool registered = [] {
  for (const auto target : hwy::SupportedAndGeneratedTargets()) {
    const auto name = std::string("forward/model1/float/") + hwy::TargetName(target);
    benchmark::RegisterBenchmark(name.c_str(), [target](benchmark::State& state) {
      hwy::SetSupportedTargetsForTest(target);
      hwy::GetChosenTarget().Update(hwy::SupportedTargets());
      forwardNative(state, "model1");
      hwy::SetSupportedTargetsForTest(0);
      hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    })->Unit(benchmark::kMicrosecond);
  }
  return true;
}();

BENCHMARK(machinePeak)->Name("machine/peak_float")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(forwardNative, model1, "model1")
    ->Name("forward/model1/float")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(forwardNative, model2, "model2")
    ->Name("forward/model2/float")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(forwardNative, model3, "model3")
    ->Name("forward/model3/float")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(forwardNative, model4, "model4")
    ->Name("forward/model4/float")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(pipelineNative)->Name("pipeline/model1/float")->Unit(benchmark::kMicrosecond);

}  // namespace
