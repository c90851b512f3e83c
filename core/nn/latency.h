// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/nn/classifier.h"

#include <span>

namespace scenelens {

/// How long one forward pass of one clip takes.
struct Latency {
  double milliseconds = 0.0;  ///< median of the runs, processor time of one thread
  int runs = 0;               ///< how many were measured
};

inline constexpr int kLatencyRuns = 20;

/// Runs one clip's features (kFeatureSize values) `runs` times after two passes that are not
/// counted, and takes the median. Processor time of the calling thread, which other work on the
/// machine changes little. `control` cancels between passes. Precondition: runs > 0. Errors: those
/// of the classifier, "cancelled".
[[nodiscard]] Result<Latency> measureLatency(Classifier& classifier,
                                             std::span<const float> features,
                                             const JobControl& control, int runs = kLatencyRuns);

}  // namespace scenelens
