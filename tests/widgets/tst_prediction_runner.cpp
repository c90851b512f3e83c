// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/predict_all.h"
#include "core/nn/engines.h"
#include "tests/widgets/gui_test.h"
#include "widgets/prediction_runner.h"

using namespace scenelens;
using namespace scenelens::test;

namespace {

constexpr int kTones = 12;
constexpr int kPatienceMs = 60'000;

std::size_t predictedBy(const Workspace& workspace, std::size_t model) {
  const auto& run = workspace.run(model);
  return std::size_t(std::count(run.done.begin(), run.done.end(), 1));
}

}  // namespace

class TestPredictionRunner final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    m_tones = toneDataset(m_folder, kTones);
    QCOMPARE(m_tones.clips.size(), std::size_t(kTones));
  }

  void aSmallDataSetIsPredictedByItself() {
    Workspace workspace;
    PredictionRunner runner(workspace);
    QSignalSpy started(&runner, &PredictionRunner::started);
    workspace.setModels(runnableModels());
    QVERIFY(!runner.isRunning());
    workspace.setDataset(m_tones);
    QVERIFY(runner.isRunning());
    QCOMPARE(started.size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(predictedBy(workspace, 0), std::size_t{kTones}, kPatienceMs);
    QTRY_VERIFY(!runner.isRunning());
    QVERIFY(workspace.problems().empty());

    // One thread of core by itself says the same.
    std::vector<std::uint32_t> clips(kTones);
    for (std::uint32_t i = 0; i < kTones; ++i) clips[i] = i;
    PredictAllOptions options;
    options.threads = 1;
    std::size_t equal = 0;
    const auto done = predictAll(
        m_tones, clips, [&] { return makeClassifier((*workspace.models())[0], Engine::Native); },
        [&](std::uint32_t clip, const Result<Prediction>& expected) {
          const auto* found = workspace.run(0).find(clip);
          if (!expected || !found) return;
          for (std::size_t s = 0; s < kSceneCount; ++s) {
            if (std::abs(found->scenes[s] - expected->scenes[s]) > 1e-6F) return;
          }
          ++equal;
        },
        JobControl(), options);
    QVERIFY(done.has_value());
    QCOMPARE(equal, std::size_t{kTones});
  }

  void anotherModelPredictsWhenItIsChosen() {
    Workspace workspace;
    PredictionRunner runner(workspace);
    workspace.setModels(runnableModels());
    workspace.setDataset(m_tones);
    QTRY_COMPARE_WITH_TIMEOUT(predictedBy(workspace, 0), std::size_t{kTones}, kPatienceMs);
    workspace.setCurrentModel(2);
    QTRY_COMPARE_WITH_TIMEOUT(predictedBy(workspace, 2), std::size_t{kTones}, kPatienceMs);
    QCOMPARE(predictedBy(workspace, 1), std::size_t{0});
    // Back again there is nothing left to do.
    QTRY_VERIFY(!runner.isRunning());
    QSignalSpy started(&runner, &PredictionRunner::started);
    workspace.setCurrentModel(0);
    QVERIFY(started.isEmpty());
    QVERIFY(!runner.isRunning());
  }

  void aLargeDataSetWaitsForTheUser() {
    Workspace workspace;
    PredictionRunner runner(workspace);
    workspace.setModels(runnableModels());
    Dataset large = repeated(PredictionRunner::kAutomaticClips + 1);
    workspace.setDataset(large);
    QVERIFY(!runner.isRunning());
    large.clips.pop_back();
    workspace.setDataset(std::move(large));
    QVERIFY(runner.isRunning());
  }

  void whatWasPredictedBeforeACancelStays() {
    constexpr std::size_t kClips = 3000;
    Workspace workspace;
    PredictionRunner runner(workspace);
    Job* job = nullptr;
    connect(&runner, &PredictionRunner::started, this, [&](Job* shown) { job = shown; });
    workspace.setModels(runnableModels());
    workspace.setDataset(repeated(kClips));
    QVERIFY(job);
    QTRY_VERIFY_WITH_TIMEOUT(predictedBy(workspace, 0) > 0, kPatienceMs);
    QSignalSpy finished(job, &Job::finished);
    job->cancel();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatienceMs);
    QVERIFY(!runner.isRunning());
    QCoreApplication::processEvents();
    const std::size_t kept = predictedBy(workspace, 0);
    QVERIFY(kept > 0 && kept < kClips);
    // The rest only, not everything again.
    std::size_t added = 0;
    connect(&workspace, &Workspace::predictionsAdded, this,
            [&added](std::size_t, const auto& clips) { added += clips.size(); });
    runner.start();
    QTRY_COMPARE_WITH_TIMEOUT(predictedBy(workspace, 0), kClips, kPatienceMs);
    QCOMPARE(added, kClips - kept);
  }

  void clipsThatCannotBeReadBecomeProblems() {
    Dataset dataset = m_tones;
    dataset.clips[3].file = "there-is-none.wav";
    dataset.clips[5].missing = true;  // known to be missing: not even tried
    Workspace workspace;
    PredictionRunner runner(workspace);
    workspace.setModels(runnableModels());
    workspace.setDataset(std::move(dataset));
    QTRY_COMPARE_WITH_TIMEOUT(predictedBy(workspace, 0), std::size_t{kTones - 2}, kPatienceMs);
    QTRY_COMPARE(workspace.problems().size(), std::size_t{1});
    QVERIFY(workspace.problems()[0].text().find("there-is-none.wav") != std::string::npos);
  }

  void resultsOfAnOlderDataSetOrModelAreDropped() {
    Workspace workspace;
    PredictionRunner runner(workspace);
    workspace.setModels(runnableModels());
    workspace.setDataset(repeated(3000));
    QTRY_VERIFY_WITH_TIMEOUT(predictedBy(workspace, 0) > 0, kPatienceMs);
    Dataset missing = repeated(3000);
    for (auto& clip : missing.clips) clip.missing = true;
    workspace.setDataset(std::move(missing));
    QVERIFY(!runner.isRunning());
    // The job that was cancelled goes when its thread ended, and its last results come before.
    QTRY_VERIFY_WITH_TIMEOUT(runner.findChildren<Job*>().isEmpty(), kPatienceMs);
    QCOMPARE(predictedBy(workspace, 0), std::size_t{0});
  }

  void resultsOfReplacedModelsAreDropped() {
    Workspace workspace;
    PredictionRunner runner(workspace);
    workspace.setModels(runnableModels());
    workspace.setDataset(repeated(3000));
    QTRY_VERIFY_WITH_TIMEOUT(predictedBy(workspace, 0) > 0, kPatienceMs);
    auto other = runnableModels();
    for (auto& model : other) model.weights = {};  // these predict nothing
    workspace.setModels(std::move(other));
    QCOMPARE(predictedBy(workspace, 0), std::size_t{0});
    QTRY_VERIFY_WITH_TIMEOUT(!workspace.problems().empty(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!runner.isRunning(), kPatienceMs);
    QCoreApplication::processEvents();
    QCOMPARE(predictedBy(workspace, 0), std::size_t{0});
  }

  void canBeDestroyedWhileItWorks() {
    for (int i = 0; i < 10; ++i) {
      Workspace workspace;
      auto runner = std::make_unique<PredictionRunner>(workspace);
      workspace.setModels(runnableModels());
      workspace.setDataset(repeated(3000));
      workspace.setCurrentModel(1);
      for (int turn = 0; turn < i; ++turn) QCoreApplication::processEvents();
      runner.reset();
      QCoreApplication::processEvents();
    }
  }

 private:
  /// A tone as often as wanted.
  Dataset repeated(std::size_t count) const {
    Dataset dataset = m_tones;
    dataset.clips.assign(count, m_tones.clips[0]);
    return dataset;
  }

  QTemporaryDir m_folder;
  Dataset m_tones;
};

SCENELENS_GUI_TEST_MAIN(TestPredictionRunner)
#include "tst_prediction_runner.moc"
