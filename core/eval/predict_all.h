// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"
#include "core/nn/classifier.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace scenelens {

/// How to predict many clips.
struct PredictAllOptions {
  unsigned threads = 0;  ///< 0: one per core
  double mixingRate = kMixingRate;
};

/// Predicts clips of a data set with one network and all cores: evaluate() for a single run.
///
/// `clips` are indices into dataset.clips. `makeClassifier` is called once in each worker thread.
/// `onResult` is called for each clip from worker threads, one call at a time, in no particular
/// order; for a clip that cannot be read it carries the error. `control` reports clips done and
/// cancels between clips and within long files; results delivered before stay valid. The results
/// depend neither on the number of threads nor on the order. Returns the error of a classifier that
/// could not be made; the other threads then stop after their clip.
[[nodiscard]] Status predictAll(
    const Dataset& dataset, std::span<const std::uint32_t> clips,
    const std::function<Result<std::unique_ptr<Classifier>>()>& makeClassifier,
    const std::function<void(std::uint32_t clip, const Result<Prediction>& result)>& onResult,
    const JobControl& control, const PredictAllOptions& options = {});

}  // namespace scenelens
