// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/classifier.h"

#include <array>

namespace scenelens {

Classifier::~Classifier() = default;

Result<Prediction> Classifier::predict(std::span<const float> features, double mixingRate) {
  std::array<float, kLogitCount> logits{};
  return forward(features, logits).map([&] { return predictionFromLogits(logits, mixingRate); });
}

}  // namespace scenelens
