// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/feature_extractor.h"
#include "core/nn/engines.h"
#include "tests/core/support/int8_weights.h"
#include "tests/widgets/gui_test.h"
#include "widgets/clips/clip_analyzer.h"

#include <QThread>

using namespace scenelens;
using namespace scenelens::test;

namespace {

constexpr int kTones = 50;
constexpr int kPatienceMs = 30'000;

/// Writes down what an analyser says.
struct Listener {
  struct Measured {
    std::size_t clip = 0, model = 0;
    Precision precision = Precision::Float32;
    Latency latency;
  };
  std::vector<std::shared_ptr<const ClipAnalysis>> analysed;
  std::vector<ClipAnswer> predicted;
  std::vector<Measured> measured;
  std::vector<std::pair<std::size_t, Error>> failed;
  std::vector<Error> engineFailed;
  std::vector<std::size_t> answered;
  bool elsewhere = false;

  explicit Listener(ClipAnalyzer& analyzer) {
    const auto here = [this] {
      elsewhere = elsewhere || QThread::currentThread() != qApp->thread();
    };
    QObject::connect(&analyzer, &ClipAnalyzer::analysed, &analyzer, [=, this](const auto& a) {
      here();
      analysed.push_back(a);
    });
    QObject::connect(&analyzer, &ClipAnalyzer::predicted, &analyzer,
                     [=, this](const ClipAnswer& answer) {
                       here();
                       predicted.push_back(answer);
                     });
    QObject::connect(&analyzer, &ClipAnalyzer::measured, &analyzer,
                     [=, this](std::size_t clip, std::size_t model, Precision precision,
                               const Latency& latency) {
                       here();
                       measured.push_back({clip, model, precision, latency});
                     });
    QObject::connect(&analyzer, &ClipAnalyzer::failed, &analyzer,
                     [=, this](std::size_t clip, const Error& error) {
                       here();
                       failed.emplace_back(clip, error);
                     });
    QObject::connect(&analyzer, &ClipAnalyzer::engineFailed, &analyzer,
                     [=, this](const Error& error) {
                       here();
                       engineFailed.push_back(error);
                     });
    QObject::connect(&analyzer, &ClipAnalyzer::answered, &analyzer, [=, this](std::size_t clip) {
      here();
      answered.push_back(clip);
    });
  }
};

}  // namespace

class TestClipAnalyzer final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    m_tones = std::make_shared<const Dataset>(toneDataset(m_folder, kTones));
    QCOMPARE(m_tones->clips.size(), std::size_t(kTones));
    m_models = std::make_shared<const std::vector<Model>>(runnableModels());
  }

  void saysWhatCoreComputes() {
    ClipAnalyzer analyzer;
    const Listener listener(analyzer);
    analyzer.analyse({m_tones, 7, m_models, {2, 0, 3, 1}});
    QTRY_COMPARE_WITH_TIMEOUT(listener.answered, std::vector<std::size_t>{7}, kPatienceMs);

    const auto& clip = m_tones->clips[7];
    const auto audio = readAudioWindow(m_tones->path(clip));
    QVERIFY(audio.has_value());
    FeatureMap map;
    FeatureExtractor().extract(audio->samples, map);
    QCOMPARE(listener.analysed.size(), std::size_t{1});
    QCOMPARE(listener.analysed[0]->clip, std::size_t{7});
    QCOMPARE(listener.analysed[0]->audio.samples, audio->samples);
    QCOMPARE(listener.analysed[0]->map.logmel, map.logmel);
    QCOMPARE(listener.analysed[0]->map.features, map.features);

    QCOMPARE(listener.predicted.size(), std::size_t{4});
    const std::size_t order[] = {2, 0, 3, 1};
    for (std::size_t i = 0; i < 4; ++i) {
      const auto& said = listener.predicted[i];
      QCOMPARE(said.clip, std::size_t{7});
      QCOMPARE(said.model, order[i]);
      const auto classifier = makeClassifier((*m_models)[said.model], Engine::Native);
      QVERIFY(classifier.has_value());
      const auto expected = (*classifier)->predict(map.features);
      QVERIFY(expected.has_value());
      for (std::size_t s = 0; s < kSceneCount; ++s) {
        QVERIFY(std::abs(said.prediction.scenes[s] - expected->scenes[s]) < 1e-6F);
      }
      QVERIFY(said.engine.startsWith(u"Native"_s));
    }
    QVERIFY(!listener.elsewhere);
    QVERIFY(listener.failed.empty() && listener.engineFailed.empty());
  }

  void bothPrecisionsAreAnsweredAndMeasured() {
    auto twins = std::make_shared<std::vector<Int8Twin>>();
    for (const auto& model : *m_models) twins->push_back(quantizedTwin(model));
    twins->at(2) = fail(noInt8Twin(m_models->at(2)));
    ClipAnalyzer analyzer;
    const Listener listener(analyzer);
    analyzer.analyse({m_tones, 7, m_models, {2, 0}, twins});
    QTRY_COMPARE_WITH_TIMEOUT(listener.answered, std::vector<std::size_t>{7}, kPatienceMs);
    QCOMPARE(listener.predicted.size(), std::size_t{3});
    QCOMPARE(listener.measured.size(), std::size_t{3});
    const std::pair<std::size_t, Precision> order[] = {
        {2, Precision::Float32}, {0, Precision::Float32}, {0, Precision::Int8}};
    for (std::size_t i = 0; i < 3; ++i) {
      QCOMPARE(std::pair(listener.predicted[i].model, listener.predicted[i].precision), order[i]);
      QCOMPARE(std::pair(listener.measured[i].model, listener.measured[i].precision), order[i]);
      QCOMPARE(listener.measured[i].latency.runs, kLatencyRuns);
      QVERIFY(listener.measured[i].latency.milliseconds > 0.0);
    }
    const auto classifier = makeClassifier(*twins->at(0), Engine::Int8);
    QVERIFY(classifier.has_value());
    const auto expected = (*classifier)->predict(listener.analysed[0]->map.features);
    QVERIFY(expected.has_value());
    QCOMPARE(listener.predicted[2].prediction.scenes, expected->scenes);  // the same bits
    QVERIFY(!listener.elsewhere && listener.engineFailed.empty());
  }

  void onlyTheLatestOfManyRequestsIsAnswered() {
    ClipAnalyzer analyzer;
    const Listener listener(analyzer);
    for (std::size_t clip = 0; clip < kTones; ++clip) {
      analyzer.analyse({m_tones, clip, m_models, {0, 1, 2, 3}});
    }
    QTRY_VERIFY_WITH_TIMEOUT(!listener.answered.empty(), kPatienceMs);
    QCOMPARE(listener.answered, std::vector<std::size_t>{kTones - 1});
    QCOMPARE(listener.analysed.size(), std::size_t{1});
    QCOMPARE(listener.analysed[0]->clip, std::size_t{kTones - 1});
    QCOMPARE(listener.predicted.size(), std::size_t{4});
  }

  void holdingTheArrowKeyEndsAtTheLastClip() {
    ClipAnalyzer analyzer;
    const Listener listener(analyzer);
    for (std::size_t clip = 0; clip < kTones; ++clip) {
      analyzer.analyse({m_tones, clip, m_models, {0, 1, 2, 3}});
      // What was answered in between is about the clip that was newest then.
      QCoreApplication::processEvents();
      if (!listener.analysed.empty()) QVERIFY(listener.analysed.back()->clip <= clip);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!listener.answered.empty() && listener.answered.back() == kTones - 1,
                             kPatienceMs);
    QCOMPARE(listener.analysed.back()->clip, std::size_t{kTones - 1});
    QCOMPARE(listener.predicted.back().clip, std::size_t{kTones - 1});
    for (std::size_t i = 1; i < listener.analysed.size(); ++i) {
      QVERIFY(listener.analysed[i - 1]->clip < listener.analysed[i]->clip);
    }
  }

  void noAnswerAboutAnotherDataSetWithTheSameIndex() {
    // The first answer is on its way already when the second data set opens.
    auto other = std::make_shared<Dataset>(*m_tones);
    std::reverse(other->clips.begin(), other->clips.end());
    ClipAnalyzer analyzer;
    const Listener listener(analyzer);
    const auto expected = readAudioWindow(other->path(other->clips[0]));
    QVERIFY(expected.has_value());
    for (int i = 0; i < 10; ++i) {
      analyzer.analyse({m_tones, 0, m_models, {0}});
      QThread::yieldCurrentThread();
      for (int spin = 0; spin < i; ++spin) {
        (void)readAudioWindow(m_tones->path(m_tones->clips[0]));  // time passes, events do not
      }
      const std::size_t before = listener.analysed.size();
      analyzer.analyse({other, 0, m_models, {0}});
      QTRY_VERIFY_WITH_TIMEOUT(listener.answered.size() == std::size_t(i + 1), kPatienceMs);
      QCOMPARE(listener.analysed.size(), before + 1);
      QCOMPARE(listener.analysed.back()->audio.samples, expected->samples);
    }
  }

  void aCancelledRequestIsNotAnswered() {
    ClipAnalyzer analyzer;
    const Listener listener(analyzer);
    for (int i = 0; i < 10; ++i) {
      analyzer.analyse({m_tones, 1, m_models, {0, 1, 2, 3}});
      for (int spin = 0; spin < i; ++spin) QThread::yieldCurrentThread();
      analyzer.cancel();
    }
    analyzer.cancel();
    analyzer.analyse({m_tones, 2, m_models, {}});
    QTRY_VERIFY_WITH_TIMEOUT(!listener.answered.empty(), kPatienceMs);
    QCOMPARE(listener.answered, std::vector<std::size_t>{2});
    QCOMPARE(listener.analysed.size(), std::size_t{1});
    QVERIFY(listener.predicted.empty());
  }

  void anUnreadableClipFailsAndTheNextOneWorks() {
    auto dataset = std::make_shared<Dataset>(*m_tones);
    dataset->clips[0].file = "there-is-none.wav";
    ClipAnalyzer analyzer;
    const Listener listener(analyzer);
    analyzer.analyse({dataset, 0, m_models, {0}});
    QTRY_COMPARE_WITH_TIMEOUT(listener.answered.size(), std::size_t{1}, kPatienceMs);
    QCOMPARE(listener.failed.size(), std::size_t{1});
    QCOMPARE(listener.failed[0].first, std::size_t{0});
    QVERIFY(listener.failed[0].second.text().find("there-is-none.wav") != std::string::npos);
    QVERIFY(listener.analysed.empty() && listener.predicted.empty());
    analyzer.analyse({dataset, 1, m_models, {0}});
    QTRY_COMPARE_WITH_TIMEOUT(listener.answered.size(), std::size_t{2}, kPatienceMs);
    QCOMPARE(listener.failed.size(), std::size_t{1});
    QCOMPARE(listener.analysed.size(), std::size_t{1});
  }

  void aModelThatTheEngineRefusesDoesNotStopTheOthers() {
    auto models = std::make_shared<std::vector<Model>>(runnableModels());
    models->at(1).weights = {};
    ClipAnalyzer analyzer;
    const Listener listener(analyzer);
    analyzer.analyse({m_tones, 0, models, {0, 1, 2}});
    QTRY_COMPARE_WITH_TIMEOUT(listener.answered.size(), std::size_t{1}, kPatienceMs);
    QCOMPARE(listener.engineFailed.size(), std::size_t{1});
    QCOMPARE(listener.predicted.size(), std::size_t{2});
    // Said once, not for every clip; the answer still ends.
    analyzer.analyse({m_tones, 1, models, {0, 1, 2}});
    QTRY_COMPARE_WITH_TIMEOUT(listener.answered.size(), std::size_t{2}, kPatienceMs);
    QCOMPARE(listener.engineFailed.size(), std::size_t{1});
    QCOMPARE(listener.predicted.size(), std::size_t{4});
  }

  void canBeDestroyedAtAnyMoment() {
    for (int i = 0; i < 30; ++i) {
      auto analyzer = std::make_unique<ClipAnalyzer>();
      if (i > 0) analyzer->analyse({m_tones, 0, m_models, {0, 1, 2, 3}});
      for (int turn = 0; turn < i; ++turn) QCoreApplication::processEvents();
      analyzer.reset();
      QCoreApplication::processEvents();
    }
  }

 private:
  QTemporaryDir m_folder;
  std::shared_ptr<const Dataset> m_tones;
  std::shared_ptr<const std::vector<Model>> m_models;
};

SCENELENS_GUI_TEST_MAIN(TestClipAnalyzer)
#include "tst_clip_analyzer.moc"
