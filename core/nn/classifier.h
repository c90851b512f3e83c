// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/features/feature_shape.h"
#include "core/nn/prediction.h"

#include <span>
#include <string>
#include <string_view>

namespace scenelens {

/// A network that is ready to run: what every inference engine looks like from outside.
///
/// One thread at a time per object; several objects may run in parallel.
class Classifier {
 public:
  Classifier() = default;
  virtual ~Classifier();
  Classifier(const Classifier&) = delete;
  Classifier& operator=(const Classifier&) = delete;

  /// Engine and version, for people: "LibTorch 1.13.1".
  [[nodiscard]] virtual std::string engineName() const = 0;
  /// "Float32" or "Int8".
  [[nodiscard]] virtual std::string_view precisionName() const = 0;

  /// Logits of a batch. `features`: n x kFeatureSize, as FeatureMap::features holds them; `logits`:
  /// n x kLogitCount. Errors: what the engine's library threw.
  [[nodiscard]] virtual Status forward(std::span<const float> features,
                                       std::span<float> logits) = 0;

  /// The prediction for one clip's features (kFeatureSize values).
  [[nodiscard]] Result<Prediction> predict(std::span<const float> features,
                                           double mixingRate = kMixingRate);
};

}  // namespace scenelens
