// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/augment/spec_augment.h"
#include "core/base/error.h"
#include "core/dataset/scene.h"
#include "core/features/feature_map.h"

#include <array>
#include <optional>
#include <span>
#include <vector>

/// What training does to a clip, done to one clip to be looked at. All functions are plain and
/// thread-safe; maps that go in are whole (see FeatureMap).
namespace scenelens {

/// The plan with every stripe cut to the map: starts in 0 .. size, widths so that they end inside.
/// For plans that people edit; the warp is kept where it lies inside and dropped otherwise.
[[nodiscard]] SpecAugmentPlan fittedPlan(SpecAugmentPlan plan);

/// The network's input after SpecAugment, as applySpecAugment computes it for training.
///
/// SpecAugment acts on the input, not on the log-Mel. The `logmel` of the result is what the masked
/// input shows in dB: warped the same way, with the clip's mean (which is the input's 0) under the
/// stripes. Precondition: stripes inside the map.
[[nodiscard]] FeatureMap previewSpecAugment(const SpecAugmentPlan& plan, const FeatureMap& before);

/// A shift (256 values in log10 of power) added to every frame of the log-Mel, then normalised and
/// delta as for any clip; what training does in a spectrum correction.
[[nodiscard]] FeatureMap previewShift(std::span<const float> shift, const FeatureMap& before);

/// Mixup of two clips: lambda x a + (1 - lambda) x b of their log-Mels in single precision, then
/// normalised and delta, as in training. Precondition: lambda in [0, 1].
[[nodiscard]] FeatureMap previewMixup(double lambda, const FeatureMap& a, const FeatureMap& b);

/// The soft target of that mixture: ten scenes, then three groups, each summing to 1. Nothing where
/// a scene is unknown.
[[nodiscard]] std::optional<std::array<float, kLogitCount>> mixedTargets(double lambda,
                                                                         std::optional<Scene> a,
                                                                         std::optional<Scene> b);

/// after - before, element by element. Precondition: same size.
[[nodiscard]] std::vector<float> differenceOf(std::span<const float> before,
                                              std::span<const float> after);

}  // namespace scenelens
