// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/scene.h"

#include <array>
#include <cstdint>
#include <span>

namespace scenelens {

/// How the final scene is decided.
enum class DecisionRule : std::uint8_t {
  TenClass,  ///< the ten-class head alone, as the authors' published code does
  Combined   ///< both heads mixed, as the report's sections 3.1 and 3.3 describe
};

/// Weight of the ten-class head in the combined decision ("mix_rate" of the authors'
/// configuration).
inline constexpr double kMixingRate = 0.8;

/// What a model says about one clip: a plain value; each array sums to one.
struct Prediction {
  std::array<float, kSceneCount> scenes{};  ///< softmax of logits 0..9
  std::array<float, kGroupCount>
      groups{};  ///< softmax of logits 10..12: Indoor, Outdoor, Transport
  std::array<float, kSceneCount> combined{};  ///< both heads mixed, see combineHeads

  /// The probabilities that a rule decides by.
  [[nodiscard]] const std::array<float, kSceneCount>& probabilities(DecisionRule rule) const {
    return rule == DecisionRule::TenClass ? scenes : combined;
  }
  /// The most probable scene; the first in label order on a tie.
  [[nodiscard]] Scene decision(DecisionRule rule = DecisionRule::TenClass) const;
  /// Probability of the decision.
  [[nodiscard]] float confidence(DecisionRule rule = DecisionRule::TenClass) const;
};

/// Both heads mixed: for scene c of group g the score is r p10[c] + (1 - r) p3[g] with r =
/// mixingRate, divided by r + (1 - r) times the sum over all scenes of p3[g], which is the sum of
/// all ten scores of probabilities that sum to one.
///
/// The report says only that the outputs "are combined"; the published configuration has the rate
/// 0.8 but never uses it. Dividing by the sum makes probabilities of the scores and changes no
/// decision. A function of the rounded probabilities, so whoever keeps these gets the mixture back
/// bit for bit. Precondition: mixingRate in [0, 1]. Thread-safe.
[[nodiscard]] std::array<float, kSceneCount> combineHeads(
    const std::array<float, kSceneCount>& scenes, const std::array<float, kGroupCount>& groups,
    double mixingRate = kMixingRate);

/// Softmax of both heads, and their mixture (see combineHeads). Precondition: logits.size() ==
/// kLogitCount, mixingRate in [0, 1].
[[nodiscard]] Prediction predictionFromLogits(std::span<const float> logits,
                                              double mixingRate = kMixingRate);

}  // namespace scenelens
