// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/predict_all.h"
#include "core/features/feature_extractor.h"
#include "core/nn/engines.h"
#include "tests/widgets/workbench.h"
#include "widgets/base/elided_label.h"
#include "widgets/clips/decision_grid.h"
#include "widgets/compare/compare_page.h"

#include <qcustomplot.h>

using namespace scenelens;
using namespace scenelens::test;

namespace {

/// What core computes for a clip, without any window.
struct Reference {
  AudioClip audio;
  FeatureMap map;
  std::vector<Prediction> predictions;  // of each model
};

std::optional<Reference> referenceOf(const Workspace& workspace, std::size_t clip) {
  const auto& dataset = *workspace.dataset();
  const auto& row = dataset.clips[clip];
  auto audio = readAudioWindow(dataset.path(row), std::size_t(row.window));
  if (!audio) return std::nullopt;
  Reference reference;
  reference.audio = std::move(*audio);
  FeatureExtractor().extract(reference.audio.samples, reference.map);
  for (const auto& model : *workspace.models()) {
    const auto classifier = makeClassifier(model, Engine::Native);
    if (!classifier) return std::nullopt;
    const auto prediction = (*classifier)->predict(reference.map.features);
    if (!prediction) return std::nullopt;
    reference.predictions.push_back(*prediction);
  }
  return reference;
}

bool isClose(const Prediction* found, const Prediction& expected) {
  if (!found) return false;
  for (std::size_t i = 0; i < kSceneCount; ++i) {
    if (std::abs(found->scenes[i] - expected.scenes[i]) > 1e-6F) return false;
    if (std::abs(found->combined[i] - expected.combined[i]) > 1e-6F) return false;
  }
  return true;
}

/// True when the plot shows exactly these samples, levels and deltas.
bool shows(const ClipPlot& clipPlot, const Reference& reference) {
  auto* plot = clipPlot.plot();
  const auto& samples = *plot->graph(0)->data();
  if (std::size_t(samples.size()) != reference.audio.samples.size()) return false;
  for (int i = 0; i < samples.size(); ++i) {
    if (samples.at(i)->value != double(reference.audio.samples[std::size_t(i)])) return false;
  }
  std::vector<QCPColorMap*> maps;
  for (int i = 0; i < plot->plottableCount(); ++i) {
    if (auto* map = qobject_cast<QCPColorMap*>(plot->plottable(i))) maps.push_back(map);
  }
  if (maps.size() != 2) return false;
  const auto delta = reference.map.channel(1);
  for (std::size_t i = 0; i < kMapSize; ++i) {
    const int frame = int(i % kFrames);
    const int band = int(i / kFrames);
    const double level = 10.0 * double(reference.map.logmel[i]);
    if (maps[0]->data()->cell(frame, band) != level) return false;
    if (maps[1]->data()->cell(frame, band) != double(delta[i])) return false;
  }
  return true;
}

}  // namespace

/// Working in the real window, on a small demo set and on real recordings.
class TestMainWindow final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QVERIFY(makeDemoSet(m_demo.path()));
    m_bench = std::make_unique<Workbench>();
    m_bench->window.loadModels();
    m_bench->window.openPaths({m_demo.path()});
    QVERIFY(m_bench->settle());
    QCOMPARE(m_bench->workspace.models()->size(), std::size_t{4});
  }
  void cleanupTestCase() { m_bench.reset(); }

  void init() {
    auto& bench = *m_bench;
    if (!bench.filter()->text().isEmpty()) bench.filter()->clear();
    bench.table()->sortByColumn(-1, Qt::AscendingOrder);
    bench.window.showPage(MainWindow::Clips);
    bench.workspace.setRule(DecisionRule::TenClass);
    bench.workspace.setCurrentModel(0);
    bench.workspace.setCurrentClip(0);
    bench.plot()->fit();
    bench.window.activateWindow();
    bench.table()->setFocus();
    QVERIFY(bench.settle());
  }

  void opensADataSetAndShowsWhatCoreComputes_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("clips");
    QTest::addColumn<bool>("synthetic");
    QTest::newRow("demo set") << m_demo.path() << 100 << true;
    QTest::newRow("real clips") << QDir::cleanPath(
                                       QStringLiteral(SCENELENS_SHARED_DIR "/data/tau-mini"))
                                << 496 << false;
  }
  void opensADataSetAndShowsWhatCoreComputes() {
    QFETCH(QString, path);
    QFETCH(int, clips);
    QFETCH(bool, synthetic);
    if (!QFileInfo::exists(path)) QSKIP(qPrintable(u"missing: "_s + path));
    Workbench bench;
    bench.window.loadModels();
    bench.window.openPaths({path});
    QVERIFY(bench.window.isBusy());
    QVERIFY(bench.settle());
    QVERIFY2(
        bench.workspace.problems().empty(),
        bench.workspace.problems().empty() ? "" : bench.workspace.problems()[0].text().c_str());

    QCOMPARE(bench.rows()->rowCount(), clips);
    const QString name = QFileInfo(path).fileName();
    QVERIFY(bench.window.windowTitle().startsWith(name));
    QCOMPARE(bench.window.windowTitle().contains(u"(synthetic)"_s), synthetic);
    QCOMPARE(visibleBadge(bench, u"Synthetic data"_s), synthetic);
    QVERIFY(visibleBadge(bench, u"Untrained"_s) == !bench.workspace.models()->front().trained);

    QCOMPARE(bench.workspace.currentClip(), std::optional<std::size_t>{0});
    QCOMPARE(bench.selectedClip(), std::optional<std::size_t>{0});
    const auto& clip = bench.workspace.dataset()->clips[0];
    QCOMPARE(bench.find<ElidedLabel>(u"clipTitle"_s)->text(),
             toQString(clip.file).section(u'/', -1));
    const auto reference = referenceOf(bench.workspace, 0);
    QVERIFY(reference.has_value());
    QVERIFY(shows(*bench.plot(), *reference));
    for (std::size_t model = 0; model < 4; ++model) {
      QVERIFY(isClose(bench.workspace.run(model).find(0), reference->predictions[model]));
    }
    // Every clip of the chosen model; some of them again by hand.
    const auto& run = bench.workspace.run(0);
    QCOMPARE(std::count(run.done.begin(), run.done.end(), 1), std::ptrdiff_t(clips));
    for (std::size_t i = 1; i < std::size_t(clips); i += std::size_t(clips) / 5) {
      const auto expected = referenceOf(bench.workspace, i);
      QVERIFY(expected.has_value());
      QVERIFY(isClose(run.find(i), expected->predictions[0]));
    }
    QCOMPARE(bench.settings.recentPaths(), QStringList{path});
  }

  void arrowKeysStepThroughTheClips() {
    auto& bench = *m_bench;
    for (std::size_t i = 1; i <= 5; ++i) {
      QTest::keyClick(bench.table(), Qt::Key_Down);
      QCOMPARE(bench.workspace.currentClip(), std::optional(i));
      QCOMPARE(bench.selectedClip(), std::optional(i));
    }
    QTest::keyClick(bench.table(), Qt::Key_Up);
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.currentClip(), std::optional<std::size_t>{4});
    const auto reference = referenceOf(bench.workspace, 4);
    QVERIFY(reference && shows(*bench.plot(), *reference));
    // The menu's keys work wherever the focus is.
    bench.filter()->setFocus();
    QTest::keyClick(bench.filter(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(bench.workspace.currentClip(), std::optional<std::size_t>{5});
    QTest::keyClick(bench.filter(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(bench.workspace.currentClip(), std::optional<std::size_t>{4});
  }

  void aHeldArrowKeyEndsAtTheRightClip() {
    auto& bench = *m_bench;
    for (int i = 0; i < 60; ++i) QTest::keyClick(bench.table(), Qt::Key_Down);
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.currentClip(), std::optional<std::size_t>{60});
    const auto reference = referenceOf(bench.workspace, 60);
    QVERIFY(reference && shows(*bench.plot(), *reference));
    const QRect row = bench.table()->visualRect(bench.table()->currentIndex());
    QVERIFY(bench.table()->viewport()->rect().intersects(row));
  }

  void typingInTheFilterShowsMatchingClips() {
    auto& bench = *m_bench;
    QTest::keyClick(&bench.window, Qt::Key_F, Qt::ControlModifier);
    QVERIFY(bench.filter()->hasFocus());
    QTest::keyClicks(bench.filter(), u"fold:test device:s4"_s);
    QCOMPARE(bench.filter()->text(), u"fold:test device:s4"_s);
    const auto& dataset = *bench.workspace.dataset();
    int expected = 0;
    for (const auto& clip : dataset.clips) {
      expected += clip.fold == Fold::Test && dataset.device(clip) == "s4";
    }
    QVERIFY(expected > 0 && expected < 100);
    QCOMPARE(bench.rows()->rowCount(), expected);
    QVERIFY(hasLabel(bench, u"%1 of 100 clips"_s.arg(expected)));
    QTest::keyClicks(bench.filter(), u" colour:red"_s);
    QVERIFY(hasLabel(bench, u"Unknown word 'colour' before its value. This word hides nothing."_s));
    bench.filter()->clear();
    QCOMPARE(bench.rows()->rowCount(), 100);
    QVERIFY(hasLabel(bench, u"100 clips"_s));
  }

  void theClipStaysWhileItIsFilteredOutAndComesBackSelected() {
    auto& bench = *m_bench;
    bench.workspace.setCurrentClip(3);
    bench.filter()->setText(u"no such clip"_s);
    QCOMPARE(bench.rows()->rowCount(), 0);
    QCOMPARE(bench.workspace.currentClip(), std::optional<std::size_t>{3});
    QVERIFY(!bench.selectedClip());
    bench.filter()->clear();
    QCOMPARE(bench.selectedClip(), std::optional<std::size_t>{3});
    // Among other rows a key starts at the first of them.
    bench.filter()->setText(u"device:s4"_s);
    QVERIFY(bench.rows()->rowCount() > 1);
    bench.window.clipsPage()->step(1);
    QVERIFY(bench.selectedClip().has_value());
    QCOMPARE(bench.selectedClip(), bench.workspace.currentClip());
  }

  void aClickOnAHeaderSortsAndKeepsTheSelection() {
    auto& bench = *m_bench;
    bench.workspace.setCurrentClip(17);
    for (const int column : {ClipTableModel::Scene, ClipTableModel::Predicted,
                             ClipTableModel::Confidence, ClipTableModel::Device}) {
      QStringList before;
      for (int click = 0; click < 3; ++click) {
        bench.clickHeader(column);
        QCOMPARE(bench.workspace.currentClip(), std::optional<std::size_t>{17});
        QCOMPARE(bench.selectedClip(), std::optional<std::size_t>{17});
        const QRect row = bench.table()->visualRect(bench.table()->currentIndex());
        QVERIFY(bench.table()->viewport()->rect().intersects(row));
      }
      // The third click brings the data set's own order back.
      QCOMPARE(bench.rows()->clipAt(0), std::size_t{0});
      QCOMPARE(bench.rows()->clipAt(99), std::size_t{99});
    }
    bench.clickHeader(ClipTableModel::Device);
    const auto device = [&bench](int row) {
      return bench.rows()->index(row, ClipTableModel::Device).data().toString();
    };
    for (int row = 1; row < 100; ++row) QVERIFY(device(row - 1) <= device(row));
  }

  void columnsAreChosenInTheHeadersMenuForAllListsAndRemembered() {
    auto& bench = *m_bench;
    using Column = ClipTableModel::Column;
    auto* compared = bench.window.comparePage()->list()->table();
    auto* menu = bench.table()->findChild<QMenu*>(u"clipColumns"_s);
    QVERIFY(menu);
    // As the keyboard reaches it: a part of the table's own menu.
    QVERIFY(bench.table()->actions().contains(menu->menuAction()));
    QVERIFY(bench.table()->isColumnHidden(Column::Disagreement));
    auto* header = bench.table()->horizontalHeader();
    emit header->customContextMenuRequested(QPoint(5, 5));
    QTRY_VERIFY(menu->isVisible());
    const auto actions = menu->actions();
    QCOMPARE(actions.size(), int(Column::ColumnCount));
    QCOMPARE(actions[Column::Margin]->text(), u"Margin"_s);
    QVERIFY(actions[Column::Margin]->isChecked() && !actions[Column::Disagreement]->isChecked());
    QVERIFY(!actions[Column::File]->isEnabled());
    actions[Column::Disagreement]->trigger();
    actions[Column::Scene]->trigger();
    menu->close();
    // Hidden as long as there is one run only.
    QVERIFY(bench.table()->isColumnHidden(Column::Scene) &&
            compared->isColumnHidden(Column::Scene));
    bench.workspace.addPredictions(0, {{0U, predictionOf(Scene::Bus, 0.6F)}});
    QCOMPARE(bench.workspace.judged(1).size() > 0,
             !bench.table()->isColumnHidden(Column::Disagreement));
    bench.workspace.addPredictions(1, {{0U, predictionOf(Scene::Tram, 0.6F)}});
    for (auto* table : {bench.table(), compared}) {
      QVERIFY(!table->isColumnHidden(Column::Disagreement));
    }
    bench.workspace.setCurrentClip(5);  // the first column is another one now
    QCOMPARE(bench.selectedClip(), std::optional<std::size_t>{5});
    QCOMPARE(bench.table()->currentIndex().column(), int(Column::Predicted));
    QCOMPARE(bench.settings.hiddenClipColumns({u"nothing"_s}), (QStringList{u"scene"_s}));
    Workspace other;
    const MainWindow next(other, bench.settings);
    QVERIFY(!next.clipsPage()->model()->isChosen(Column::Scene));
    QVERIFY(next.clipsPage()->model()->isChosen(Column::Disagreement));
  }

  void theModelBoxChoosesTheModel() {
    auto& bench = *m_bench;
    QCOMPARE(bench.modelBox()->count(), int(bench.workspace.usableRuns().size()));
    bench.modelBox()->setFocus();
    QTest::keyClick(bench.modelBox(), Qt::Key_Down);
    QCOMPARE(bench.workspace.currentModel(), std::size_t{1});
    QVERIFY(bench.settle());
    checkThatModelIsShown(1);
    const auto& run = bench.workspace.run(1);
    QCOMPARE(std::count(run.done.begin(), run.done.end(), 1), std::ptrdiff_t{100});
  }

  void aClickInTheListOfDecisionsChoosesTheModel() {
    auto& bench = *m_bench;
    auto* list = bench.find<QTreeWidget>(u"modelDecisions"_s);
    QCOMPARE(list->topLevelItemCount(), 4);
    for (const int row : {2, 3, 0}) {
      QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                        list->visualItemRect(list->topLevelItem(row)).center());
      QCOMPARE(bench.workspace.currentModel(), std::size_t(row));
      checkThatModelIsShown(row);
    }
  }

  void theDecisionRuleChangesTableAndPanel() {
    auto& bench = *m_bench;
    auto* box = bench.find<QComboBox>(u"decisionRule"_s);
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Down);
    QCOMPARE(bench.workspace.rule(), DecisionRule::Combined);
    const auto* prediction = bench.workspace.prediction(0);
    QVERIFY(prediction);
    const QString decision = toQString(sceneTitle(prediction->decision(DecisionRule::Combined)));
    const QString p = percentText(double(prediction->confidence(DecisionRule::Combined)), 0);
    QCOMPARE(bench.rows()->index(0, ClipTableModel::Predicted).data().toString(), decision);
    QCOMPARE(bench.rows()->index(0, ClipTableModel::Confidence).data().toString(), p);
    const auto* list = bench.find<QTreeWidget>(u"modelDecisions"_s);
    QCOMPARE(list->topLevelItem(0)->text(DecisionGrid::Decision), decision);
    QCOMPARE(list->topLevelItem(0)->text(DecisionGrid::Probability), p);
    bench.workspace.setRule(DecisionRule::TenClass);
    QCOMPARE(box->currentIndex(), 0);
  }

  void fFitsAfterAZoomButTypesInTheFilter() {
    auto& bench = *m_bench;
    QVERIFY(QTest::qWaitForWindowActive(&bench.window));
    bench.plot()->setTimeRange(0.4, 0.5);
    bench.filter()->setFocus();
    QTest::keyClick(bench.filter(), Qt::Key_F);
    QCOMPARE(bench.filter()->text(), u"f"_s);
    QVERIFY(bench.plot()->timeRange().first > 0.3);
    bench.filter()->clear();
    bench.table()->setFocus();
    QTest::keyClick(bench.table(), Qt::Key_F);
    QCOMPARE(bench.plot()->timeRange(), std::pair(0.0, 1.0));
    QTest::keyClick(bench.table(), Qt::Key_Plus, Qt::ControlModifier);
    QCOMPARE(bench.plot()->timeRange(), std::pair(0.25, 0.75));
    QTest::keyClick(bench.table(), Qt::Key_Minus, Qt::ControlModifier);
    QCOMPARE(bench.plot()->timeRange(), std::pair(0.0, 1.0));
  }

  void pagesAreSwitchedByKey() {
    auto& bench = *m_bench;
    auto* models = bench.find<QTreeWidget>(u"modelTable"_s);
    QVERIFY(!models->isVisible());
    QTest::keyClick(&bench.window, Qt::Key_7, Qt::ControlModifier);
    QVERIFY(models->isVisible());
    QVERIFY(!bench.table()->isVisible());
    QTest::keyClick(models, Qt::Key_Down);
    QCOMPARE(bench.workspace.currentModel(), std::size_t{1});
    QCOMPARE(bench.modelBox()->currentIndex(), 1);
    QTest::keyClick(&bench.window, Qt::Key_1, Qt::ControlModifier);
    QVERIFY(bench.table()->isVisible());
  }

  void theReadOutFollowsThePointer() {
    auto& bench = *m_bench;
    auto* readOut = bench.find<QLabel>(u"readOut"_s);
    const QString help = readOut->text();
    auto* plot = bench.plot()->plot();
    const QPoint at = plot->axisRect(1)->rect().center();
    QMouseEvent move(QEvent::MouseMove, at, plot->mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                     Qt::NoModifier);
    QApplication::sendEvent(plot, &move);
    QVERIFY(readOut->text().contains(u" Hz (band "_s));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(plot, &leave);
    QCOMPARE(readOut->text(), help);
  }

 private:
  static bool visibleBadge(const Workbench& bench, const QString& text) {
    for (const auto* badge : bench.window.findChildren<QLabel*>(u"badge"_s)) {
      if (badge->isVisible() && badge->text().startsWith(text)) return true;
    }
    return false;
  }
  static bool hasLabel(const Workbench& bench, const QString& part) {
    for (const auto* label : bench.window.findChildren<QLabel*>()) {
      if (label->isVisible() && label->text().contains(part)) return true;
    }
    return false;
  }
  void checkThatModelIsShown(int model) {
    auto& bench = *m_bench;
    QCOMPARE(bench.modelBox()->currentIndex(), model);
    const auto* list = bench.find<QTreeWidget>(u"modelDecisions"_s);
    QCOMPARE(list->indexOfTopLevelItem(list->currentItem()), model);
    QVERIFY(hasLabel(bench, u"Model%1 · "_s.arg(model + 1)));
    const auto* prediction = bench.workspace.prediction(0);
    QVERIFY(prediction);
    const QString decision = toQString(sceneTitle(prediction->decision()));
    QCOMPARE(bench.rows()->index(0, ClipTableModel::Predicted).data().toString(), decision);
    QCOMPARE(list->topLevelItem(model)->text(DecisionGrid::Decision), decision);
  }

  QTemporaryDir m_demo;
  std::unique_ptr<Workbench> m_bench;
};

SCENELENS_GUI_TEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
