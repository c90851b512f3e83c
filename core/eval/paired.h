// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/breakdown.h"
#include "core/eval/judged_run.h"
#include "core/eval/recordings.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace scenelens {

/// Who is right about a clip.
enum class Agreement : std::uint8_t { BothRight, OnlyFirst, OnlySecond, BothWrong, Unknown };

/// Unknown unless both runs judged the clip. Precondition: runs of one data set. Thread-safe.
[[nodiscard]] Agreement agreementOf(const JudgedRun& first, const JudgedRun& second,
                                    std::size_t clip);

/// Two runs clip by clip, over the clips that both judged.
struct PairedCounts {
  std::size_t clips = 0;
  std::size_t bothRight = 0;
  std::size_t onlyFirst = 0;
  std::size_t onlySecond = 0;
  std::size_t bothWrong = 0;
  std::size_t disagreements = 0;  ///< clips decided differently: right and wrong, or wrong twice
};

/// Thread-safe.
[[nodiscard]] PairedCounts compareDecisions(const JudgedRun& first, const JudgedRun& second,
                                            std::span<const std::uint32_t> clips);

/// Whether two runs of the same clips have the same accuracy.
struct McNemar {
  std::size_t discordant = 0;  ///< clips that one of the two alone gets right
  bool exact = true;           ///< from the binomial distribution, else from chi-square
  double statistic = 0.0;      ///< chi-square with one degree of freedom; 0 when exact
  double p = 1.0;              ///< two-sided; 1 without discordant clips
};

/// Below 25 discordant clips the exact binomial test (two-sided, probability 1/2), else
/// (|b - c| - 1)^2 / (b + c) against chi-square with one degree of freedom. Clips of one recording
/// are not independent, so p is rather too small. Source: McNemar, Psychometrika 12 (1947);
/// continuity correction of Edwards, Psychometrika 13 (1948); used for classifiers by Dietterich,
/// Neural Computation 10 (1998). Equal to scipy's `binomtest` and `chi2.sf`. Thread-safe.
[[nodiscard]] McNemar mcNemar(std::size_t onlyFirst, std::size_t onlySecond);

/// A clip's losses in two runs, for a scatter plot.
struct LossPair {
  std::uint32_t clip = 0;
  float first = 0.0F;
  float second = 0.0F;
};

/// The clips that both judged, in the order of `clips`. Thread-safe.
[[nodiscard]] std::vector<LossPair> lossPairs(const JudgedRun& first, const JudgedRun& second,
                                              std::span<const std::uint32_t> clips);

/// Any number of runs together.
struct ManyRuns {
  std::size_t clips = 0;             ///< judged by all
  std::vector<std::size_t> rightBy;  ///< [k]: clips that exactly k of the runs get right, k = 0..n
  std::vector<std::size_t> onlyRight;  ///< [i]: clips that run i alone gets right
  std::size_t unanimous = 0;           ///< clips that all decide alike
};

/// Precondition: runs of one data set. Thread-safe.
[[nodiscard]] ManyRuns compareMany(std::span<const JudgedRun* const> runs,
                                   std::span<const std::uint32_t> clips);

/// What a run says about the same moments recorded by the reference device and by another.
struct AlignedRow {
  std::string device;
  DeviceGroup group = DeviceGroup::Other;
  std::size_t pairs = 0;   ///< both predicted, truth known
  std::size_t differ = 0;  ///< decided differently
  std::size_t bothRight = 0;
  std::size_t onlyReference = 0;  ///< right on the reference device alone
  std::size_t onlyDevice = 0;
  std::size_t bothWrong = 0;
  double referenceLogLoss = 0.0;  ///< mean over the pairs; 0 without
  double deviceLogLoss = 0.0;
};

/// A row for each device that has pairs, in the data set's order. A pair counts when its clip of
/// the other device is among `clips`, wherever the reference's clip is, so that a filter on a
/// device keeps its row. `partners` and `run` are of this data set. Thread-safe.
[[nodiscard]] std::vector<AlignedRow> alignedDevices(const Dataset& dataset, const JudgedRun& run,
                                                     const AlignedIndex& partners,
                                                     std::span<const std::uint32_t> clips);

}  // namespace scenelens
