// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/run_figures.h"

#include "core/eval/judged_run.h"
#include "core/eval/recordings.h"

namespace scenelens {

RunFigures figuresOf(const Dataset& dataset, const RunTable& run, DecisionRule rule,
                     std::span<const std::uint32_t> clips, const BootstrapOptions& resampling,
                     const JobControl& control) {
  const JudgedRun judged = judge(dataset, run, rule);
  RunFigures figures;
  figures.parts = partsOf(dataset, judged, clips);
  figures.confusion = confusion(judged, clips);
  figures.calibration = calibrationCurve(judged, clips);
  figures.brier = brierScore(dataset, run, rule, clips);
  if (resampling.resamples > 0)
    figures.intervals =
        bootstrap(dataset, judged, findRecordings(dataset), clips, resampling, control);
  return figures;
}

}  // namespace scenelens
