// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/random.h"

#include <optional>
#include <span>
#include <vector>

namespace scenelens {

/// SpecAugment (Park et al., 2019): stripes of zeros over mel bands and frames, per clip, the same
/// in both channels, on the network's input after normalisation (so 0 is the mean).
///
/// The published code uses torchlibrosa's SpecAugmentation(2, 2, 2, 2), our default: widths are 0
/// or 1, "maximum width 2" never happens. Its "time" axis is in fact mel; with equal settings on
/// both axes that changes nothing.
struct SpecAugmentOptions {
  int melStripes = 2;   ///< number of stripes over mel bands; code and report 2
  int melWidth = 2;     ///< their maximum width in bands, see `inclusive`; code and report 2
  int timeStripes = 2;  ///< number of stripes over frames; code and report 2
  int timeWidth = 2;    ///< their maximum width in frames; code and report 2
  /// false (code): a width is one of 0 .. max-1. true (the report's words): one of 0 .. max.
  bool inclusive = false;
  /// Largest shift of the time warp in frames; 0 is no warp. The report's text names a warp without
  /// a number; the published code has none.
  int timeWarp = 0;
};

/// Says which option has a value that makes no sense.
[[nodiscard]] Status checkSpecAugment(const SpecAugmentOptions& options);

/// A run of bands or frames; `width` may be 0.
struct Stripe {
  int start = 0;
  int width = 0;
};

/// The moved point of a time warp, in (fractional) frames: what was at `from` comes to be at `to`;
/// the first and the last frame stay.
struct TimeWarp {
  double from = 0.0;
  double to = 0.0;
};

/// What is done to one clip; a preview can draw it.
struct SpecAugmentPlan {
  std::vector<Stripe> mel;
  std::vector<Stripe> time;
  std::optional<TimeWarp> warp;
};

/// Draws the stripes of one clip: width as described, start uniform in 0 .. size-width-1. That
/// bound is torchlibrosa's and Park's [0, size - width); it leaves the last band and frame
/// untouched. The warp's point is uniform in [W+1, 42-W], its shift in [-W, W]. Precondition: valid
/// options.
[[nodiscard]] SpecAugmentPlan planSpecAugment(const SpecAugmentOptions& options,
                                              SplitMix64& random);

/// Warps, then masks one clip in place. `features`: whole channels of 256 x 44.
void applySpecAugment(const SpecAugmentPlan& plan, std::span<float> features);

}  // namespace scenelens
