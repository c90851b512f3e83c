// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/scene.h"
#include "core/features/feature_shape.h"
#include "core/nn/classifier.h"

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace scenelens {

/// Size of the patches that are hidden one after the other; those at the upper and the right edge
/// may be smaller.
struct OcclusionGrid {
  std::size_t bands = 16;  ///< mel bands of a patch, 1 .. 256
  std::size_t frames = 4;  ///< frames of a patch, 1 .. 44

  [[nodiscard]] std::size_t rows() const { return (kMels + bands - 1) / bands; }
  [[nodiscard]] std::size_t columns() const { return (kFrames + frames - 1) / frames; }
};

/// Says which size makes no sense.
[[nodiscard]] Status checkOcclusion(const OcclusionGrid& grid);

/// What a network says while one patch of a clip after the other is hidden: all classes at once.
struct OcclusionMap {
  OcclusionGrid grid;
  std::array<float, kLogitCount> logits{};  ///< of the whole clip
  /// rows x columns x kLogitCount: logits with that patch hidden; row 0 has the lowest bands.
  std::vector<float> hidden;

  /// By how much the probability of a class falls when a patch is hidden, rows x columns in [-1,
  /// 1]: above 0 where the patch speaks for the class. `index`: 0 .. 9 a scene, 10 .. 12 a group,
  /// each a softmax of its own head.
  [[nodiscard]] std::vector<float> drop(std::size_t index) const;
  /// Probability of a class for the whole clip.
  [[nodiscard]] float probability(std::size_t index) const;
};

/// Hides each patch of a clip in turn by setting both channels of the network's input to 0 there,
/// which is each channel's mean over the clip, and asks the network again. The delta is not
/// computed anew, so that a patch has no edges of its own.
///
/// `features`: kFeatureSize values. The patches are shared out among `classifiers`, one thread
/// each; they must be of the same model and at least one. The result does not depend on their
/// number. `control` reports patches done; cancelling is the error "cancelled". Other errors: those
/// of checkOcclusion and of the classifiers.
[[nodiscard]] Result<OcclusionMap> occlusionMap(
    std::span<const float> features, const OcclusionGrid& grid,
    std::span<const std::unique_ptr<Classifier>> classifiers, const JobControl& control);

}  // namespace scenelens
