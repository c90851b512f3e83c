// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/prediction.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace scenelens {

namespace {

template <std::size_t N>
std::array<double, N> softmax(std::span<const float> logits) {
  std::array<double, N> out{};
  const double top = *std::max_element(logits.begin(), logits.end());
  double sum = 0.0;
  for (std::size_t i = 0; i < N; ++i)
    sum += out[i] = std::exp(static_cast<double>(logits[i]) - top);
  for (auto& value : out) value /= sum;
  return out;
}

}  // namespace

Scene Prediction::decision(DecisionRule rule) const {
  const auto& p = probabilities(rule);
  return static_cast<Scene>(std::max_element(p.begin(), p.end()) - p.begin());
}

float Prediction::confidence(DecisionRule rule) const {
  const auto& p = probabilities(rule);
  return *std::max_element(p.begin(), p.end());
}

std::array<float, kSceneCount> combineHeads(const std::array<float, kSceneCount>& scenes,
                                            const std::array<float, kGroupCount>& groups,
                                            double mixingRate) {
  const auto groupShare = [&](std::size_t scene) {
    const auto group = static_cast<std::size_t>(groupOf(static_cast<Scene>(scene)));
    return (1.0 - mixingRate) * static_cast<double>(groups[group]);
  };
  double sum = mixingRate;
  for (std::size_t c = 0; c < kSceneCount; ++c) sum += groupShare(c);
  std::array<float, kSceneCount> combined{};
  for (std::size_t c = 0; c < kSceneCount; ++c) {
    const double score = mixingRate * static_cast<double>(scenes[c]) + groupShare(c);
    combined[c] = static_cast<float>(score / sum);
  }
  return combined;
}

Prediction predictionFromLogits(std::span<const float> logits, double mixingRate) {
  assert(logits.size() == kLogitCount);
  const auto scenes = softmax<kSceneCount>(logits.first(kSceneCount));
  const auto groups = softmax<kGroupCount>(logits.subspan(kSceneCount));
  Prediction out;
  const auto narrow = [](double value) { return static_cast<float>(value); };
  std::transform(scenes.begin(), scenes.end(), out.scenes.begin(), narrow);
  std::transform(groups.begin(), groups.end(), out.groups.begin(), narrow);
  out.combined = combineHeads(out.scenes, out.groups, mixingRate);
  return out;
}

}  // namespace scenelens
