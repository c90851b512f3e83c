// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/eval/predict_all.h"
#include "core/features/feature_shape.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <thread>

using namespace scenelens;

namespace {

constexpr std::uint32_t kClips = 12;
constexpr std::uint32_t kBroken = 5;   // no sound file
constexpr std::uint32_t kMissing = 9;  // no file at all

/// Makes logits from the features without any network: each is the sum of a share of them.
class FakeClassifier final : public Classifier {
 public:
  [[nodiscard]] std::string engineName() const override { return "fake"; }
  [[nodiscard]] std::string_view precisionName() const override { return "Float32"; }
  [[nodiscard]] Status forward(std::span<const float> features, std::span<float> logits) override {
    std::fill(logits.begin(), logits.end(), 0.0F);
    for (std::size_t i = 0; i < features.size(); ++i) {
      logits[i % logits.size()] += 0.01F * std::abs(features[i]);
    }
    return {};
  }
};

Result<std::unique_ptr<Classifier>> makeFake() {
  return std::make_unique<FakeClassifier>();
}

std::string errorOf(const Status& status) {
  return status ? std::string() : status.error().text();
}

}  // namespace

class TestPredictAll final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void everyClipIsPredictedOnce();
  void onlyTheChosenClipsArePredicted();
  void anyNumberOfThreadsGivesTheSameResults();
  void theMixingRateIsUsed();
  void unreadableClipsCarryTheirError();
  void cancellingKeepsWhatWasDone();
  void aClassifierThatCannotBeMadeIsTheError();
  void theOtherThreadsStopWhenOneHasNoClassifier();
  void noClipsAreNoWork();

 private:
  using Results = std::map<std::uint32_t, Result<Prediction>>;
  Status run(Results& results, const PredictAllOptions& options = {});

  QTemporaryDir m_folder;
  Dataset m_dataset;
  std::vector<std::uint32_t> m_all;
};

void TestPredictAll::initTestCase() {
  m_dataset.root = m_folder.path().toStdString();
  for (std::uint32_t i = 0; i < kClips; ++i) {
    Clip clip;
    clip.file = "clip" + std::to_string(i) + ".wav";
    const auto path = m_dataset.path(clip);
    std::vector<float> samples(kClipSamples);
    for (std::size_t n = 0; n < samples.size(); ++n) {
      samples[n] = 0.3F * std::sin(0.01F * static_cast<float>((i + 1) * n % 4001));
    }
    if (i == kBroken) {
      QFile file(QString::fromStdString(path.string()));
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write("no sound");
    } else if (i != kMissing) {
      QVERIFY(writeWav24(path, samples).has_value());
    }
    m_dataset.clips.push_back(clip);
  }
  m_all.resize(kClips);
  std::iota(m_all.begin(), m_all.end(), 0U);
}

Status TestPredictAll::run(Results& results, const PredictAllOptions& options) {
  return predictAll(
      m_dataset, m_all, makeFake,
      [&](std::uint32_t clip, const Result<Prediction>& result) { results.emplace(clip, result); },
      JobControl(), options);
}

void TestPredictAll::everyClipIsPredictedOnce() {
  std::multiset<std::uint32_t> seen;
  std::vector<std::size_t> reported;
  const JobControl control([&](std::size_t done, std::size_t total) {
    reported.push_back(done);
    if (total != kClips) reported.clear();
  });
  const auto status = predictAll(m_dataset, m_all, makeFake,
                                 [&](std::uint32_t clip, const auto&) { seen.insert(clip); },
                                 control, {.threads = 3});
  QVERIFY2(status.has_value(), errorOf(status).c_str());
  QVERIFY(std::equal(seen.begin(), seen.end(), m_all.begin(), m_all.end()));
  std::vector<std::size_t> expected(kClips);
  std::iota(expected.begin(), expected.end(), 1U);
  QVERIFY(reported == expected);
}

void TestPredictAll::onlyTheChosenClipsArePredicted() {
  std::multiset<std::uint32_t> seen;
  const std::vector<std::uint32_t> chosen{7, 2};
  const auto status = predictAll(
      m_dataset, chosen, makeFake, [&](std::uint32_t clip, const auto&) { seen.insert(clip); },
      JobControl());
  QVERIFY(status.has_value());
  QVERIFY(seen == (std::multiset<std::uint32_t>{2, 7}));
}

void TestPredictAll::anyNumberOfThreadsGivesTheSameResults() {
  Results one;
  QVERIFY(run(one, {.threads = 1}).has_value());
  QVERIFY(one.at(0)->scenes != one.at(1)->scenes);
  for (const unsigned threads : {0U, 2U, 5U, 40U}) {
    Results many;
    QVERIFY(run(many, {.threads = threads}).has_value());
    QCOMPARE(many.size(), one.size());
    for (const auto& [clip, result] : one) {
      const auto& other = many.at(clip);
      QCOMPARE(other.has_value(), result.has_value());
      if (!result) continue;
      QVERIFY(other->scenes == result->scenes);
      QVERIFY(other->groups == result->groups);
      QVERIFY(other->combined == result->combined);
    }
  }
}

void TestPredictAll::theMixingRateIsUsed() {
  Results plain;
  QVERIFY(run(plain, {.threads = 1, .mixingRate = 1.0}).has_value());
  Results mixed;
  QVERIFY(run(mixed, {.threads = 1}).has_value());
  // A rate of 1 leaves the ten-class head alone.
  QVERIFY(plain.at(0)->combined == plain.at(0)->scenes);
  QVERIFY(mixed.at(0)->combined != plain.at(0)->combined);
}

void TestPredictAll::unreadableClipsCarryTheirError() {
  Results results;
  const auto status = run(results);
  QVERIFY(status.has_value());
  for (const auto& [clip, result] : results) {
    const bool readable = clip != kBroken && clip != kMissing;
    QCOMPARE(result.has_value(), readable);
    if (!readable) QCOMPARE(result.error().file, m_dataset.path(m_dataset.clips[clip]));
  }
}

void TestPredictAll::cancellingKeepsWhatWasDone() {
  for (const unsigned threads : {1U, 3U}) {
    JobControl control;
    Results results;
    const auto status = predictAll(m_dataset, m_all, makeFake,
                                   [&](std::uint32_t clip, const auto& result) {
                                     results.emplace(clip, result);
                                     if (results.size() == 4) control.cancel();
                                   },
                                   control, {.threads = threads});
    QVERIFY(status.has_value());
    // Each thread may finish the clip it had begun.
    QVERIFY(results.size() >= 4 && results.size() < 4 + threads);
    QVERIFY(results.contains(0) && results.at(0).has_value());
  }
}

void TestPredictAll::aClassifierThatCannotBeMadeIsTheError() {
  std::size_t calls = 0;
  const auto status = predictAll(
      m_dataset, m_all,
      []() -> Result<std::unique_ptr<Classifier>> {
        return fail({"no such engine", "/models/model1.safetensors"});
      },
      [&](std::uint32_t, const auto&) { ++calls; }, JobControl(), {.threads = 2});
  QCOMPARE(errorOf(status), std::string("/models/model1.safetensors: no such engine."));
  QCOMPARE(calls, std::size_t{0});
}

void TestPredictAll::theOtherThreadsStopWhenOneHasNoClassifier() {
  // The second classifier fails at once; the first one is held back until then, so a thread that
  // did not stop would predict all clips.
  std::atomic<int> made{0};
  std::atomic<bool> failed{false};
  std::size_t calls = 0;
  const auto status = predictAll(
      m_dataset, m_all,
      [&]() -> Result<std::unique_ptr<Classifier>> {
        if (made++ == 1) {
          failed = true;
          return fail({"out of memory"});
        }
        while (!failed) std::this_thread::yield();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        return makeFake();
      },
      [&](std::uint32_t, const auto&) { ++calls; }, JobControl(), {.threads = 2});
  QCOMPARE(errorOf(status), std::string("out of memory."));
  QVERIFY(calls < kClips);
}

void TestPredictAll::noClipsAreNoWork() {
  int made = 0;
  const auto status = predictAll(
      m_dataset, {},
      [&] {
        ++made;
        return makeFake();
      },
      [](std::uint32_t, const auto&) { QFAIL("there is no clip"); }, JobControl());
  QVERIFY(status.has_value());
  QCOMPARE(made, 0);
}

QTEST_APPLESS_MAIN(TestPredictAll)
#include "tst_predict_all.moc"
