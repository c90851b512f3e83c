// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/preview/before_after.h"
#include "core/preview/device_correction.h"
#include "core/preview/equaliser.h"
#include "core/preview/occlusion.h"
#include "core/preview/transforms.h"
#include "widgets/clips/clip_analyzer.h"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace scenelens {

/// What the preview page can do to a clip, in the order of its list.
enum class PreviewKind { SpecAugment, Correction, Mixup, Equaliser, Occlusion };
inline constexpr int kPreviewKinds = 5;

/// What is to be done; each kind looks at its own part.
struct PreviewParams {
  PreviewKind kind = PreviewKind::SpecAugment;
  SpecAugmentPlan plan;
  CorrectionChoice correction;
  std::shared_ptr<const DeviceSpectra> spectra;  ///< null: not measured
  std::optional<std::size_t> second;             ///< Mixup: index of the other clip
  double lambda = 0.5;                           ///< Mixup: weight of the clip itself
  Equaliser equaliser;
  OcclusionGrid grid;
};

/// What came of it.
struct PreviewAnswer {
  std::shared_ptr<const ClipAnalysis> clip;
  PreviewParams params;
  FeatureMap after;                            ///< Occlusion: the clip as it is
  std::shared_ptr<const ClipAnalysis> second;  ///< Mixup
  /// Mixup: the soft target, where both scenes are known.
  std::optional<std::array<float, kLogitCount>> targets;
  std::optional<DeviceCorrection> correction;
  std::optional<OcclusionMap> occlusion;
  double occlusionSeconds = 0.0;  ///< how long it took; 0 when it was known already
  /// The audible version; null where there is none.
  std::shared_ptr<const std::vector<float>> sound;
  std::optional<BeforeAfter> floats, int8;  ///< of the chosen model
};

}  // namespace scenelens
