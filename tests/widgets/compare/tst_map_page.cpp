// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/workbench.h"
#include "widgets/base/figure_table.h"
#include "widgets/compare/map_page.h"
#include "widgets/plot/scatter_view.h"

#include <QPushButton>
#include <qcustomplot.h>

#include <set>

using namespace scenelens;
using namespace scenelens::test;

/// The map of clips in the real window.
class TestMapPage final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QVERIFY(makeDemoSet(m_demo.path()));
    m_bench = std::make_unique<Workbench>();
    m_bench->window.loadModels();
    m_bench->window.openPaths({m_demo.path()});
    m_bench->window.showPage(MainWindow::Map);
    QVERIFY(m_bench->settle());
    QVERIFY(!m_bench->workspace.models()->empty());
  }
  void cleanupTestCase() { m_bench.reset(); }
  void init() {
    m_bench->workspace.filter().clear();
    QVERIFY(m_bench->settle());
  }

  void nothingIsComputedBeforeItIsAskedFor() {
    QVERIFY(!maker()->map());
    QVERIFY(m_bench->find<QPushButton>(u"makeMap"_s)->isEnabled());
  }

  void theShownClipsAreMapped() {
    const std::size_t clips = m_bench->workspace.shownClips().size();
    QTest::mouseClick(m_bench->find<QPushButton>(u"makeMap"_s), Qt::LeftButton);
    QVERIFY(m_bench->settle());
    QVERIFY(maker()->map() != nullptr);
    QCOMPARE(scatter()->cloud()->size(), clips);
    QCOMPARE(maker()->map()->embeddings.width, std::size_t{224});
  }

  void coloursFollowTheChoice() {
    auto* box = m_bench->find<QComboBox>(u"mapColouring"_s);
    const auto& dataset = *m_bench->workspace.dataset();
    const auto& judged = m_bench->workspace.judged(m_bench->workspace.currentRun());
    for (const auto colouring : {MapPage::TrueScene, MapPage::RightOrWrong, MapPage::Device}) {
      box->setCurrentIndex(colouring);
      for (const auto& point : *scatter()->cloud()) {
        const auto& clip = dataset.clips[point.clip];
        const int expected = colouring == MapPage::TrueScene ? int(*clip.scene)
                             : colouring == MapPage::Device  ? int(clip.device)
                             : judged.isCorrect(point.clip)  ? 0
                                                             : 1;
        QCOMPARE(int(point.group), expected);
      }
    }
    box->setCurrentIndex(MapPage::TrueScene);
  }

  void similarClipsAreListedAndReached() {
    m_bench->workspace.setCurrentClip(11);
    QVERIFY(m_bench->settle());
    auto* table = m_bench->find<FigureTable>(u"similarClips"_s);
    QCOMPARE(table->topLevelItemCount(), int(MapMaker::kSimilar));
    const auto& embeddings = maker()->map()->embeddings;
    const auto expected = mostSimilar(embeddings, *embeddings.rowOf(11), MapMaker::kSimilar);
    QCOMPARE(table->row(2)->text(3),
             toQString(m_bench->workspace.dataset()->clips[expected[2].clip].file));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualItemRect(table->row(2)).topLeft() + QPoint(10, 5));
    QCOMPARE(*m_bench->workspace.currentClip(), std::size_t(expected[2].clip));
    QVERIFY(m_bench->settle());
  }

  void aLassoFilters() {
    auto* plot = scatter()->plot();
    const QRect area = plot->axisRect()->rect();
    const double middle = area.center().y();
    std::set<std::uint32_t> expected;
    for (const auto& point : *scatter()->cloud()) {
      if (scatter()->view().pixelOf(point).y < middle) expected.insert(point.clip);
    }
    QVERIFY(!expected.empty() && expected.size() < scatter()->cloud()->size());
    const QPoint corners[] = {area.topLeft() + QPoint(-3, -3), area.topRight() + QPoint(3, -3),
                              QPoint(area.right() + 3, int(middle)),
                              QPoint(area.left() - 3, int(middle))};
    QTest::mousePress(plot, Qt::LeftButton, {}, corners[0]);
    for (const auto& corner : corners) QTest::mouseMove(plot, corner);
    QTest::mouseRelease(plot, Qt::LeftButton, {}, corners[3]);
    QVERIFY(m_bench->settle());
    const auto& shown = m_bench->workspace.shownClips();
    QCOMPARE(std::set<std::uint32_t>(shown.begin(), shown.end()), expected);
    // The map itself keeps its points.
    QVERIFY(scatter()->cloud()->size() > shown.size());
  }

  void anotherDataSetHasNoMapYet() {
    m_bench->workspace.setDataset(memoryDataset(10));
    QVERIFY(m_bench->settle());
    QVERIFY(!maker()->map());
    QCOMPARE(m_bench->find<FigureTable>(u"similarClips"_s)->topLevelItemCount(), 0);
  }

 private:
  MapMaker* maker() const { return m_bench->window.mapPage()->maker(); }
  ScatterView* scatter() const { return m_bench->find<ScatterView>(u"mapScatter"_s); }

  QTemporaryDir m_demo;
  std::unique_ptr<Workbench> m_bench;
};

SCENELENS_GUI_TEST_MAIN(TestMapPage)
#include "tst_map_page.moc"
