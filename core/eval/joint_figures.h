// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_control.h"
#include "core/dataset/dataset.h"
#include "core/eval/paired.h"
#include "core/eval/run_summary.h"

#include <cstdint>
#include <span>
#include <vector>

namespace scenelens {

/// A run's figures beside those of others.
struct SideFigures {
  std::size_t judged = 0;  ///< of the clips asked for, those this run judged
  RunPart part;            ///< accuracy, macro accuracy, log loss over the common clips
  double ece = 0.0;        ///< over the common clips, kDefaultBins bins
  double brier = 0.0;      ///< over the common clips
};

/// Two of the runs over the clips that all judged.
struct SidePair {
  std::size_t first = 0;  ///< index into the runs
  std::size_t second = 0;
  PairedCounts counts;
  McNemar test;
};

/// Any number of runs beside each other.
struct SideBySide {
  std::vector<std::uint32_t> common;  ///< clips that all runs judged which judged any
  std::vector<SideFigures> runs;      ///< as many as were given
  std::vector<SidePair> pairs;        ///< first < second, both with judged clips
  ManyRuns together;                  ///< of the runs that judged any
};

/// Compares runs of one data set fairly: over those of `clips` that every run judged. Runs that
/// judged none of them are left out of that condition and of the pairs; their figures are 0.
/// `control` cancels between runs and pairs; the result is then incomplete. Thread-safe.
[[nodiscard]] SideBySide compareSideBySide(const Dataset& dataset,
                                           std::span<const JudgedRun* const> runs,
                                           std::span<const std::uint32_t> clips,
                                           const JobControl& control);

/// Which pairs of aligned clips are meant.
enum class AlignedPairs : std::uint8_t {
  All,
  Differ,
  BothRight,
  OnlyReference,
  OnlyDevice,
  BothWrong
};

/// The clips of such pairs, those of the other device and of the reference, ascending; pairs count
/// as in alignedDevices(). `device` is an index into dataset.devices. Thread-safe.
[[nodiscard]] std::vector<std::uint32_t> clipsOfPairs(const Dataset& dataset, const JudgedRun& run,
                                                      const AlignedIndex& partners,
                                                      std::span<const std::uint32_t> clips,
                                                      std::size_t device, AlignedPairs which);

}  // namespace scenelens
