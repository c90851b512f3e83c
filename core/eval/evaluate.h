// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"
#include "core/nn/engines.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace scenelens {

/// How to evaluate.
struct EvaluateOptions {
  unsigned threads = 0;  ///< 0: one per core
  double mixingRate = kMixingRate;
  /// What is known already and need not be computed again; empty: nothing. Called before the work
  /// begins, in the calling thread.
  std::function<bool(std::uint32_t clip, std::size_t run)> isDone;
};

/// Where results go. Called from worker threads, one call at a time, in no particular order.
struct EvaluateSink {
  std::function<void(std::uint32_t clip, std::size_t run, const Prediction& prediction)> onResult;
  /// The clip could not be read, or an engine failed on it; the clip's other runs may still come.
  /// May be empty.
  std::function<void(std::uint32_t clip, const Error& error)> onFailure;
};

/// What an evaluation came to.
struct EvaluateCounts {
  std::size_t clips = 0;        ///< that were listened to, failed ones included
  std::size_t predictions = 0;  ///< handed to onResult
  std::size_t failed = 0;       ///< clips with at least one call of onFailure
  std::size_t known = 0;        ///< (clip, run) pairs that isDone knew
};

/// Predicts clips of a data set with several networks and all cores: each clip is read and its
/// features are computed once, for all runs that still want it.
///
/// `clips` are indices into dataset.clips; `runs` make the classifiers, one for each run and worker
/// thread. `control` reports clips done of those with something to do, and cancels between clips
/// and within long files; results delivered before stay valid. The results depend neither on the
/// number of threads nor on the order nor on the other runs. Errors: a classifier that could not be
/// made; the other threads then stop after their clip.
[[nodiscard]] Result<EvaluateCounts> evaluate(const Dataset& dataset,
                                              std::span<const std::uint32_t> clips,
                                              std::span<const ClassifierFactory> runs,
                                              const EvaluateSink& sink, const JobControl& control,
                                              const EvaluateOptions& options = {});

}  // namespace scenelens
