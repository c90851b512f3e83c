// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/eval/predict_all.h"
#include "core/nn/engines.h"
#include "tests/widgets/gui_test.h"
#include "widgets/runs/evaluation_runner.h"

using namespace scenelens;
using namespace scenelens::test;

namespace {

constexpr int kTones = 12;
constexpr int kPatienceMs = 60'000;

std::size_t predictedBy(const Workspace& workspace, std::size_t index) {
  const auto& run = workspace.run(index);
  return std::size_t(std::count(run.done.begin(), run.done.end(), 1));
}

}  // namespace

class TestEvaluationRunner final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    m_tones = toneDataset(m_folder, kTones);
    QCOMPARE(m_tones.clips.size(), std::size_t(kTones));
  }

  void aSmallDataSetIsPredictedByItself() {
    Workspace workspace;
    EvaluationRunner runner(workspace);
    QSignalSpy started(&runner, &EvaluationRunner::started);
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

  void everyModelIsEvaluatedAtOnce() {
    Workspace workspace;
    EvaluationRunner runner(workspace);
    QSignalSpy started(&runner, &EvaluationRunner::started);
    workspace.setModels(runnableModels());
    workspace.setDataset(m_tones);
    for (std::size_t model = 0; model < workspace.models()->size(); ++model) {
      QTRY_COMPARE_WITH_TIMEOUT(predictedBy(workspace, model), std::size_t{kTones}, kPatienceMs);
    }
    QTRY_VERIFY(!runner.isRunning());
    QCOMPARE(started.size(), 1);
    // Another run has nothing left to do, and asking again neither.
    workspace.setCurrentModel(1);
    runner.start();
    QCOMPARE(started.size(), 1);
    QVERIFY(!runner.isRunning());
  }

  void onlyWhatWasAskedForIsEvaluated() {
    Workspace workspace;
    EvaluationRunner runner(workspace);
    workspace.setDataset(m_tones);
    workspace.setModels(runnableModels());
    runner.job()->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(!runner.isRunning(), kPatienceMs);
    workspace.setDataset(repeated(EvaluationRunner::kAutomaticClips + 1));
    QVERIFY(!runner.isRunning());
    runner.start({"some", {3, 7}, {1}});
    QTRY_COMPARE_WITH_TIMEOUT(predictedBy(workspace, 1), std::size_t{2}, kPatienceMs);
    QTRY_VERIFY(!runner.isRunning());
    QVERIFY(workspace.run(1).find(3) && workspace.run(1).find(7));
    QCOMPARE(predictedBy(workspace, 0), std::size_t{0});
  }

  void theStoreKnowsWhatWasEvaluatedBefore() {
    QTemporaryDir folder;
    StoreAddress address;
    address.file = toPath(folder.filePath(u"runs.sqlite"_s));
    const auto models = modelsInFiles(folder);
    Prediction first;
    {
      Workspace workspace;
      RunKeeper keeper(workspace, address);
      EvaluationRunner runner(workspace, &keeper);
      workspace.setModels(models);
      workspace.setDataset(m_tones);
      QTRY_COMPARE_WITH_TIMEOUT(predictedBy(workspace, 1), std::size_t{kTones}, kPatienceMs);
      QTRY_VERIFY(!runner.isRunning());
      first = *workspace.run(1).find(5);
      workspace.setNote(4, {"far away", {"siren"}});
    }
    // The sound is gone: what is shown now can only come from the store.
    Dataset silent = m_tones;
    for (auto& clip : silent.clips) clip.missing = true;
    Workspace workspace;
    RunKeeper keeper(workspace, address);
    EvaluationRunner runner(workspace, &keeper);
    workspace.setModels(models);
    workspace.setDataset(silent);
    QTRY_COMPARE_WITH_TIMEOUT(predictedBy(workspace, 1), std::size_t{kTones}, kPatienceMs);
    QCOMPARE(workspace.run(1).find(5)->scenes, first.scenes);
    QTRY_VERIFY_WITH_TIMEOUT(workspace.note(4), kPatienceMs);
    QCOMPARE(*workspace.note(4), (ClipNote{"far away", {"siren"}}));
    std::vector<StoredRun> stored;
    keeper.list(&workspace, [&stored](std::vector<StoredRun> runs) { stored = std::move(runs); });
    QTRY_COMPARE_WITH_TIMEOUT(stored.size(), models.size(), kPatienceMs);
    QVERIFY(stored[0].complete);
    QCOMPARE(stored[0].predictions, std::size_t{kTones});
    keeper.open(stored[0].id);
    QTRY_VERIFY_WITH_TIMEOUT(workspace.isOpened(workspace.currentRun()), kPatienceMs);
    QVERIFY(workspace.prediction(5));
    QVERIFY(workspace.problems().empty());
  }

  void aFinishedRunHoldsWhatWasKnownElsewhere() {
    // What was predicted by a glance, or for another choice of clips, is not computed again but
    // belongs to the run all the same.
    QTemporaryDir folder;
    StoreAddress address;
    address.file = toPath(folder.filePath(u"runs.sqlite"_s));
    auto opened = StoreWriter::open(address);
    QVERIFY(opened.has_value());
    const std::shared_ptr<StoreWriter> writer = std::move(*opened);
    const auto dataset = std::make_shared<const Dataset>(m_tones);
    RunInfo info;
    info.name = "Model1";
    info.modelHash = "abc";
    info.engine = "ours";
    info.precision = "float32";
    const auto keep = [&](const char* selection, std::vector<std::uint32_t> clips,
                          std::vector<std::uint32_t> computed) {
      info.selection = selection;
      RunTable known(m_tones.clips.size());
      known.set(7, predictionOf(Scene::Park, 0.4F));  // a glance
      const auto kept = KeptRuns::read(writer, dataset, {info, info},
                                       [&known](std::size_t, const RunTable& table) {
                                         for (std::uint32_t clip = 0; clip < table.size(); ++clip) {
                                           if (table.find(clip)) known.set(clip, *table.find(clip));
                                         }
                                       });
      QVERIFY(kept.has_value());
      const std::vector<RunTable> tables{known, known};
      QVERIFY((*kept)->begin(clips, tables).has_value());
      for (const auto clip : computed) {
        (*kept)->add(0, clip, predictionOf(Scene::Bus, 0.5F));
        (*kept)->add(1, clip, predictionOf(Scene::Bus, 0.5F));  // the same weights again
      }
      (*kept)->complete();
      QVERIFY(writer->flush().has_value());
    };
    keep("test", {1, 2, 3}, {1, 2, 3});
    keep("all", {0, 1, 2, 3, 7}, {0});
    auto store = RunStore::open(address);
    QVERIFY(store.has_value());
    const auto runs = store->runs();
    QVERIFY(runs.has_value());
    QCOMPARE(runs->size(), std::size_t{2});
    QCOMPARE((*runs)[0].predictions, std::size_t{3});
    QCOMPARE((*runs)[1].predictions, std::size_t{5});
    QVERIFY((*runs)[1].complete);
    const auto loaded = store->load((*runs)[1].id, ClipOrder(m_tones));
    QVERIFY(loaded.has_value());
    QCOMPARE(loaded->table.find(7)->scenes, predictionOf(Scene::Park, 0.4F).scenes);
  }

  void aStoreThatCannotBeOpenedIsAProblemAndWorkGoesOn() {
    QTemporaryDir folder;
    StoreAddress address;
    address.file = toPath(folder.filePath(u"runs.sqlite"_s));
    QFile file(folder.filePath(u"runs.sqlite"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(5000, 'x'));
    file.close();
    Workspace workspace;
    RunKeeper keeper(workspace, address);
    EvaluationRunner runner(workspace, &keeper);
    workspace.setModels(runnableModels());
    workspace.setDataset(m_tones);
    QTRY_COMPARE_WITH_TIMEOUT(predictedBy(workspace, 0), std::size_t{kTones}, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!workspace.problems().empty(), kPatienceMs);
    QVERIFY2(workspace.problems()[0].text().find("runs.sqlite") != std::string::npos,
             workspace.problems()[0].text().c_str());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray(5000, 'x'));
  }

  void aLargeDataSetWaitsForTheUser() {
    Workspace workspace;
    EvaluationRunner runner(workspace);
    workspace.setModels(runnableModels());
    Dataset large = repeated(EvaluationRunner::kAutomaticClips + 1);
    workspace.setDataset(large);
    QVERIFY(!runner.isRunning());
    large.clips.pop_back();
    workspace.setDataset(std::move(large));
    QVERIFY(runner.isRunning());
  }

  void whatWasPredictedBeforeACancelStays() {
    constexpr std::size_t kClips = 3000;
    Workspace workspace;
    EvaluationRunner runner(workspace);
    Job* job = nullptr;
    connect(&runner, &EvaluationRunner::started, this, [&](Job* shown) { job = shown; });
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
            [&added](std::size_t run, const auto& clips) { added += run == 0 ? clips.size() : 0; });
    runner.start();
    QTRY_COMPARE_WITH_TIMEOUT(predictedBy(workspace, 0), kClips, kPatienceMs);
    QCOMPARE(added, kClips - kept);
  }

  void clipsThatCannotBeReadBecomeProblems() {
    Dataset dataset = m_tones;
    dataset.clips[3].file = "there-is-none.wav";
    dataset.clips[5].missing = true;  // known to be missing: not even tried
    Workspace workspace;
    EvaluationRunner runner(workspace);
    workspace.setModels(runnableModels());
    workspace.setDataset(std::move(dataset));
    QTRY_COMPARE_WITH_TIMEOUT(predictedBy(workspace, 0), std::size_t{kTones - 2}, kPatienceMs);
    QTRY_COMPARE(workspace.problems().size(), std::size_t{1});
    QVERIFY(workspace.problems()[0].text().find("there-is-none.wav") != std::string::npos);
  }

  void resultsOfAnOlderDataSetOrModelAreDropped() {
    Workspace workspace;
    EvaluationRunner runner(workspace);
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
    EvaluationRunner runner(workspace);
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
      auto runner = std::make_unique<EvaluationRunner>(workspace);
      workspace.setModels(runnableModels());
      workspace.setDataset(repeated(3000));
      workspace.setCurrentModel(1);
      for (int turn = 0; turn < i; ++turn) QCoreApplication::processEvents();
      runner.reset();
      QCoreApplication::processEvents();
    }
  }

 private:
  /// Two models as files, so that runs can be known again by their weights.
  static std::vector<Model> modelsInFiles(const QTemporaryDir& folder) {
    std::vector<Model> models;
    for (auto& model : runnableModels()) {
      if (models.size() == 2) break;
      const auto path = toPath(folder.filePath(toQString(model.title() + ".safetensors")));
      if (!writeSafetensors(path, model.weights)) continue;
      model.path = path;
      models.push_back(std::move(model));
    }
    return models;
  }

  /// A tone as often as wanted.
  Dataset repeated(std::size_t count) const {
    Dataset dataset = m_tones;
    dataset.clips.assign(count, m_tones.clips[0]);
    return dataset;
  }

  QTemporaryDir m_folder;
  Dataset m_tones;
};

SCENELENS_GUI_TEST_MAIN(TestEvaluationRunner)
#include "tst_evaluation_runner.moc"
