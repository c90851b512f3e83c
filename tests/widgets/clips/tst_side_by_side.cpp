// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/feature_extractor.h"
#include "core/nn/engines.h"
#include "tests/widgets/int8_bench.h"
#include "widgets/base/elided_label.h"
#include "widgets/clips/decision_grid.h"
#include "widgets/clips/probability_chart.h"
#include "widgets/plot/plot_table.h"

#include <QScrollArea>

using namespace scenelens;
using namespace scenelens::test;

namespace {

/// What core says about a clip, without any window.
std::optional<Prediction> referenceOf(const Workspace& workspace, const Model& model) {
  const auto& dataset = *workspace.dataset();
  const auto& clip = dataset.clips[*workspace.currentClip()];
  const auto audio = readAudioWindow(dataset.path(clip), std::size_t(clip.window));
  if (!audio) return std::nullopt;
  FeatureMap map;
  FeatureExtractor().extract(audio->samples, map);
  const auto classifier = makeClassifier(model, engineFor(model));
  if (!classifier) return std::nullopt;
  const auto prediction = (*classifier)->predict(map.features);
  return prediction ? std::optional(*prediction) : std::nullopt;
}

int pixelsOf(const QImage& image, const QColor& colour) {
  int pixels = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) pixels += image.pixelColor(x, y) == colour;
  }
  return pixels;
}

}  // namespace

/// Float32 and Int8 of the selected clip in the real window.
class TestSideBySide final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QVERIFY(makeDemoSet(m_demo.path()));
    QVERIFY(m_models.make());
    m_bench = std::make_unique<Workbench>();
    m_bench->window.loadModels();
    m_bench->window.openPaths({m_demo.path()});
    QVERIFY(m_bench->settle());
    QCOMPARE(m_bench->workspace.models()->size(), std::size_t{4});
    QCOMPARE(m_bench->workspace.twins()->size(), std::size_t{4});
    // Weights that were never made are no problem to be listed.
    QVERIFY(m_bench->workspace.problems().empty());
  }
  void cleanupTestCase() { m_bench.reset(); }

  void init() {
    m_bench->workspace.setRule(DecisionRule::TenClass);
    m_bench->workspace.setCurrentModel(0);
    m_bench->workspace.setCurrentClip(3);
    QVERIFY(m_bench->settle());
  }

  void bothPrecisionsAreInOneChart() {
    const auto& colours = themeColours(m_bench->window.palette());
    const QImage image = chart()->grab().toImage();
    QVERIFY(pixelsOf(image, colours.accent) > 10);
    QVERIFY(pixelsOf(image, colours.int8) > 10);
    const auto text = plotSummary(*chart());
    for (const auto precision : {Precision::Float32, Precision::Int8}) {
      const auto expected = reference(0, precision);
      QVERIFY(expected.has_value());
      const QString part = u"%1 decides: %2, probability %3"_s.arg(
          toQString(precisionName(precision)), toQString(sceneTitle(expected->decision())),
          percentText(double(expected->confidence())));
      QVERIFY2(text.contains(part), qPrintable(text + u" lacks "_s + part));
    }
  }

  void engineLatencyAndBytesOfEachAreShown() {
    auto& bench = *m_bench;
    for (const auto& precision : {u"Float32"_s, u"Int8"_s}) {
      QVERIFY(bench.find<ElidedLabel>(u"engine"_s + precision)->text().startsWith(u"Native"_s));
      const QString latency = bench.find<QLabel>(u"latency"_s + precision)->text();
      QVERIFY2(latency.endsWith(u" ms"_s), qPrintable(latency));
      QVERIFY(latency.chopped(3).toDouble() > 0.0);
    }
    QVERIFY(bench.find<QLabel>(u"latencyCaption"_s)->text().contains(u"median of 20 runs"_s));
    const auto& floats = bench.workspace.models()->front();
    const auto& int8 = *bench.workspace.twins()->front();
    QCOMPARE(bench.find<QLabel>(u"bytesFloat32"_s)->text(),
             countText(tensorBytes(floats.weights)) + u" B"_s);
    QCOMPARE(bench.find<QLabel>(u"bytesInt8"_s)->text(),
             countText(tensorBytes(int8.weights)) + u" B"_s);
    QVERIFY(bench.find<QLabel>(u"noInt8"_s)->isHidden());
  }

  void aChangedDecisionIsMarked() {
    auto& bench = *m_bench;
    bench.workspace.setCurrentModel(1);
    QVERIFY(bench.settle());
    const auto& colours = themeColours(bench.window.palette());
    const auto expected = reference(1, Precision::Float32);
    QVERIFY(expected && expected->decision() != kStubborn);
    const auto* mark = bench.find<QLabel>(u"decisionMark"_s);
    QVERIFY(mark->isVisible());
    QCOMPARE(mark->text(),
             u"≠  Decision changes: %1 → %2"_s.arg(toQString(sceneTitle(expected->decision())),
                                                   toQString(sceneTitle(kStubborn))));
    QVERIFY(mark->property("changes").toBool());
    QVERIFY(pixelsOf(chart()->grab().toImage(), colours.badge) > 100);
    QVERIFY(plotSummary(*chart()).contains(u"decision changes"_s));
    QCOMPARE(grid()->line(1, Precision::Int8)->text(DecisionGrid::Agreement), u"≠"_s);

    // A model whose precisions agree carries no mark; the quiet line says so.
    for (std::size_t model : {std::size_t{0}, std::size_t{2}}) {
      const auto floats = reference(model, Precision::Float32);
      const auto int8 = reference(model, Precision::Int8);
      QVERIFY(floats && int8);
      if (floats->decision() != int8->decision()) continue;
      bench.workspace.setCurrentModel(model);
      QVERIFY(bench.settle());
      QCOMPARE(mark->text(),
               u"=  Same decision: %1"_s.arg(toQString(sceneTitle(floats->decision()))));
      QVERIFY(!mark->property("changes").toBool());
      QCOMPARE(grid()->line(model, Precision::Int8)->text(DecisionGrid::Agreement), u"="_s);
    }
  }

  void anOpenedRunShowsItsOwnProbabilities() {
    auto& bench = *m_bench;
    Run run;
    run.info.name = "peer";
    run.info.hasGroups = false;
    run.table = RunTable(bench.workspace.dataset()->clips.size());
    Prediction said = predictionOf(Scene::Park, 0.7F);
    said.groups = {};
    run.table.set(*bench.workspace.currentClip(), said);
    const auto opened = bench.workspace.openRun(run);
    bench.workspace.setCurrentRun(opened);
    const QString text = plotSummary(*chart());
    QVERIFY2(text.contains(u"Park"_s) && text.contains(percentText(0.7)), qPrintable(text));
    QVERIFY2(!text.contains(u"Outdoor 0"_s), qPrintable(text));
    QVERIFY(!bench.find<QLabel>(u"latencyFloat32"_s)->isVisible());
    bench.workspace.closeRun(opened);
    QVERIFY(bench.settle());
    QVERIFY(bench.find<QLabel>(u"latencyFloat32"_s)->isVisible());
  }

  void aModelWithoutInt8WeightsSaysWhatToDo() {
    auto& bench = *m_bench;
    bench.workspace.setCurrentModel(3);
    QVERIFY(bench.settle());
    const auto* missing = bench.find<QLabel>(u"noInt8"_s);
    QVERIFY(missing->isVisible());
    QVERIFY2(missing->text().startsWith(
                 u"No Int8 weights for Model4. Make them with 'scenelens-cli quantize "_s),
             qPrintable(missing->text()));
    QVERIFY(bench.find<QLabel>(u"decisionMark"_s)->isHidden());
    QVERIFY(bench.find<QLabel>(u"latencyInt8"_s)->text().isEmpty());
    const auto& colours = themeColours(bench.window.palette());
    QCOMPARE(pixelsOf(chart()->grab().toImage(), colours.int8), 0);
    QCOMPARE(grid()->line(3, Precision::Int8)->text(DecisionGrid::Decision), u"no weights"_s);
    QVERIFY(grid()->line(3, Precision::Int8)->text(DecisionGrid::Probability).isEmpty());
    bench.workspace.setCurrentModel(0);
    QVERIFY(!missing->isVisible());
  }

  void theGridShowsAllModelsInBothPrecisions() {
    const auto& workspace = m_bench->workspace;
    for (const auto rule : {DecisionRule::TenClass, DecisionRule::Combined}) {
      m_bench->workspace.setRule(rule);
      for (std::size_t model = 0; model < 4; ++model) {
        for (const auto precision : {Precision::Float32, Precision::Int8}) {
          if (precision == Precision::Int8 && !(*workspace.twins())[model]) continue;
          const auto expected = reference(model, precision);
          QVERIFY(expected.has_value());
          const auto* line = grid()->line(model, precision);
          QCOMPARE(line->text(DecisionGrid::PrecisionName), toQString(precisionName(precision)));
          QCOMPARE(line->text(DecisionGrid::Decision),
                   toQString(sceneTitle(expected->decision(rule))));
          QCOMPARE(line->text(DecisionGrid::Probability),
                   percentText(double(expected->confidence(rule)), 0));
          QVERIFY(line->text(DecisionGrid::Milliseconds).toDouble() > 0.0);
        }
      }
    }
  }

  void aClickOnAnyLineOfTheGridChoosesItsModel() {
    auto& bench = *m_bench;
    for (const std::size_t model : {std::size_t{2}, std::size_t{3}, std::size_t{1}}) {
      for (const auto precision : {Precision::Int8, Precision::Float32}) {
        bench.workspace.setCurrentModel(0);
        auto* line = grid()->line(model, precision);
        scrollTo(grid());
        QTest::mouseClick(grid()->viewport(), Qt::LeftButton, {},
                          grid()->visualItemRect(line).center());
        QCOMPARE(bench.workspace.currentModel(), model);
        QCOMPARE(grid()->currentItem(), line);
      }
    }
  }

  void theGridIsReachedAndUsedByKeyboard() {
    auto& bench = *m_bench;
    QVERIFY(grid()->focusPolicy() & Qt::TabFocus);
    grid()->setFocus();
    QCOMPARE(grid()->currentItem(), grid()->line(0, Precision::Float32));
    QTest::keyClick(grid(), Qt::Key_Down);
    QCOMPARE(bench.workspace.currentModel(), std::size_t{0});  // its Int8 line
    QTest::keyClick(grid(), Qt::Key_Down);
    QCOMPARE(bench.workspace.currentModel(), std::size_t{1});
    QTest::keyClick(grid(), Qt::Key_End);
    QCOMPARE(bench.workspace.currentModel(), std::size_t{3});
    bench.table()->setFocus();
  }

  void steppingForgetsTheClipBefore() {
    auto& bench = *m_bench;
    for (int i = 0; i < 5; ++i) bench.window.clipsPage()->step(1);
    QVERIFY(bench.settle());
    QCOMPARE(*bench.workspace.currentClip(), std::size_t{8});
    const auto expected = reference(2, Precision::Int8);
    QVERIFY(expected.has_value());
    QCOMPARE(grid()->line(2, Precision::Int8)->text(DecisionGrid::Probability),
             percentText(double(expected->confidence()), 0));
    bench.workspace.setCurrentClip({});
    QVERIFY(bench.settle());
    QVERIFY(grid()->line(2, Precision::Int8)->text(DecisionGrid::Decision).isEmpty());
    QCOMPARE(plotSummary(*chart()), u"No prediction yet"_s);
  }

 private:
  ProbabilityChart* chart() const {
    return m_bench->window.clipsPage()->findChild<ProbabilityChart*>();
  }
  DecisionGrid* grid() const { return m_bench->window.findChild<DecisionGrid*>(); }
  std::optional<Prediction> reference(std::size_t model, Precision precision) const {
    const auto& workspace = m_bench->workspace;
    return referenceOf(workspace, precision == Precision::Float32 ? (*workspace.models())[model]
                                                                  : *(*workspace.twins())[model]);
  }
  void scrollTo(QWidget* widget) const {
    for (auto* area : m_bench->window.findChildren<QScrollArea*>()) {
      if (area->isAncestorOf(widget)) area->ensureWidgetVisible(widget, 0, 0);
    }
  }

  QTemporaryDir m_demo;
  Int8Models m_models;
  std::unique_ptr<Workbench> m_bench;
};

SCENELENS_GUI_TEST_MAIN(TestSideBySide)
#include "tst_side_by_side.moc"
