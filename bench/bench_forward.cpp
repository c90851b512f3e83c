// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_backend.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

namespace {

using namespace scenelens;

constexpr int kWarmUps = 3;

/// Values with the spread of normalised features.
std::vector<float> benchFeatures() {
  std::vector<float> features(kFeatureSize);
  for (std::size_t i = 0; i < features.size(); ++i) {
    features[i] = 1.4F * std::sin(0.37F * static_cast<float>(i % 9973));
  }
  return features;
}

/// One clip through a network on one thread, the reference engine.
void forwardLibtorch(benchmark::State& state, const char* name) {
  const auto backend = loadTorchBackend();
  if (!backend) {
    state.SkipWithError(backend.error().text().c_str());
    return;
  }
  Model model;
  model.architecture = *findArchitecture(name);
  model.weights = untrainedWeights(model.architecture, 1);
  const auto classifier = (*backend)->makeClassifier(model);
  if (!classifier) {
    state.SkipWithError(classifier.error().text().c_str());
    return;
  }
  const auto features = benchFeatures();
  std::vector<float> logits(kLogitCount);
  Status status;
  for (int i = 0; i < kWarmUps && status; ++i) status = (*classifier)->forward(features, logits);
  for ([[maybe_unused]] auto step : state) {
    status = (*classifier)->forward(features, logits);
    benchmark::DoNotOptimize(logits.data());
    if (!status) {
      state.SkipWithError(status.error().text().c_str());
      break;
    }
  }
}

BENCHMARK_CAPTURE(forwardLibtorch, model1, "model1")
    ->Name("forward/model1/libtorch")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(forwardLibtorch, model2, "model2")
    ->Name("forward/model2/libtorch")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(forwardLibtorch, model3, "model3")
    ->Name("forward/model3/libtorch")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(forwardLibtorch, model4, "model4")
    ->Name("forward/model4/libtorch")
    ->Unit(benchmark::kMillisecond);

}  // namespace
