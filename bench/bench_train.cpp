// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_backend.h"
#include "core/train/optimizer.h"
#include "core/train/pcgrad.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace scenelens;

constexpr std::size_t kBatch = 32;
constexpr unsigned kThreads = 2;

/// Values with the spread of normalised features, and soft targets as mixup makes them.
void fillBatch(std::vector<float>& features, std::vector<float>& targets) {
  features.resize(kBatch * kFeatureSize);
  for (std::size_t i = 0; i < features.size(); ++i) {
    features[i] = 1.4F * std::sin(0.37F * static_cast<float>(i % 9973) +
                                  0.1F * static_cast<float>(i / kFeatureSize));
  }
  targets.assign(kBatch * kLogitCount, 0.0F);
  for (std::size_t n = 0; n < kBatch; ++n) {
    targets[n * kLogitCount + n % 10] += 0.7F;
    targets[n * kLogitCount + (n + 3) % 10] += 0.3F;
    targets[n * kLogitCount + kSceneCount + n % 3] += 1.0F;
  }
}

/// Qat rounds with the batch's statistics (training from scratch), FineTune with the running ones.
enum class Kind : std::uint8_t { Libtorch, Float, Qat, FineTune };

/// One training step: batch 32, both tasks' gradients, PCGrad, RAdam.
void trainStep(benchmark::State& state, const char* name, Kind kind) {
  const auto backend = loadTorchBackend();
  if (!backend) {
    state.SkipWithError(backend.error().text().c_str());
    return;
  }
  Model model;
  model.architecture = *findArchitecture(name);
  model.weights = untrainedWeights(model.architecture, 1);
  TrainableOptions options;
  options.threads = kThreads;
  options.plain = kind == Kind::Libtorch;
  auto net = (*backend)->makeTrainable(model, options);
  if (!net) {
    state.SkipWithError(net.error().text().c_str());
    return;
  }
  if (kind == Kind::Qat || kind == Kind::FineTune) {
    ActivationRanges ranges;
    for (const auto& point : activationPoints(model.architecture)) ranges[point.name] = 4.0F;
    (*net)->quantize(ranges);
    (*net)->freezeStatistics(kind == Kind::FineTune);
  }
  std::vector<float> features, targets;
  fillBatch(features, targets);
  const auto parameters = (*net)->parameters();
  std::vector<float> scenes(parameters.size()), groups(parameters.size());
  std::vector<float> merged(parameters.size());
  Optimizer optimizer({}, parameters.size());
  StepOutcome outcome;
  for ([[maybe_unused]] auto step : state) {
    if (auto done = (*net)->gradients({features, targets, kBatch, 0, 1}, scenes, groups, outcome);
        !done) {
      state.SkipWithError(done.error().text().c_str());
      break;
    }
    pcGrad(scenes, groups, Merge::Mean, merged);
    optimizer.step(parameters, merged, 1e-6);
  }
  state.counters["steps/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

const bool kRegistered = [] {
  for (const auto& model : dsmnModels()) {
    for (const auto& [kind, text] : {std::pair{Kind::Float, "float"},
                                     {Kind::Qat, "qat"},
                                     {Kind::FineTune, "fine-tune"},
                                     {Kind::Libtorch, "libtorch"}}) {
      benchmark::RegisterBenchmark(("train_step/" + model.name + "/" + text).c_str(), trainStep,
                                   model.name.c_str(), kind)
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime()
          ->MinTime(3.0);
    }
  }
  return true;
}();

}  // namespace
