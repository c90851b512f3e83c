// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/evaluate.h"

#include "core/features/clip_listener.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

/// The (clip, run) pairs that are left, one bit each.
class Work {
 public:
  Work(std::span<const std::uint32_t> clips, std::size_t runs, const EvaluateOptions& options,
       std::size_t& known)
      : m_runs(runs) {
    std::vector<bool> wanted(runs);
    for (const std::uint32_t clip : clips) {
      bool any = false;
      for (std::size_t run = 0; run < runs; ++run) {
        wanted[run] = !options.isDone || !options.isDone(clip, run);
        any = any || wanted[run];
        known += wanted[run] ? 0 : 1;
      }
      if (!any) continue;
      m_clips.push_back(clip);
      m_wanted.insert(m_wanted.end(), wanted.begin(), wanted.end());
    }
  }

  [[nodiscard]] std::size_t size() const { return m_clips.size(); }
  [[nodiscard]] std::uint32_t clip(std::size_t i) const { return m_clips[i]; }
  [[nodiscard]] bool wants(std::size_t i, std::size_t run) const {
    return m_wanted[i * m_runs + run];
  }

 private:
  std::size_t m_runs;
  std::vector<std::uint32_t> m_clips;
  std::vector<bool> m_wanted;
};

/// One evaluation; `work` runs in every thread.
class Evaluation {
 public:
  Evaluation(const Dataset& dataset, std::span<const std::uint32_t> clips,
             std::span<const ClassifierFactory> runs, const EvaluateSink& sink,
             const JobControl& control, const EvaluateOptions& options)
      : m_dataset(dataset),
        m_runs(runs),
        m_sink(sink),
        m_control(control),
        m_mixingRate(options.mixingRate),
        m_work(clips, runs.size(), options, m_counts.known) {}

  Result<EvaluateCounts> run(unsigned threads) {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const auto wanted = static_cast<std::size_t>(threads > 0 ? threads : cores);
    std::vector<std::thread> others;
    try {
      for (std::size_t i = 1; i < std::min(wanted, m_work.size()); ++i) {
        others.emplace_back([this] { work(); });
      }
    } catch (const std::system_error&) {
      // The system gives no more threads: those there are do all the work.
    }
    if (m_work.size() > 0) work();
    for (auto& thread : others) thread.join();
    if (m_failure) return fail(std::move(*m_failure));
    return m_counts;
  }

 private:
  using Classifiers = std::vector<std::unique_ptr<Classifier>>;
  using Answers = std::vector<std::optional<Result<Prediction>>>;

  std::optional<Classifiers> makeClassifiers() {
    Classifiers classifiers;
    for (const auto& make : m_runs) {
      auto classifier = make();
      if (!classifier) {
        const std::lock_guard lock(m_mutex);
        if (!m_failure) m_failure = std::move(classifier.error());
        m_stop = true;
        return std::nullopt;
      }
      classifiers.push_back(std::move(*classifier));
    }
    return classifiers;
  }

  void work() {
    auto classifiers = makeClassifiers();
    if (!classifiers) return;
    ClipListener listener;
    Answers answers(m_runs.size());
    while (!m_control.cancelled() && !m_stop) {
      const std::size_t i = m_next.fetch_add(1);
      if (i >= m_work.size()) return;
      const auto map = listener.features(m_dataset, m_dataset.clips[m_work.clip(i)], &m_control);
      if (!map) {
        if (m_control.cancelled()) return;  // abandoned, not broken
        deliver(i, map.error());
        continue;
      }
      for (std::size_t run = 0; run < answers.size(); ++run) {
        answers[run].reset();
        if (!m_work.wants(i, run)) continue;
        answers[run] = (*classifiers)[run]->predict((*map)->features, m_mixingRate);
      }
      deliver(i, answers);
    }
  }

  void deliver(std::size_t i, const Error& error) {
    const std::lock_guard lock(m_mutex);
    ++m_counts.failed;
    if (m_sink.onFailure) m_sink.onFailure(m_work.clip(i), error);
    m_control.report(++m_counts.clips, m_work.size());
  }

  void deliver(std::size_t i, const Answers& answers) {
    const std::lock_guard lock(m_mutex);
    bool failed = false;
    for (std::size_t run = 0; run < answers.size(); ++run) {
      if (!answers[run]) continue;
      if (*answers[run]) {
        ++m_counts.predictions;
        m_sink.onResult(m_work.clip(i), run, **answers[run]);
      } else {
        failed = true;
        if (m_sink.onFailure) m_sink.onFailure(m_work.clip(i), answers[run]->error());
      }
    }
    m_counts.failed += failed ? 1 : 0;
    m_control.report(++m_counts.clips, m_work.size());
  }

  const Dataset& m_dataset;
  std::span<const ClassifierFactory> m_runs;
  const EvaluateSink& m_sink;
  const JobControl& m_control;
  double m_mixingRate;
  EvaluateCounts m_counts;  ///< before m_work, which counts what is known
  Work m_work;
  std::mutex m_mutex;  ///< guards the sink, m_failure and m_counts
  std::optional<Error> m_failure;
  std::atomic<std::size_t> m_next{0};
  std::atomic<bool> m_stop{false};
};

}  // namespace

Result<EvaluateCounts> evaluate(const Dataset& dataset, std::span<const std::uint32_t> clips,
                                std::span<const ClassifierFactory> runs, const EvaluateSink& sink,
                                const JobControl& control, const EvaluateOptions& options) {
  return Evaluation(dataset, clips, runs, sink, control, options).run(options.threads);
}

}  // namespace scenelens
