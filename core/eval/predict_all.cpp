// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/predict_all.h"

#include "core/eval/evaluate.h"

#include <array>
#include <utility>

namespace scenelens {

Status predictAll(
    const Dataset& dataset, std::span<const std::uint32_t> clips,
    const std::function<Result<std::unique_ptr<Classifier>>()>& makeClassifier,
    const std::function<void(std::uint32_t clip, const Result<Prediction>& result)>& onResult,
    const JobControl& control, const PredictAllOptions& options) {
  const std::array<ClassifierFactory, 1> runs{makeClassifier};
  const EvaluateSink sink{
      [&](std::uint32_t clip, std::size_t, const Prediction& result) { onResult(clip, result); },
      [&](std::uint32_t clip, const Error& error) { onResult(clip, fail(error)); }};
  EvaluateOptions evaluation;
  evaluation.threads = options.threads;
  evaluation.mixingRate = options.mixingRate;
  const auto counts = evaluate(dataset, clips, runs, sink, control, evaluation);
  if (!counts) return fail(counts.error());
  return {};
}

}  // namespace scenelens
