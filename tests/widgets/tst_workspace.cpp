// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/workspace.h"

using namespace scenelens;
using namespace scenelens::test;

class TestWorkspace final : public QObject {
  Q_OBJECT

 private slots:
  void startsEmpty() {
    const Workspace workspace;
    QVERIFY(workspace.dataset() != nullptr);
    QVERIFY(workspace.dataset()->clips.empty());
    QVERIFY(workspace.models()->empty());
    QVERIFY(!workspace.currentClip());
    QVERIFY(!workspace.prediction(0));
    QCOMPARE(workspace.rule(), DecisionRule::TenClass);
  }

  void aNewDataSetForgetsClipPredictionsAndProblems() {
    Workspace workspace;
    workspace.setModels(bareModels());
    Dataset first = memoryDataset(10);
    first.problems = {{"is broken", "a.wav", 0, {}}};
    workspace.setDataset(std::move(first));
    workspace.setCurrentClip(3);
    workspace.addPredictions(0, {{3U, predictionOf(Scene::Bus, 0.5F)}});
    QVERIFY(workspace.prediction(3));
    QCOMPARE(workspace.problems().size(), std::size_t{1});

    QSignalSpy datasets(&workspace, &Workspace::datasetChanged);
    QSignalSpy clips(&workspace, &Workspace::currentClipChanged);
    QSignalSpy problems(&workspace, &Workspace::problemsChanged);
    workspace.setDataset(memoryDataset(5));
    QCOMPARE(datasets.size(), 1);
    QCOMPARE(clips.size(), 1);
    QVERIFY(!problems.isEmpty());
    QVERIFY(!workspace.currentClip());
    QVERIFY(!workspace.prediction(3));
    QVERIFY(workspace.problems().empty());
    QCOMPARE(workspace.dataset()->clips.size(), std::size_t{5});
  }

  void listenersSeeTheNewDataSetInOnePiece() {
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(10));
    workspace.setCurrentClip(9);
    connect(&workspace, &Workspace::datasetChanged, this, [&workspace] {
      QVERIFY(!workspace.currentClip());
      QCOMPARE(workspace.run(0).size(), std::size_t{0});
    });
    // Whoever listens to problems must never meet a clip of the old data set either.
    connect(&workspace, &Workspace::problemsChanged, this,
            [&workspace] { QVERIFY(!workspace.currentClip()); });
    workspace.setDataset(memoryDataset(2));
  }

  void whoHoldsTheOldDataSetKeepsIt() {
    Workspace workspace;
    workspace.setDataset(memoryDataset(10));
    const auto held = workspace.dataset();
    workspace.setDataset(memoryDataset(2));
    QCOMPARE(held->clips.size(), std::size_t{10});
  }

  void settingWhatIsSetEmitsNothing() {
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(10));
    workspace.setCurrentClip(1);
    QSignalSpy clips(&workspace, &Workspace::currentClipChanged);
    QSignalSpy models(&workspace, &Workspace::currentModelChanged);
    QSignalSpy rules(&workspace, &Workspace::ruleChanged);
    workspace.setCurrentClip(1);
    workspace.setCurrentModel(0);
    workspace.setRule(DecisionRule::TenClass);
    QVERIFY(clips.isEmpty() && models.isEmpty() && rules.isEmpty());
    workspace.setCurrentClip(2);
    workspace.setCurrentModel(2);
    workspace.setRule(DecisionRule::Combined);
    QCOMPARE(clips.size(), 1);
    QCOMPARE(models.size(), 1);
    QCOMPARE(rules.size(), 1);
  }

  void aClipOrModelThatIsNotThereIsNotChosen() {
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(10));
    workspace.setCurrentClip(10);
    QVERIFY(!workspace.currentClip());
    workspace.setCurrentClip(9);
    QCOMPARE(*workspace.currentClip(), std::size_t{9});
    workspace.setCurrentModel(4);
    QCOMPARE(workspace.currentModel(), std::size_t{0});
  }

  void predictionsBelongToTheirModel() {
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(10));
    QSignalSpy added(&workspace, &Workspace::predictionsAdded);
    workspace.addPredictions(
        1, {{2U, predictionOf(Scene::Bus, 0.5F)}, {99U, predictionOf(Scene::Bus, 0.5F)}});
    QCOMPARE(added.size(), 1);
    QCOMPARE(added[0][0].value<std::size_t>(), std::size_t{1});
    QCOMPARE(added[0][1].value<std::vector<std::uint32_t>>(), std::vector<std::uint32_t>{2});
    QVERIFY(!workspace.prediction(2));
    workspace.setCurrentModel(1);
    QVERIFY(workspace.prediction(2));
    QVERIFY(!workspace.prediction(99));
    QVERIFY(workspace.run(1).find(2) && !workspace.run(0).find(2));
    // Of a model that is not there, or nothing at all: no signal.
    workspace.addPredictions(99, {{2U, predictionOf(Scene::Bus, 0.5F)}});
    workspace.addPredictions(1, {});
    QCOMPARE(added.size(), 1);
  }

  void predictionsAreJudgedAsTheyCome() {
    Workspace workspace;
    workspace.setModels(bareModels());
    Dataset dataset = memoryDataset(4);
    dataset.clips[2].scene = Scene::Bus;
    workspace.setDataset(std::move(dataset));
    QCOMPARE(workspace.judged(0).size(), std::size_t{0});
    workspace.addPredictions(0, {{2U, predictionOf(Scene::Bus, 0.5F, Scene::Tram)}});
    QVERIFY(workspace.judged(0).isCorrect(2));
    QVERIFY(!workspace.judged(0).isPredicted(1));
    workspace.setRule(DecisionRule::Combined);
    QVERIFY(workspace.judged(0).isJudged(2) && !workspace.judged(0).isCorrect(2));
  }

  void everyModelHasARunInEachPrecision() {
    Workspace workspace;
    QCOMPARE(workspace.runCount(), std::size_t{1});
    workspace.setModels(bareModels(), std::vector<Int8Twin>(2, Int8Twin(bareModels()[0])));
    QCOMPARE(workspace.runCount(), std::size_t{8});
    QCOMPARE(workspace.runOf(1, Precision::Int8), std::size_t{5});
    QCOMPARE(*workspace.modelOf(5), std::size_t{1});
    QCOMPARE(workspace.precisionOf(5), Precision::Int8);
    QCOMPARE(toQString(workspace.runInfo(5).name), u"Model2 \u00B7 Int8"_s);
    // The last two models have no Int8 weights.
    QCOMPARE(workspace.usableRuns(), (std::vector<std::size_t>{0, 1, 2, 3, 4, 5}));
    // Float32 is compared with Int8 until somebody wants something else.
    QCOMPARE(*workspace.otherRun(), std::size_t{4});
    workspace.setCurrentRun(5);
    QCOMPARE(workspace.currentModel(), std::size_t{1});
    QCOMPARE(*workspace.otherRun(), std::size_t{1});
    workspace.setCurrentModel(0);
    QCOMPARE(workspace.currentRun(), std::size_t{4});  // still Int8
    QCOMPARE(*workspace.otherRun(), std::size_t{0});
    workspace.setOtherRun(5);
    workspace.setCurrentRun(5);
    QCOMPARE(*workspace.otherRun(), std::size_t{4});  // exchanged
    workspace.setCurrentModel(3);
    QCOMPARE(workspace.currentRun(), std::size_t{3});  // there is no Int8
  }

  void openedRunsCanBeLookedAtAndClosed() {
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(4));
    QSignalSpy runs(&workspace, &Workspace::runsChanged);
    Run imported;
    imported.info.name = "peer";
    imported.table = RunTable(4);
    imported.table.set(3, predictionOf(Scene::Park, 0.7F));
    const auto first = workspace.openRun(imported);
    const auto second = workspace.openRun(imported);
    QCOMPARE(runs.size(), 2);
    QVERIFY(workspace.isOpened(first) && !workspace.modelOf(first));
    workspace.setCurrentModel(2);
    workspace.setCurrentRun(second);
    workspace.setOtherRun(first);
    QCOMPARE(workspace.currentModel(), std::size_t{2});
    QVERIFY(workspace.prediction(3) && workspace.judged(second).isPredicted(3));
    workspace.closeRun(0);  // a model's run stays
    workspace.closeRun(first);
    QCOMPARE(workspace.currentRun(), first);
    QVERIFY(!workspace.otherRun());
    QVERIFY(workspace.prediction(3));
    workspace.closeRun(first);
    QCOMPARE(workspace.currentRun(), std::size_t{0});
    QCOMPARE(workspace.runCount(), std::size_t{8});
    workspace.setOtherRun(0);
    QVERIFY(!workspace.otherRun());
  }

  void openedRunsStayWhenWeightsAreRead() {
    Workspace workspace;
    workspace.setDataset(memoryDataset(4));
    Run imported;
    imported.info.name = "peer";
    imported.table = RunTable(4);
    imported.table.set(3, predictionOf(Scene::Park, 0.7F));
    QCOMPARE(workspace.openRun(imported), std::size_t{1});
    workspace.setModels(bareModels());
    QCOMPARE(workspace.runCount(), std::size_t{9});
    QCOMPARE(workspace.runInfo(8).name, std::string("peer"));
    QVERIFY(workspace.isOpened(8) && workspace.judged(8).isPredicted(3));
    workspace.setModels({});
    QCOMPARE(workspace.runInfo(1).name, std::string("peer"));
    workspace.setDataset(memoryDataset(4));
    QCOMPARE(workspace.runCount(), std::size_t{1});
  }

  void notesBelongToTheirClip() {
    Workspace workspace;
    workspace.setDataset(memoryDataset(4));
    QSignalSpy changes(&workspace, &Workspace::noteChanged);
    workspace.setNote(2, {"far away", {"siren"}});
    workspace.setNote(2, {"far away", {"siren"}});
    workspace.setNote(9, {"nowhere", {}});
    workspace.setNote(1, {});
    QCOMPARE(changes.size(), 1);
    QCOMPARE(workspace.note(2)->text, std::string("far away"));
    workspace.filter().setDraft(u"tag:siren"_s);
    QCOMPARE(workspace.shownClips(), std::vector<std::uint32_t>{2});
    workspace.setNote(2, {});
    QVERIFY(!workspace.note(2) && workspace.notes().empty());
    workspace.setNotes({{1U, {"", {"siren"}}}});  // read from a store, so it shows at once
    QCOMPARE(workspace.shownClips(), std::vector<std::uint32_t>{1});
    workspace.setDataset(memoryDataset(4));
    QVERIFY(workspace.notes().empty());
  }

  void newModelsForgetTheOldOnesPredictions() {
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(4));
    workspace.setCurrentModel(3);
    workspace.addPredictions(3, {{1U, predictionOf(Scene::Bus, 0.5F)}});
    workspace.setModels({});
    QCOMPARE(workspace.currentModel(), std::size_t{0});
    QVERIFY(!workspace.prediction(1));
    workspace.setModels(bareModels());
    workspace.setCurrentModel(3);
    QVERIFY(!workspace.prediction(1));
  }

  void theSameProblemIsKeptOnce() {
    Workspace workspace;
    QSignalSpy changes(&workspace, &Workspace::problemsChanged);
    workspace.addProblem({"is broken", "a.wav", 0, {}});
    workspace.addProblem({"is broken", "a.wav", 0, {}});
    workspace.addProblem({"is broken", "b.wav", 0, {}});
    QCOMPARE(workspace.problems().size(), std::size_t{2});
    QCOMPARE(changes.size(), 2);
    workspace.clearProblems();
    QVERIFY(workspace.problems().empty());
    QCOMPARE(changes.size(), 3);
  }

  void countlessProblemsDoNotFillTheMemory() {
    Workspace workspace;
    Dataset dataset;
    for (int i = 0; i < 3000; ++i) dataset.problems.push_back({"bad", std::to_string(i), 0, {}});
    workspace.setDataset(std::move(dataset));
    const auto kept = workspace.problems().size();
    QVERIFY(kept >= 100 && kept <= 1000);
    workspace.addProblem({"one more"});
    QCOMPARE(workspace.problems().size(), kept);
  }
};

SCENELENS_GUI_TEST_MAIN(TestWorkspace)
#include "tst_workspace.moc"
