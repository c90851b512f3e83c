// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/feature_extractor.h"

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

using namespace scenelens;

/// A clip with the steep spectrum of real recordings, so that no path is favoured.
std::vector<float> benchClip() {
  std::vector<float> samples(kClipSamples);
  std::uint32_t state = 1;
  double low = 0.0;
  for (auto& sample : samples) {
    state = 1664525U * state + 1013904223U;
    low = 0.99 * low + (state / 4294967296.0 - 0.5) * 0.01;
    sample = static_cast<float>(low);
  }
  return samples;
}

/// What the features of one clip cost.
void featuresClip(benchmark::State& state) {
  const auto samples = benchClip();
  FeatureExtractor extractor;
  FeatureMap map;
  for ([[maybe_unused]] auto step : state) {
    extractor.extract(samples, map);
    benchmark::DoNotOptimize(map.features.data());
  }
}

/// The floor: only the 44 real FFTs of length 4096, with the same plan.
void featuresFftFloor(benchmark::State& state) {
  const FftPlan plan(kFftSize);
  std::vector<FftBuffer> frames;
  for (std::size_t f = 0; f < kFrames; ++f) {
    frames.push_back(makeFftBuffer(kFftSize));
    const auto samples = benchClip();
    std::copy_n(samples.begin() + static_cast<std::ptrdiff_t>(f * 900), kFftSize, frames[f].get());
  }
  const FftBuffer spectrum = makeFftBuffer(kFftSize + 2);
  for ([[maybe_unused]] auto step : state) {
    for (const auto& frame : frames) plan.execute(frame.get(), spectrum.get());
    benchmark::DoNotOptimize(spectrum.get());
  }
}

BENCHMARK(featuresClip)->Name("features/clip")->Unit(benchmark::kMicrosecond);
BENCHMARK(featuresFftFloor)->Name("features/fft_floor")->Unit(benchmark::kMicrosecond);

}  // namespace
