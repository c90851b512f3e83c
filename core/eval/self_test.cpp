// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/self_test.h"

#include "core/eval/self_test_reference.h"
#include "core/features/feature_extractor.h"
#include "core/nn/torch_backend.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>

namespace scenelens {

namespace {

constexpr std::size_t kBlocks = 16;
constexpr double kFeatureTolerance = 1e-4;
constexpr double kSumTolerance = 1e-5;
constexpr double kTorchTolerance = 1e-4;

/// Of some probabilities; NaN where one is not finite or not in [0, 1].
double sumOf(std::span<const float> probabilities) {
  const bool sane = std::all_of(probabilities.begin(), probabilities.end(),
                                [](float p) { return p >= 0.0F && p <= 1.0F; });
  return sane ? std::accumulate(probabilities.begin(), probabilities.end(), 0.0) : std::nan("");
}

bool sumsToOne(std::span<const float> probabilities) {
  return std::abs(sumOf(probabilities) - 1.0) <= kSumTolerance;
}

std::string nameOf(const Model& model) {
  return fmt::format("{} {}", model.title(), precisionName(model.precision));
}

Result<Prediction> predictionOf(const Model& model, Engine engine,
                                std::span<const float> features) {
  auto classifier = makeClassifier(model, engine);
  if (!classifier) return fail(std::move(classifier.error()));
  return (*classifier)->predict(features);
}

void checkModels(const std::vector<Model>& models, Precision precision,
                 std::span<const float> features, std::vector<SelfCheck>& checks) {
  for (const auto& architecture : dsmnModels()) {
    const auto model = std::find_if(models.begin(), models.end(), [&](const Model& candidate) {
      return candidate.architecture.name == architecture.name;
    });
    if (model == models.end()) {
      checks.push_back({fmt::format("{} {}", architecture.title, precisionName(precision)),
                        "the weights are missing. Install SceneLens again, or set SCENELENS_MODELS "
                        "to the folder that has them.",
                        false});
    } else {
      checks.push_back(checkModel(*model, engineFor(*model), features));
    }
  }
}

SelfCheck checkTorch(const Model& model, std::span<const float> features) {
  SelfCheck check{fmt::format("{} LibTorch", model.title()), {}, false};
  const auto torch = predictionOf(model, Engine::Torch, features);
  const auto native = predictionOf(model, Engine::Native, features);
  if (!torch || !native) {
    check.found = (torch ? native : torch).error().text();
    return check;
  }
  double largest = 0.0;
  for (std::size_t i = 0; i < kSceneCount; ++i) {
    const double difference = std::abs(double{torch->scenes[i]} - double{native->scenes[i]});
    // Written so that NaN, which compares with nothing, counts as the worst.
    if (!(difference <= largest)) largest = difference;
  }
  check.passed = largest <= kTorchTolerance;
  check.found = fmt::format("at most {:.1e} from the native engine", largest);
  return check;
}

}  // namespace

std::vector<float> selfTestClip() {
  std::vector<float> samples(kClipSamples);
  std::uint32_t state = 1;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double noise = (static_cast<double>(state) / 4294967296.0 - 0.5) * 0.2;
    state = 1664525U * state + 1013904223U;
    const double phase = 2.0 * std::numbers::pi * 440.0 * static_cast<double>(n) / kSampleRate;
    samples[n] = static_cast<float>(noise + 0.3 * std::sin(phase));
  }
  return samples;
}

SelfCheck checkFeatures(std::span<const float> features) {
  constexpr std::size_t kSize = kMapSize / kBlocks;
  double largest = 0.0;
  const auto compare = [&](double value, double reference) {
    const double difference = std::abs(value - reference);
    if (!(difference <= largest)) largest = difference;  // NaN too
  };
  for (std::size_t i = 0; i < kChannels * kBlocks; ++i) {
    const auto block = features.subspan(i * kSize, kSize);
    double sum = 0.0;
    double squares = 0.0;
    for (const float value : block) {
      sum += value;
      squares += double{value} * value;
    }
    compare(sum / kSize, self_test_reference::kMean[i / kBlocks][i % kBlocks]);
    compare(squares / kSize, self_test_reference::kMeanSquare[i / kBlocks][i % kBlocks]);
  }
  return {"Features",
          fmt::format("at most {:.1e} from the reference; {:.0e} is allowed", largest,
                      kFeatureTolerance),
          largest <= kFeatureTolerance};
}

SelfCheck checkModel(const Model& model, Engine engine, std::span<const float> features) {
  SelfCheck check{nameOf(model), {}, false};
  const auto prediction = predictionOf(model, engine, features);
  if (!prediction) {
    check.found = prediction.error().text();
    return check;
  }
  check.passed = sumsToOne(prediction->scenes) && sumsToOne(prediction->groups) &&
                 sumsToOne(prediction->combined);
  check.found =
      check.passed
          ? fmt::format("{} {:.3f}", sceneLabel(prediction->decision()), prediction->confidence())
          : fmt::format("probabilities sum to {:.6f}, {:.6f} and {:.6f}", sumOf(prediction->scenes),
                        sumOf(prediction->groups), sumOf(prediction->combined));
  return check;
}

std::vector<SelfCheck> selfTest(const std::filesystem::path& models) {
  FeatureMap map;
  FeatureExtractor().extract(selfTestClip(), map);
  std::vector<SelfCheck> checks{checkFeatures(map.features)};

  std::vector<Error> problems;
  const auto floats = loadModels(models, problems, Precision::Float32);
  checkModels(floats, Precision::Float32, map.features, checks);
  // The second reading would name the same broken files again.
  std::vector<Error> again;
  const auto integers = loadModels(models, again, Precision::Int8);
  checkModels(integers, Precision::Int8, map.features, checks);
  for (const auto& problem : problems) checks.push_back({"Weights", problem.text(), false});

  if (!torchModuleIsInstalled()) {
    checks.push_back({"LibTorch", "not installed, and not needed", true});
    return checks;
  }
  for (const auto& model : floats) checks.push_back(checkTorch(model, map.features));
  return checks;
}

bool allPassed(std::span<const SelfCheck> checks) {
  return std::all_of(checks.begin(), checks.end(),
                     [](const SelfCheck& check) { return check.passed; });
}

std::string selfTestText(std::string_view program, std::span<const SelfCheck> checks) {
  std::size_t width = 0;
  for (const auto& check : checks) width = std::max(width, check.what.size());
  std::string text = fmt::format("{}: self test\n", program);
  for (const auto& check : checks) {
    text += fmt::format("  {:<6}  {:<{}}  {}\n", check.passed ? "ok" : "FAILED", check.what, width,
                        check.found);
  }
  const auto failed = std::count_if(checks.begin(), checks.end(),
                                    [](const SelfCheck& check) { return !check.passed; });
  text += failed == 0 ? fmt::format("{} checks passed\n", checks.size())
                      : fmt::format("{} of {} checks FAILED\n", failed, checks.size());
  return text;
}

}  // namespace scenelens
