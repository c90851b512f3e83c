// SPDX-License-Identifier: GPL-3.0-or-later
// What evaluate() adds to predictAll(), whose test covers reading, threads and errors.
#include "core/audio/audio_file.h"
#include "core/eval/evaluate.h"
#include "core/eval/predict_all.h"
#include "core/features/feature_shape.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

using namespace scenelens;

namespace {

constexpr std::uint32_t kClips = 10;
constexpr std::uint32_t kMissing = 6;

/// Logits from the features without any network; `sign` tells runs apart. It can fail on request.
class FakeClassifier final : public Classifier {
 public:
  FakeClassifier(float sign, std::atomic<int>& calls) : m_sign(sign), m_calls(calls) {}
  [[nodiscard]] std::string engineName() const override { return "fake"; }
  [[nodiscard]] std::string_view precisionName() const override { return "Float32"; }
  [[nodiscard]] Status forward(std::span<const float> features, std::span<float> logits) override {
    ++m_calls;
    if (m_sign == 0.0F) return fail({"no forward today"});
    std::fill(logits.begin(), logits.end(), 0.0F);
    for (std::size_t i = 0; i < features.size(); ++i) {
      logits[i % logits.size()] += 0.01F * m_sign * std::abs(features[i]);
    }
    return {};
  }

 private:
  float m_sign;
  std::atomic<int>& m_calls;
};

using Results = std::map<std::pair<std::uint32_t, std::size_t>, Prediction>;

}  // namespace

class TestEvaluate final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init() { m_calls = 0; }
  void eachRunGetsWhatItWouldGetAlone();
  void whatIsDoneIsNotComputedAgain();
  void aClipThatEveryRunKnowsIsNotEvenRead();
  void anUnreadableClipFailsOnceForAllRuns();
  void anEngineThatFailsLeavesTheOthersAlone();
  void cancellingKeepsWholeClips();
  void noRunsAreNoWork();

 private:
  [[nodiscard]] ClassifierFactory fake(float sign) {
    return [this, sign]() -> Result<std::unique_ptr<Classifier>> {
      return std::make_unique<FakeClassifier>(sign, m_calls);
    };
  }
  [[nodiscard]] EvaluateSink sink(Results& results,
                                  std::multiset<std::uint32_t>* failed = nullptr) {
    return {[&results](std::uint32_t clip, std::size_t run, const Prediction& prediction) {
              const bool isNew = results.emplace(std::pair(clip, run), prediction).second;
              QVERIFY(isNew);
            },
            [failed](std::uint32_t clip, const Error&) {
              if (failed) failed->insert(clip);
            }};
  }

  QTemporaryDir m_folder;
  Dataset m_dataset;
  std::vector<std::uint32_t> m_all;
  std::atomic<int> m_calls{0};
};

void TestEvaluate::initTestCase() {
  m_dataset.root = m_folder.path().toStdString();
  for (std::uint32_t i = 0; i < kClips; ++i) {
    Clip clip;
    clip.file = "clip" + std::to_string(i) + ".wav";
    std::vector<float> samples(kClipSamples);
    for (std::size_t n = 0; n < samples.size(); ++n) {
      samples[n] = 0.3F * std::sin(0.01F * static_cast<float>((i + 1) * n % 4001));
    }
    if (i != kMissing) QVERIFY(writeWav24(m_dataset.path(clip), samples).has_value());
    m_dataset.clips.push_back(clip);
  }
  m_all.resize(kClips);
  std::iota(m_all.begin(), m_all.end(), 0U);
}

void TestEvaluate::eachRunGetsWhatItWouldGetAlone() {
  const std::vector<ClassifierFactory> runs{fake(1.0F), fake(-1.0F), fake(0.5F)};
  for (const unsigned threads : {1U, 3U}) {
    Results together;
    EvaluateOptions options;
    options.threads = threads;
    const auto counts = evaluate(m_dataset, m_all, runs, sink(together), JobControl(), options);
    QVERIFY(counts);
    QCOMPARE(counts->clips, std::size_t{kClips});
    QCOMPARE(counts->predictions, std::size_t{3 * (kClips - 1)});
    QCOMPARE(together.size(), std::size_t{3 * (kClips - 1)});
    for (std::size_t run = 0; run < runs.size(); ++run) {
      const auto compare = [&](std::uint32_t clip, const Result<Prediction>& alone) {
        QCOMPARE(alone.has_value(), clip != kMissing);
        if (alone) QVERIFY(together.at({clip, run}).combined == alone->combined);
      };
      QVERIFY(predictAll(m_dataset, m_all, runs[run], compare, JobControl()));
    }
    QVERIFY(together.at({0, 0}).scenes != together.at({0, 1}).scenes);
  }
}

void TestEvaluate::whatIsDoneIsNotComputedAgain() {
  const std::vector<ClassifierFactory> runs{fake(1.0F), fake(-1.0F)};
  EvaluateOptions options;
  options.isDone = [](std::uint32_t clip, std::size_t run) { return (clip + run) % 2 == 0; };
  Results results;
  const auto counts = evaluate(m_dataset, m_all, runs, sink(results), JobControl(), options);
  QVERIFY(counts);
  QCOMPARE(counts->known, std::size_t{kClips});
  for (const auto& [key, prediction] : results) QVERIFY((key.first + key.second) % 2 == 1);
  QCOMPARE(results.size(), std::size_t{kClips - 1});
  QCOMPARE(m_calls.load(), int(kClips) - 1);
}

void TestEvaluate::aClipThatEveryRunKnowsIsNotEvenRead() {
  EvaluateOptions options;
  options.isDone = [](std::uint32_t clip, std::size_t) { return clip == kMissing || clip < 3; };
  std::size_t total = 0;
  std::size_t last = 0;
  const JobControl control([&](std::size_t done, std::size_t all) {
    last = done;
    total = all;
  });
  Results results;
  std::multiset<std::uint32_t> failed;
  const auto counts =
      evaluate(m_dataset, m_all, std::vector{fake(1.0F)}, sink(results, &failed), control, options);
  QVERIFY(counts && counts->failed == 0);
  QVERIFY(failed.empty());
  QCOMPARE(results.size(), std::size_t{kClips - 4});
  QCOMPARE(total, std::size_t{kClips - 4});
  QCOMPARE(last, total);
}

void TestEvaluate::anUnreadableClipFailsOnceForAllRuns() {
  Results results;
  std::multiset<std::uint32_t> failed;
  const auto counts = evaluate(m_dataset, m_all, std::vector{fake(1.0F), fake(2.0F)},
                               sink(results, &failed), JobControl());
  QVERIFY(counts);
  QCOMPARE(counts->failed, std::size_t{1});
  QVERIFY(failed == std::multiset<std::uint32_t>{kMissing});
}

void TestEvaluate::anEngineThatFailsLeavesTheOthersAlone() {
  Results results;
  std::multiset<std::uint32_t> failed;
  const auto counts = evaluate(m_dataset, m_all, std::vector{fake(0.0F), fake(1.0F)},
                               sink(results, &failed), JobControl());
  QVERIFY(counts);
  QCOMPARE(counts->failed, std::size_t{kClips});
  QCOMPARE(failed.size(), std::size_t{kClips});
  QCOMPARE(results.size(), std::size_t{kClips - 1});
  for (const auto& [key, prediction] : results) QCOMPARE(key.second, std::size_t{1});
}

void TestEvaluate::cancellingKeepsWholeClips() {
  JobControl control;
  Results results;
  EvaluateSink cancelling = sink(results);
  cancelling.onResult = [&, store = cancelling.onResult](std::uint32_t clip, std::size_t run,
                                                         const Prediction& prediction) {
    store(clip, run, prediction);
    if (results.size() == 3) control.cancel();
  };
  EvaluateOptions options;
  options.threads = 1;
  const auto counts =
      evaluate(m_dataset, m_all, std::vector{fake(1.0F), fake(2.0F)}, cancelling, control, options);
  QVERIFY(counts);
  QCOMPARE(counts->clips, std::size_t{2});
  QCOMPARE(results.size(), std::size_t{4});
}

void TestEvaluate::noRunsAreNoWork() {
  Results results;
  const auto counts = evaluate(m_dataset, m_all, {}, sink(results), JobControl());
  QVERIFY(counts && counts->clips == 0);
}

QTEST_GUILESS_MAIN(TestEvaluate)
#include "tst_evaluate.moc"
