// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/noise_study.h"
#include "core/features/feature_extractor.h"
#include "tests/widgets/int8_bench.h"
#include "widgets/base/elided_label.h"
#include "widgets/models/noise_panel.h"
#include "widgets/models/noise_plot.h"
#include "widgets/models/noise_text.h"
#include "widgets/plot/plot_table.h"

#include <QProgressBar>
#include <QPushButton>
#include <QTabBar>
#include <qcustomplot.h>

#include <cmath>

using namespace scenelens;
using namespace scenelens::test;

/// Where quantization hurts, in the real window.
class TestNoisePanel final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QVERIFY(makeDemoSet(m_demo.path()));
    QVERIFY(m_models.make());
    m_bench = std::make_unique<Workbench>();
    m_bench->window.loadModels();
    m_bench->window.openPaths({m_demo.path()});
    QVERIFY(m_bench->settle());
  }
  void cleanupTestCase() { m_bench.reset(); }

  void init() {
    m_bench->filter()->clear();
    m_bench->workspace.setCurrentModel(0);
    m_bench->workspace.setCurrentClip(3);
    m_bench->window.clipsPage()->showView(ClipsPage::Quantization);
    QVERIFY(m_bench->settle());
  }

  void theTabIsReachedByKeyAndByClick() {
    auto& bench = *m_bench;
    bench.window.clipsPage()->showView(ClipsPage::Signal);
    QVERIFY(bench.plot()->isVisible());
    QTest::keyClick(&bench.window, Qt::Key_H, Qt::ControlModifier);
    QVERIFY(layers()->isVisible() && !bench.plot()->isVisible());
    auto* tabs = bench.find<QTabBar>(u"clipView"_s);
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(ClipsPage::Signal).center());
    QVERIFY(bench.plot()->isVisible() && !layers()->isVisible());
  }

  void theTableHasALineForEveryPoint() {
    for (const std::size_t model : {std::size_t{0}, std::size_t{2}}) {
      m_bench->workspace.setCurrentModel(model);
      QVERIFY(m_bench->settle());
      const auto expected = referenceOf(model);
      QVERIFY(expected.has_value());
      const auto& points = expected->points();
      QCOMPARE(layers()->topLevelItemCount(), int(points.size()));
      for (int i = 0; i < int(points.size()); ++i) {
        const auto& point = points[std::size_t(i)];
        const auto* line = layers()->topLevelItem(i);
        QCOMPARE(line->text(0), toQString(point.point.name));
        QCOMPARE(line->text(1), ratioText(point.total.ratio()));
        const int channel = weakestChannel(point);
        QCOMPARE(line->text(2), channel < 0 ? QString() : QString::number(channel));
      }
      const auto worst = expected->worstChannels(12);
      QCOMPARE(channels()->topLevelItemCount(), int(worst.size()));
      QCOMPARE(channels()->topLevelItem(0)->text(0), toQString(worst[0].point));
      QCOMPARE(channels()->topLevelItem(0)->text(1), QString::number(worst[0].channel));
      QCOMPARE(m_bench->find<QLabel>(u"noiseSummary"_s)->text(), noiseSummary(*expected));
    }
  }

  void theChartHasABarForEveryPoint() {
    const auto expected = referenceOf(0);
    QVERIFY(expected.has_value());
    auto* plot = m_bench->find<QCustomPlot>(u"noiseChart"_s);
    std::map<int, double> bars;
    for (int i = 0; i < plot->plottableCount(); ++i) {
      for (const auto& bar : *qobject_cast<QCPBars*>(plot->plottable(i))->data()) {
        QVERIFY(bars.emplace(int(bar.key), bar.value).second);
      }
    }
    for (int i = 0; i < int(expected->points().size()); ++i) {
      const double ratio = expected->points()[std::size_t(i)].total.ratio();
      QCOMPARE(bars.count(i), std::size_t(std::isfinite(ratio)));
      if (std::isfinite(ratio)) QVERIFY(std::abs(bars[i] - ratio) < 1e-9);
    }
    QVERIFY(!isUniform(plot->grab().toImage()));
  }

  void aBarAndItsLineAreChosenTogether() {
    auto* plot = m_bench->find<QCustomPlot>(u"noiseChart"_s);
    plot->replot();
    const QPoint at(int(plot->xAxis->coordToPixel(4.0)), plot->axisRect()->rect().center().y());
    QTest::mouseClick(plot, Qt::LeftButton, {}, at);
    QCOMPARE(layers()->currentItem(), layers()->topLevelItem(4));
    // Another clip keeps the line.
    m_bench->window.clipsPage()->step(1);
    QVERIFY(m_bench->settle());
    QCOMPARE(layers()->currentItem(), layers()->topLevelItem(4));
  }

  void headersSortByNumberAndAThirdClickRestores() {
    auto* header = layers()->header();
    header->setSortIndicator(1, Qt::AscendingOrder);
    double before = -1e9;
    for (int i = 0; i < layers()->topLevelItemCount(); ++i) {
      bool isNumber = false;
      const double ratio =
          layers()->topLevelItem(i)->text(1).section(u' ', 0, 0).toDouble(&isNumber);
      if (!isNumber) continue;
      QVERIFY(ratio >= before);
      before = ratio;
    }
    header->setSortIndicator(-1, Qt::AscendingOrder);
    QCOMPARE(layers()->topLevelItem(0)->text(0), u"input"_s);
    QCOMPARE(layers()->topLevelItem(1)->text(0), u"conv"_s);
  }

  void aModelWithoutInt8WeightsSaysWhatToDo() {
    m_bench->workspace.setCurrentModel(3);
    QVERIFY(m_bench->settle());
    QCOMPARE(layers()->topLevelItemCount(), 0);
    QVERIFY(!overAll()->isEnabled());
    const auto* plot = m_bench->find<QCustomPlot>(u"noiseChart"_s);
    QVERIFY(plotSummary(*plot).startsWith(u"No Int8 weights for Model4."_s));
    m_bench->workspace.setCurrentModel(0);
    QVERIFY(m_bench->settle());
    QVERIFY(overAll()->isEnabled());
    QVERIFY(layers()->topLevelItemCount() > 0);
  }

  void theButtonMeasuresAllShownClips() {
    auto& bench = *m_bench;
    bench.filter()->setText(u"device:s4"_s);
    const int shown = bench.rows()->rowCount();
    QVERIFY(shown > 0 && shown < 100);
    QTest::mouseClick(overAll(), Qt::LeftButton);
    QVERIFY(bench.window.isBusy());
    QVERIFY(bench.find<QProgressBar>(u"progress"_s)->isVisible());
    QVERIFY(bench.find<QToolButton>(u"cancelButton"_s)->isVisible());
    QVERIFY(bench.settle());
    QVERIFY(!bench.find<QToolButton>(u"cancelButton"_s)->isVisible());
    QCOMPARE(title(), u"Over %1 clips"_s.arg(shown));

    std::vector<std::uint32_t> clips;
    for (int row = 0; row < shown; ++row) {
      clips.push_back(std::uint32_t(bench.rows()->clipAt(row)));
    }
    const auto probe = probeOf(0);
    QVERIFY(probe.has_value());
    const auto expected = studyNoise(*probe, *bench.workspace.dataset(), clips,
                                     {[](const auto&) {}, [](const auto&) {}}, JobControl());
    // Weakest first.
    const auto worst = expected.worstPoints();
    QCOMPARE(layers()->topLevelItem(0)->text(0), toQString(worst[0].point.name));
    QCOMPARE(layers()->topLevelItem(0)->text(1), ratioText(worst[0].total.ratio()));
    // It stays while one steps through clips, and goes with a click.
    bench.window.clipsPage()->step(1);
    QVERIFY(bench.settle());
    QCOMPARE(title(), u"Over %1 clips"_s.arg(shown));
    QTest::mouseClick(bench.find<QPushButton>(u"noiseThisClip"_s), Qt::LeftButton);
    QVERIFY(bench.settle());
    QCOMPARE(title(), u"This clip"_s);
    QCOMPARE(layers()->topLevelItem(0)->text(0), u"input"_s);
  }

  void aCancelledStudyKeepsWhatItMeasured() {
    auto& bench = *m_bench;
    QSignalSpy progressed(bench.window.clipsPage()->noisePanel()->runner(),
                          &NoiseRunner::progressed);
    QTest::mouseClick(overAll(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!progressed.isEmpty(), 60'000);
    QTest::mouseClick(bench.find<QToolButton>(u"cancelButton"_s), Qt::LeftButton);
    QVERIFY(bench.settle());
    QVERIFY(layers()->topLevelItemCount() > 0);
    QVERIFY2(title().startsWith(u"Over "_s), qPrintable(title()));
    // Another model forgets it.
    bench.workspace.setCurrentModel(2);
    QVERIFY(bench.settle());
    QCOMPARE(title(), u"This clip"_s);
  }

  void aStudyMayBeReplacedAtAnyMoment() {
    auto& bench = *m_bench;
    for (int i = 0; i < 8; ++i) {
      QTest::mouseClick(overAll(), Qt::LeftButton);
      for (int turn = 0; turn < i; ++turn) QCoreApplication::processEvents();
      if (i % 3 == 1) bench.workspace.setCurrentModel(std::size_t(2 * (i % 2)));
      if (i % 3 == 2) bench.window.clipsPage()->step(1);
    }
    bench.workspace.setCurrentModel(0);
    bench.workspace.setCurrentModel(2);
    QVERIFY(bench.settle());
    QCOMPARE(title(), u"This clip"_s);
    const auto expected = referenceOf(2);
    QVERIFY(expected.has_value());
    QCOMPARE(m_bench->find<QLabel>(u"noiseSummary"_s)->text(), noiseSummary(*expected));
  }

 private:
  QTreeWidget* layers() const { return m_bench->find<QTreeWidget>(u"noiseLayers"_s); }
  QTreeWidget* channels() const { return m_bench->find<QTreeWidget>(u"noiseChannels"_s); }
  QPushButton* overAll() const { return m_bench->find<QPushButton>(u"noiseOverAll"_s); }
  QString title() const { return m_bench->find<ElidedLabel>(u"noiseTitle"_s)->text(); }
  Result<NoiseProbe> probeOf(std::size_t model) const {
    const auto& workspace = m_bench->workspace;
    return NoiseProbe::make((*workspace.models())[model], *(*workspace.twins())[model]);
  }
  /// What core measures for the current clip.
  std::optional<QuantizationNoise> referenceOf(std::size_t model) const {
    const auto& dataset = *m_bench->workspace.dataset();
    const auto& clip = dataset.clips[*m_bench->workspace.currentClip()];
    const auto audio = readAudioWindow(dataset.path(clip), std::size_t(clip.window));
    const auto probe = probeOf(model);
    if (!audio || !probe) return std::nullopt;
    FeatureMap map;
    FeatureExtractor().extract(audio->samples, map);
    QuantizationNoise noise(probe->architecture());
    probe->add(map.features, noise);
    return noise;
  }

  QTemporaryDir m_demo;
  Int8Models m_models;
  std::unique_ptr<Workbench> m_bench;
};

SCENELENS_GUI_TEST_MAIN(TestNoisePanel)
#include "tst_noise_panel.moc"
