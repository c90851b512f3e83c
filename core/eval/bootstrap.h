// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_control.h"
#include "core/dataset/dataset.h"
#include "core/eval/judged_run.h"
#include "core/eval/recordings.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace scenelens {

struct BootstrapOptions {
  std::size_t resamples = 1000;
  std::uint64_t seed = 1;
  double level = 0.95;   ///< of the intervals, in (0, 1)
  unsigned threads = 0;  ///< that share the work, which does not change the numbers; 0: all cores
};

/// An interval of a figure. Not a number where there is nothing to resample: fewer than two
/// recordings.
struct Interval {
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();

  [[nodiscard]] bool isKnown() const { return low <= high; }
};

/// The intervals of some of a run's clips.
struct PartIntervals {
  std::string name;  ///< "", label of a scene or name of a device, as in RunParts
  std::size_t clips = 0;
  std::size_t recordings = 0;  ///< that these clips were cut from
  Interval accuracy;
  Interval macroAccuracy;
  Interval logLoss;
};

struct BootstrapIntervals {
  PartIntervals overall;
  std::array<PartIntervals, kSceneCount> scenes;  ///< in label order
  std::vector<PartIntervals> devices;  ///< those that occur, in the data set's order; "" last
  /// Scene by device: those of `devices`, in their order, each in label order. From the device's
  /// own resamples, those left out in which the scene does not occur; unknown below two recordings.
  std::vector<std::array<PartIntervals, kSceneCount>> cells;
  std::vector<PartIntervals> groups;  ///< of devices, those that occur, by deviceGroupName
  std::size_t resamples = 0;          ///< that the intervals come from
  bool cancelled = false;             ///< there are no intervals then
};

/// Percentile intervals by resampling whole recordings with replacement, since the clips of one are
/// not independent: a part with n recordings draws n of them, and the part's figures of all clips
/// of those drawn are one sample; the interval runs between the samples' (1 - level) / 2 and
/// (1 + level) / 2 quantiles, interpolated linearly (numpy's default). Each part is resampled by
/// itself. Recordings of one moment by several devices are taken as independent, so the overall
/// interval is rather too narrow where devices are aligned.
///
/// Resample b of part p draws from SplitMix64 seeded with (seed, p, b) alone, so the result does
/// not depend on the number of threads. Source: Efron, Tibshirani, "An Introduction to the
/// Bootstrap", 1993, chapters 8 (units of resampling) and 13 (percentile interval).
///
/// `run` and `recordings` are of this data set; clips that are not judged do not count. Reports
/// resampled parts; stops soon after it is cancelled. Thread-safe; meant for a worker.
[[nodiscard]] BootstrapIntervals bootstrap(const Dataset& dataset, const JudgedRun& run,
                                           const RecordingIndex& recordings,
                                           std::span<const std::uint32_t> clips,
                                           const BootstrapOptions& options,
                                           const JobControl& control);

}  // namespace scenelens
