// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_control.h"
#include "core/dataset/dataset.h"
#include "core/eval/bootstrap.h"
#include "core/eval/breakdown.h"
#include "core/eval/calibration_curve.h"
#include "core/eval/confusion.h"
#include "core/eval/run_table.h"

#include <cstdint>
#include <span>

namespace scenelens {

/// Every figure that is told about one run over some clips, as reports and the command line do.
struct RunFigures {
  RunParts parts;
  SceneCounts confusion{};
  CalibrationCurve calibration;
  double brier = 0.0;
  BootstrapIntervals intervals;  ///< resamples == 0: not asked for, or cancelled
};

/// Judges the run and adds everything up. `resampling.resamples` 0 leaves the intervals out, which
/// take most of the time; `control` cancels only them. Thread-safe.
[[nodiscard]] RunFigures figuresOf(const Dataset& dataset, const RunTable& run, DecisionRule rule,
                                   std::span<const std::uint32_t> clips,
                                   const BootstrapOptions& resampling, const JobControl& control);

}  // namespace scenelens
