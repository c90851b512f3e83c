// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/run_summary.h"
#include "tests/widgets/gui_test.h"
#include "widgets/base/table_export.h"
#include "widgets/clips/clip_table_model.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace scenelens;
using namespace scenelens::test;

namespace {

using Column = ClipTableModel::Column;
constexpr auto kOrders = {Qt::AscendingOrder, Qt::DescendingOrder};

QString cell(const ClipTableModel& model, int row, int column) {
  return model.index(row, column).data(Qt::DisplayRole).toString();
}

std::vector<std::size_t> clipsOf(const ClipTableModel& model) {
  std::vector<std::size_t> clips(std::size_t(model.rowCount()));
  for (int row = 0; row < model.rowCount(); ++row) clips[std::size_t(row)] = model.clipAt(row);
  return clips;
}

/// Predictions of a model for every second clip; many share a confidence.
std::vector<std::pair<std::uint32_t, Prediction>> somePredictions(std::size_t clips, int seed) {
  std::mt19937 random(static_cast<std::mt19937::result_type>(seed));
  std::vector<std::pair<std::uint32_t, Prediction>> results;
  for (std::uint32_t i = 0; i < clips; i += 2) {
    const auto scene = Scene(random() % kSceneCount);
    const auto combined = Scene(random() % kSceneCount);
    results.emplace_back(i, predictionOf(scene, 0.5F + 0.05F * float(random() % 10), combined));
  }
  return results;
}

/// What a column is sorted by, worked out from the data set alone; unknown values come first.
std::pair<double, std::string> keyOf(const Workspace& workspace, std::size_t i, int column) {
  const auto& dataset = *workspace.dataset();
  const auto& clip = dataset.clips[i];
  const Prediction* prediction = workspace.prediction(i);
  switch (column) {
    case Column::Scene:
      return {0.0, clip.scene ? std::string(sceneTitle(*clip.scene)) : ""};
    case Column::Predicted:
      return {0.0,
              prediction ? std::string(sceneTitle(prediction->decision(workspace.rule()))) : ""};
    case Column::Confidence:
      return {prediction ? double(prediction->confidence(workspace.rule())) : -1.0, ""};
    case Column::Loss:
      return {prediction && clip.scene ? clipLogLoss(prediction->scenes, *clip.scene) : -1.0, ""};
    case Column::Margin: {
      if (!prediction) return {-1.0, ""};
      auto sorted = prediction->probabilities(workspace.rule());
      std::sort(sorted.begin(), sorted.end());
      return {double(sorted[9]) - double(sorted[8]), ""};
    }
    case Column::OtherPredicted: {
      const Prediction* other = workspace.run(1).find(i);
      return {0.0, other ? std::string(sceneTitle(other->decision(workspace.rule()))) : ""};
    }
    case Column::Disagreement: {
      if (!prediction) return {-1.0, ""};
      int others = 0;
      int differ = 0;
      for (std::size_t run = 1; run < workspace.runCount(); ++run) {
        const Prediction* other = workspace.run(run).find(i);
        if (!other) continue;
        ++others;
        if (other->decision(workspace.rule()) != prediction->decision(workspace.rule())) ++differ;
      }
      return {others > 0 ? double(differ) : -1.0, ""};
    }
    case Column::Tags:
      return {workspace.note(i) ? 1.0 : 0.0, ""};
    case Column::Device:
      return {0.0, std::string(dataset.device(clip))};
    case Column::City:
      return {0.0, std::string(dataset.city(clip))};
    case Column::Location:
      return {0.0, std::string(dataset.location(clip))};
    case Column::FoldColumn:
      return {double(clip.fold), ""};
    default:
      return {0.0, std::filesystem::path(clip.file).filename().string() +
                       std::string(std::size_t(clip.window), '~')};
  }
}

std::vector<std::size_t> expectedOrder(const Workspace& workspace, std::vector<std::size_t> clips,
                                       int column, Qt::SortOrder order) {
  std::vector<std::pair<double, std::string>> keys;
  for (std::size_t i = 0; i < workspace.dataset()->clips.size(); ++i) {
    keys.push_back(keyOf(workspace, i, column));
  }
  std::sort(clips.begin(), clips.end());
  std::stable_sort(clips.begin(), clips.end(), [&](std::size_t a, std::size_t b) {
    return order == Qt::AscendingOrder ? keys[a] < keys[b] : keys[b] < keys[a];
  });
  return clips;
}

}  // namespace

class TestClipTableModel final : public QObject {
  Q_OBJECT

 private slots:
  void keepsTheRulesOfModelsWhateverHappens() {
    Workspace workspace;
    ClipTableModel model(workspace);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(120));
    QCOMPARE(model.rowCount(), 120);
    QCOMPARE(model.columnCount(), int(Column::ColumnCount));
    QCOMPARE(model.rowCount(model.index(0, 0)), 0);
    for (int column = -1; column < Column::ColumnCount; ++column) {
      for (const auto order : kOrders) model.sort(column, order);
    }
    workspace.addPredictions(0, somePredictions(120, 1));
    workspace.addPredictions(1, somePredictions(120, 2));
    model.sort(Column::Predicted, Qt::AscendingOrder);
    for (const auto& filter : {u"lyon"_s, u"lyon device:b"_s, u"pred:bus"_s, u"zzz"_s, QString()}) {
      workspace.filter().setDraft(filter);
      for (const auto order : kOrders) model.sort(Column::Confidence, order);
    }
    workspace.setCurrentModel(1);
    workspace.setRule(DecisionRule::Combined);
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(7));
    QCOMPARE(model.rowCount(), 7);
    workspace.setDataset(Dataset());
    QCOMPARE(model.rowCount(), 0);
  }

  void sortsByEveryColumnAndKeepsTheOrderOfEquals_data() {
    QTest::addColumn<int>("column");
    for (int i = 0; i < Column::ColumnCount; ++i) {
      QTest::newRow(qPrintable(ClipTableModel::columnKey(i))) << i;
    }
  }
  void sortsByEveryColumnAndKeepsTheOrderOfEquals() {
    QFETCH(int, column);
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(301));
    workspace.addPredictions(0, somePredictions(301, 5));
    workspace.addPredictions(1, somePredictions(300, 6));
    workspace.addPredictions(5, somePredictions(200, 8));
    workspace.setOtherRun(1);
    workspace.setNote(7, {"late", {}});
    ClipTableModel model(workspace);
    const auto all = clipsOf(model);
    for (const auto order : kOrders) {
      model.sort(column, order);
      QCOMPARE(clipsOf(model), expectedOrder(workspace, all, column, order));
      // From whatever order it was in before.
      model.sort((column + 3) % Column::ColumnCount, order);
      model.sort(column, order);
      QCOMPARE(clipsOf(model), expectedOrder(workspace, all, column, order));
    }
    model.sort(-1, Qt::AscendingOrder);
    QCOMPARE(clipsOf(model), all);
  }

  void sortsFilesByTheNameThatIsShown() {
    Dataset dataset;
    for (const char* file : {"x/b.wav", "y/a.wav", "x/a.wav", "c.wav"}) {
      dataset.clips.emplace_back().file = file;
    }
    Workspace workspace;
    workspace.setDataset(std::move(dataset));
    ClipTableModel model(workspace);
    model.sort(Column::File, Qt::AscendingOrder);
    QCOMPARE(clipsOf(model), (std::vector<std::size_t>{2, 1, 0, 3}));
  }

  void selectedClipsStaySelectedWhenSorted() {
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(200));
    workspace.addPredictions(0, somePredictions(200, 9));
    ClipTableModel model(workspace);
    workspace.filter().setDraft(u"lyon"_s);
    QItemSelectionModel selection(&model);
    std::vector<std::size_t> chosen;
    for (const int row : {0, 3, 17, model.rowCount() - 1}) {
      selection.select(model.index(row, 0),
                       QItemSelectionModel::Select | QItemSelectionModel::Rows);
      chosen.push_back(model.clipAt(row));
    }
    selection.setCurrentIndex(model.index(3, 2), QItemSelectionModel::NoUpdate);
    std::sort(chosen.begin(), chosen.end());
    for (int column = 0; column < Column::ColumnCount; ++column) {
      for (const auto order : kOrders) {
        model.sort(column, order);
        std::vector<std::size_t> now;
        for (const auto& index : selection.selectedRows()) now.push_back(model.clipAt(index.row()));
        std::sort(now.begin(), now.end());
        QCOMPARE(now, chosen);
        QCOMPARE(model.clipAt(selection.currentIndex().row()), chosen[1]);
        QCOMPARE(selection.currentIndex().column(), 2);
      }
    }
  }

  void rowsAndClipsFindEachOther() {
    Workspace workspace;
    workspace.setDataset(memoryDataset(100));
    ClipTableModel model(workspace);
    workspace.filter().setDraft(u"device:s1"_s);
    model.sort(Column::File, Qt::DescendingOrder);
    QVERIFY(model.rowCount() > 5);
    QVERIFY(model.rowCount() < 100);
    int shown = 0;
    for (std::size_t clip = 0; clip < 100; ++clip) {
      const auto row = model.rowOf(clip);
      QCOMPARE(row.has_value(), workspace.dataset()->clips[clip].device == 2);
      if (!row) continue;
      ++shown;
      QCOMPARE(model.clipAt(*row), clip);
      QCOMPARE(model.index(*row, 0).data(ClipTableModel::kClipRole).toInt(), int(clip));
    }
    QCOMPARE(shown, model.rowCount());
    QVERIFY(!model.rowOf(100));
  }

  void filtersAndSortsTheFullDataSet() {
    constexpr std::size_t kFull = 230'350;
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(kFull));
    workspace.addPredictions(0, somePredictions(kFull, 3));
    ClipTableModel model(workspace);
    QCOMPARE(model.rowCount(), int(kFull));
    workspace.filter().setDraft(u"city:lyon fold:test"_s);
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < kFull; ++i) {
      const auto& clip = workspace.dataset()->clips[i];
      if (clip.city == 1 && clip.fold == Fold::Test) expected.push_back(i);
    }
    QCOMPARE(clipsOf(model), expected);
    QVERIFY(expected.size() > 10'000);
    for (const int column : {Column::Confidence, Column::File, Column::Scene}) {
      model.sort(column, Qt::DescendingOrder);
      QCOMPARE(clipsOf(model), expectedOrder(workspace, expected, column, Qt::DescendingOrder));
    }
    workspace.filter().setDraft(QString());
    QCOMPARE(model.rowCount(), int(kFull));
    QCOMPARE(*model.rowOf(model.clipAt(123'456)), 123'456);
  }

  void showsWhatIsKnownOfAClip() {
    Dataset dataset;
    dataset.root = "/data";
    dataset.cities = {"lisbon"};
    dataset.devices = {"s4"};
    dataset.locations = {"lisbon-1000"};
    dataset.clips = {
        {"audio/tram-lisbon.wav", Scene::StreetPedestrian, Fold::Test, 0, 0, 0, 0, false, false},
        {"deep/er/talk.flac", {}, Fold::None, -1, -1, -1, 12, true, false},
    };
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(std::move(dataset));
    ClipTableModel model(workspace);
    workspace.addPredictions(0, {{0U, predictionOf(Scene::Tram, 0.874F, Scene::Bus)}});
    workspace.addPredictions(2, {{0U, predictionOf(Scene::Park, 0.5F)}});
    // The rest of the probability is spread over the nine other scenes.
    const QString loss = QLocale().toString(-std::log((1.0 - 0.874) / 9.0), 'f', 2);
    const auto row = [&model](int number) {
      QStringList texts;
      for (int i = 0; i < Column::ColumnCount; ++i) texts.append(cell(model, number, i));
      return texts;
    };
    workspace.setOtherRun(2);
    workspace.setNote(0, {"far away", {"siren", "loud"}});
    workspace.setNote(1, {"what is this?", {}});
    QCOMPARE(row(0), (QStringList{u"Street pedestrian"_s, u"Tram"_s, u"87 %"_s, loss, u"86 %"_s,
                                  u"Park"_s, u"1 of 1"_s, u"siren loud"_s, u"s4"_s, u"lisbon"_s,
                                  u"1000"_s, u"test"_s, u"tram-lisbon.wav"_s}));
    QStringList second(Column::ColumnCount, QString());
    second[Column::Tags] = u"note"_s;
    second[Column::File] = u"talk.flac · second 12"_s;
    QCOMPARE(row(1), second);
    QVERIFY(model.index(1, Column::File).data(kExportRole).toString().endsWith(u"talk.flac#12"_s));
    QVERIFY(model.index(0, Column::File).data(kExportRole).toString().endsWith(u".wav"_s));
    QCOMPARE(model.index(1, 0).data(Qt::ToolTipRole).toString(), u"/data/deep/er/talk.flac"_s);
    workspace.setRule(DecisionRule::Combined);
    QCOMPARE(cell(model, 0, Column::Predicted), u"Bus"_s);
    workspace.setCurrentModel(2);
    QCOMPARE(cell(model, 0, Column::Predicted), u"Park"_s);
    QCOMPARE(cell(model, 0, Column::Confidence), u"50 %"_s);
    workspace.setCurrentModel(1);
    QCOMPARE(cell(model, 0, Column::Predicted), QString());
    for (int i = 0; i < Column::ColumnCount; ++i) {
      QVERIFY(!model.headerData(i, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }
  }

  void countsTheOtherRunsThatDecideOtherwise() {
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(4));
    ClipTableModel model(workspace);
    const auto text = [&model](int row) { return cell(model, row, Column::Disagreement); };
    workspace.addPredictions(0, {{0U, predictionOf(Scene::Bus, 0.6F, Scene::Tram)},
                                 {1U, predictionOf(Scene::Bus, 0.6F)}});
    QCOMPARE(text(0), QString());  // nobody to disagree with
    workspace.addPredictions(1, {{0U, predictionOf(Scene::Park, 0.6F, Scene::Tram)}});
    // Int8 of the first model is another run.
    const std::size_t int8 = workspace.runOf(0, Precision::Int8);
    workspace.addPredictions(int8, {{0U, predictionOf(Scene::Bus, 0.4F, Scene::Tram)},
                                    {2U, predictionOf(Scene::Bus, 0.4F)}});
    QCOMPARE(text(0), u"1 of 2"_s);
    QCOMPARE(text(1), QString());
    QCOMPARE(text(2), QString());  // the chosen run says nothing about it
    QCOMPARE(model.index(0, Column::Disagreement).data(kExportRole).toInt(), 1);
    QVERIFY(!model.index(1, Column::Disagreement).data(kExportRole).isValid());
    workspace.setRule(DecisionRule::Combined);
    QCOMPARE(text(0), u"0 of 2"_s);
    workspace.setRule(DecisionRule::TenClass);
    workspace.setCurrentRun(1);
    QCOMPARE(text(0), u"2 of 2"_s);
  }

  void everyColumnHasItsNameAndOnlyTheFileIsAlwaysChosen() {
    Workspace workspace;
    ClipTableModel model(workspace);
    QCOMPARE(model.unchosen(), (QStringList{u"disagreement"_s}));
    for (int i = 0; i < Column::ColumnCount; ++i) {
      QCOMPARE(ClipTableModel::columnOf(ClipTableModel::columnKey(i)), i);
      model.setChosen(i, false);
      QCOMPARE(model.isChosen(i), i == Column::File);
    }
    QCOMPARE(ClipTableModel::columnOf(u"nonsense"_s), -1);
    QCOMPARE(ClipTableModel::columnKey(-1), QString());
    QSignalSpy changes(&model, &ClipTableModel::chosenChanged);
    model.setUnchosen({u"city"_s, u"of a later version"_s, u"file"_s});
    QCOMPARE(changes.size(), 1);
    QCOMPARE(model.unchosen(), (QStringList{u"city"_s}));
  }

  void rightAndWrongDecisionsAndMissingClipsHaveTheirColours() {
    Dataset dataset = memoryDataset(3);
    dataset.clips[0].scene = dataset.clips[1].scene = Scene::Bus;
    dataset.clips[0].missing = dataset.clips[1].missing = false;
    dataset.clips[2].missing = true;
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(std::move(dataset));
    workspace.addPredictions(
        0, {{0U, predictionOf(Scene::Bus, 0.9F)}, {1U, predictionOf(Scene::Tram, 0.9F)}});
    const ClipTableModel model(workspace);
    const auto& colours = themeColours(QApplication::palette());
    const auto colour = [&model](int row, int column) {
      return model.index(row, column).data(Qt::ForegroundRole).value<QColor>();
    };
    QCOMPARE(colour(0, Column::Predicted), colours.right);
    QCOMPARE(colour(1, Column::Predicted), colours.wrong);
    QVERIFY(!model.index(0, Column::File).data(Qt::ForegroundRole).isValid());
    for (int i = 0; i < Column::ColumnCount; ++i) QCOMPARE(colour(2, i), colours.mutedText);
  }

  void newPredictionsAreAnnouncedAndMoveNothing() {
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(50));
    ClipTableModel model(workspace);
    model.sort(Column::Confidence, Qt::DescendingOrder);
    const auto before = clipsOf(model);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy layouts(&model, &QAbstractItemModel::layoutChanged);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    workspace.addPredictions(
        0, {{10U, predictionOf(Scene::Bus, 0.6F)}, {20U, predictionOf(Scene::Tram, 0.9F)}});
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes[0][0].toModelIndex(), model.index(10, Column::Predicted));
    QCOMPARE(changes[0][1].toModelIndex(), model.index(20, Column::Disagreement));
    QCOMPARE(clipsOf(model), before);
    // Those of another model are only counted where they disagree.
    workspace.addPredictions(3, {{11U, predictionOf(Scene::Bus, 0.6F)}});
    QCOMPARE(changes.size(), 2);
    QCOMPARE(changes[1][0].toModelIndex(), model.index(11, Column::Disagreement));
    QCOMPARE(changes[1][1].toModelIndex(), model.index(11, Column::Disagreement));
    workspace.setCurrentModel(3);
    workspace.setRule(DecisionRule::Combined);
    QCOMPARE(changes.size(), 4);
    QCOMPARE(changes[3][1].toModelIndex(), model.index(49, Column::Disagreement));
    QVERIFY(layouts.isEmpty() && resets.isEmpty());
    workspace.setCurrentModel(0);
    model.sort(Column::Confidence, Qt::DescendingOrder);
    QCOMPARE(model.clipAt(0), std::size_t{20});
    QCOMPARE(model.clipAt(1), std::size_t{10});
  }

  void aFilterByPredictionFollowsRuleAndRunAtOnce() {
    Workspace workspace;
    workspace.setModels(bareModels());
    workspace.setDataset(memoryDataset(20));
    workspace.addPredictions(0, {{4U, predictionOf(Scene::Bus, 0.6F, Scene::Park)}});
    ClipTableModel model(workspace);
    workspace.filter().setDraft(u"pred:bus"_s);
    QCOMPARE(clipsOf(model), (std::vector<std::size_t>{4}));
    workspace.setRule(DecisionRule::Combined);
    QCOMPARE(model.rowCount(), 0);
    workspace.filter().setDraft(u"pred:park"_s);
    QCOMPARE(clipsOf(model), (std::vector<std::size_t>{4}));
    workspace.setCurrentModel(1);
    QCOMPARE(model.rowCount(), 0);
    // Results that arrive move nothing until somebody asks for it.
    workspace.addPredictions(1, {{5U, predictionOf(Scene::Park, 0.6F)}});
    QCOMPARE(model.rowCount(), 0);
    workspace.refreshShownClips();
    QCOMPARE(clipsOf(model), (std::vector<std::size_t>{5}));
  }

  void theFilterStaysWhenTheDataSetChanges() {
    Workspace workspace;
    workspace.setDataset(memoryDataset(40));
    ClipTableModel model(workspace);
    workspace.filter().setDraft(u"city:lyon"_s);
    model.sort(Column::File, Qt::AscendingOrder);
    workspace.setDataset(memoryDataset(80));
    QCOMPARE(model.rowCount(), 20);
    QCOMPARE(cell(model, 0, Column::City), u"lyon"_s);
    QVERIFY(cell(model, 0, Column::File) < cell(model, 19, Column::File));
  }
};

SCENELENS_GUI_TEST_MAIN(TestClipTableModel)
#include "tst_clip_table_model.moc"
