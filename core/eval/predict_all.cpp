// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/predict_all.h"

#include "core/nn/clip_predictor.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

namespace scenelens {

Status predictAll(
    const Dataset& dataset, std::span<const std::uint32_t> clips,
    const std::function<Result<std::unique_ptr<Classifier>>()>& makeClassifier,
    const std::function<void(std::uint32_t clip, const Result<Prediction>& result)>& onResult,
    const JobControl& control, const PredictAllOptions& options) {
  if (clips.empty()) return {};
  std::mutex mutex;  // guards onResult, failure and done
  std::optional<Error> failure;
  std::size_t done = 0;
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stop{false};

  const auto work = [&] {
    auto classifier = makeClassifier();
    if (!classifier) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = classifier.error();
      stop = true;
      return;
    }
    ClipPredictor predictor(**classifier, options.mixingRate);
    while (!control.cancelled() && !stop) {
      const std::size_t i = next.fetch_add(1);
      if (i >= clips.size()) break;
      const auto result = predictor.predict(dataset, dataset.clips[clips[i]], &control);
      if (!result && control.cancelled()) break;  // abandoned, not broken
      const std::lock_guard lock(mutex);
      onResult(clips[i], result);
      control.report(++done, clips.size());
    }
  };

  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const auto wanted = static_cast<std::size_t>(options.threads > 0 ? options.threads : cores);
  std::vector<std::thread> threads;
  try {
    for (std::size_t i = 1; i < std::min(wanted, clips.size()); ++i) threads.emplace_back(work);
  } catch (const std::system_error&) {
    // The system gives no more threads: those there are do all the work.
  }
  work();
  for (auto& thread : threads) thread.join();
  if (failure) return fail(std::move(*failure));
  return {};
}

}  // namespace scenelens
