// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/feature_extractor.h"
#include "core/nn/engines.h"
#include "core/preview/before_after.h"
#include "core/preview/equaliser.h"
#include "core/preview/occlusion.h"
#include "core/preview/sound_filter.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <thread>
#include <vector>

namespace {

using namespace scenelens;

std::vector<float> someSound() {
  std::vector<float> samples(kClipSamples);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = 0.1F * std::sin(0.01F * static_cast<float>(i % 7919));
  return samples;
}

Model someModel(const char* name) {
  Model model;
  model.architecture = *findArchitecture(name);
  model.weights = untrainedWeights(model.architecture, 1);
  return model;
}

/// An occlusion map of the window's default grid, a classifier per core.
void occlusionOf(benchmark::State& state, const char* name) {
  const Model model = someModel(name);
  std::vector<std::unique_ptr<Classifier>> team;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
    team.push_back(std::move(*makeClassifier(model, Engine::Native)));
  FeatureMap map;
  FeatureExtractor().extract(someSound(), map);
  const OcclusionGrid grid;
  for ([[maybe_unused]] auto step : state) {
    auto result = occlusionMap(map.features, grid, team, JobControl());
    benchmark::DoNotOptimize(result);
  }
  state.counters["patches"] = static_cast<double>(grid.rows() * grid.columns());
}

/// From the touch of an equaliser's band to both sides' probabilities and the sound.
void latency(benchmark::State& state) {
  const auto classifier = std::move(*makeClassifier(someModel("model1"), Engine::Native));
  const auto samples = someSound();
  FeatureExtractor extractor;
  FeatureMap before;
  extractor.extract(samples, before);
  std::vector<float> power(kMapSize);
  Equaliser equaliser;
  equaliser.gains[4] = 12.0;
  for ([[maybe_unused]] auto step : state) {
    extractor.melPower(samples, power);
    const auto after = previewEqualiser(equaliser, power);
    auto sound = filterSound(equaliserFactors(equaliser), samples);
    auto both = predictBoth(*classifier, before, after);
    benchmark::DoNotOptimize(sound);
    benchmark::DoNotOptimize(both);
  }
}

BENCHMARK_CAPTURE(occlusionOf, model1, "model1")
    ->Name("occlusion/model1")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(occlusionOf, model4, "model4")
    ->Name("occlusion/model4")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(latency)->Name("preview/latency")->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
