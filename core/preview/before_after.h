// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/features/feature_map.h"
#include "core/nn/classifier.h"
#include "core/nn/prediction.h"

namespace scenelens {

/// What a network says about a clip as it is and as a transform made it.
struct BeforeAfter {
  Prediction before;
  Prediction after;

  [[nodiscard]] bool decisionChanges(DecisionRule rule) const {
    return before.decision(rule) != after.decision(rule);
  }
};

/// Both predictions. Errors: those of the classifier.
[[nodiscard]] Result<BeforeAfter> predictBoth(Classifier& classifier, const FeatureMap& before,
                                              const FeatureMap& after,
                                              double mixingRate = kMixingRate);

}  // namespace scenelens
