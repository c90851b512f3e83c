// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/clips/probability_chart.h"
#include "widgets/plot/plot_table.h"

#include <QHelpEvent>
#include <QToolTip>

using namespace scenelens;
using namespace scenelens::test;

namespace {

/// A row of pixels that is covered by one colour from `left` to `right`.
struct Run {
  int y = 0, left = -1, right = -1;
  [[nodiscard]] int width() const { return left < 0 ? 0 : right - left + 1; }
};

Run runAt(const QImage& image, int y, const QColor& colour) {
  Run run{y};
  for (int x = 0; x < image.width(); ++x) {
    if (image.pixelColor(x, y) != colour) continue;
    if (run.left < 0) run.left = x;
    run.right = x;
  }
  return run;
}

/// The middle lines of the bars that have a colour, top to bottom.
std::vector<Run> barsOf(const QImage& image, const QColor& colour) {
  std::vector<Run> bars;
  int top = -1;
  for (int y = 0; y <= image.height(); ++y) {
    // Text is anti-aliased and rounded corners too: a bar is where a few pixels are exact.
    const bool covered = y < image.height() && runAt(image, y, colour).width() > 0;
    if (covered && top < 0) top = y;
    if (!covered && top >= 0) {
      bars.push_back(runAt(image, (top + y - 1) / 2, colour));
      top = -1;
    }
  }
  return bars;
}

}  // namespace

class TestProbabilityChart final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    applyTheme(*qApp, ThemeChoice::Light);
    m_chart = std::make_unique<ProbabilityChart>();
    m_chart->ensurePolished();
    m_chart->resize(360, m_chart->sizeHint().height());
  }

  void describesItselfForScreenReaders() {
    QCOMPARE(m_chart->accessibleName(), u"Class probabilities"_s);
    QCOMPARE(plotSummary(*m_chart), u"No prediction yet"_s);
    m_chart->setPrediction(predictionOf(Scene::MetroStation, 0.42F, Scene::Tram),
                           DecisionRule::TenClass, Scene::Bus);
    QCOMPARE(plotSummary(*m_chart),
             u"Decision: Metro station, probability 42.0 %; true class: Bus"_s);
    m_chart->setPrediction(predictionOf(Scene::MetroStation, 0.42F, Scene::Tram),
                           DecisionRule::Combined, {});
    QCOMPARE(plotSummary(*m_chart), u"Decision: Tram, probability 42.0 %"_s);
    m_chart->setPrediction({}, DecisionRule::TenClass, Scene::Bus);
    QCOMPARE(plotSummary(*m_chart), u"No prediction yet; true class: Bus"_s);
  }

  void paintsLabelsAndTracksWithoutAPrediction() {
    const QImage image = picture();
    QVERIFY(!isUniform(image));
    QCOMPARE(barsOf(image, colours().grid).size(), kSceneCount + kGroupCount);
    QVERIFY(barsOf(image, colours().accent).empty());
  }

  void marksOfWhatIsNotSmoothedStandInTheBars() {
    const auto smoothed = predictionOf(Scene::Bus, 0.8F);
    m_chart->setSideBySide(smoothed, smoothed, DecisionRule::TenClass, {});
    m_chart->resize(640, m_chart->sizeHint().height());
    // The mark's own colour within the bar, from its first to its last pixel.
    const auto markIn = [this](const QColor& bar) {
      const QImage image = picture();
      const auto bars = barsOf(image, bar);
      if (bars.size() != 2) return std::pair(Run{}, Run{});  // the scene and its group
      Run mark = runAt(image.copy(bars[0].left, 0, bars[0].width(), image.height()), bars[0].y,
                       colours().text);
      return std::pair(bars[0], mark);
    };
    QVERIFY(markIn(colours().accent).first.width() > 40);
    QCOMPARE(markIn(colours().accent).second.width(), 0);
    m_chart->setMarks(predictionOf(Scene::Bus, 0.4F), predictionOf(Scene::Bus, 0.2F));
    for (const auto& [colour, share] : {std::pair(colours().accent, 0.4), {colours().int8, 0.2}}) {
      const auto [bar, mark] = markIn(colour);
      QVERIFY(bar.width() > 40);
      QCOMPARE(mark.width(), 1);
      QVERIFY2(std::abs(double(mark.left) - double(bar.width()) * share / 0.8) < 2.5,
               qPrintable(u"%1 of %2"_s.arg(mark.left).arg(bar.width())));
    }
    QVERIFY(plotSummary(*m_chart).contains(u"not smoothed: Bus, probability 40.0 %"_s));
    m_chart->setSideBySide(smoothed, smoothed, DecisionRule::TenClass, {});
    QCOMPARE(markIn(colours().accent).second.width(), 0);
  }

  void theDecisionsBarIsAsLongAsItIsProbable_data() {
    QTest::addColumn<float>("probability");
    QTest::addColumn<int>("scene");
    for (const float p : {0.2F, 0.5F, 0.75F, 1.0F}) {
      for (const int scene : {0, 4, 9}) {
        QTest::addRow("%.2f of scene %d", double(p), scene) << p << scene;
      }
    }
  }
  void theDecisionsBarIsAsLongAsItIsProbable() {
    QFETCH(float, probability);
    QFETCH(int, scene);
    const auto tracks = barsOf(picture(), colours().grid);
    QCOMPARE(tracks.size(), kSceneCount + kGroupCount);
    m_chart->setPrediction(predictionOf(Scene(scene), probability), DecisionRule::TenClass, {});
    const auto bars = barsOf(picture(), colours().accent);
    // One for the scene, one for the group, each in its place.
    QCOMPARE(bars.size(), std::size_t{2});
    const Run& track = tracks[std::size_t(scene)];
    QCOMPARE(bars[0].y, track.y);
    QCOMPARE(bars[0].left, track.left);
    const int expected = int(std::lround(double(probability) * track.width()));
    QVERIFY2(std::abs(bars[0].width() - expected) <= 1,
             qPrintable(u"%1 px, expected %2"_s.arg(bars[0].width()).arg(expected)));
    const auto group = kSceneCount + std::size_t(groupOf(Scene(scene)));
    QCOMPARE(bars[1].y, tracks[group].y);
    QVERIFY(std::abs(bars[1].width() - tracks[group].width()) <= 1);
  }

  void aBarOfZeroLeavesItsTrackEmpty() {
    const auto tracks = barsOf(picture(), colours().grid);
    m_chart->setPrediction(predictionOf(Scene::Bus, 1.0F), DecisionRule::TenClass, {});
    const QImage image = picture();
    for (std::size_t i = 0; i < kSceneCount; ++i) {
      const int left = runAt(image, tracks[i].y, colours().grid).width();
      if (i == std::size_t(Scene::Bus)) {
        QCOMPARE(left, 0);
      } else {
        QVERIFY(left >= tracks[i].width() - 4);
      }
    }
  }

  void theCombinedRuleMovesTheDecision() {
    const auto tracks = barsOf(picture(), colours().grid);
    const auto prediction = predictionOf(Scene::Airport, 0.6F, Scene::Tram);
    m_chart->setPrediction(prediction, DecisionRule::TenClass, {});
    QCOMPARE(barsOf(picture(), colours().accent)[0].y, tracks[std::size_t(Scene::Airport)].y);
    m_chart->setPrediction(prediction, DecisionRule::Combined, {});
    QCOMPARE(barsOf(picture(), colours().accent)[0].y, tracks[std::size_t(Scene::Tram)].y);
  }

  void theTrueClassIsMarked() {
    m_chart->setPrediction(predictionOf(Scene::Bus, 0.5F), DecisionRule::TenClass, {});
    const auto count = [this](const QColor& colour) {
      const QImage image = picture();
      int pixels = 0;
      for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) pixels += image.pixelColor(x, y) == colour;
      }
      return pixels;
    };
    QCOMPARE(count(colours().right), 0);
    m_chart->setPrediction(predictionOf(Scene::Bus, 0.5F), DecisionRule::TenClass, Scene::Park);
    QVERIFY(count(colours().right) > 10);
  }

  void sideBySideEachClassHasABarOfEachPrecision() {
    const auto floats = predictionOf(Scene::Bus, 0.75F);
    const auto int8 = predictionOf(Scene::Bus, 0.5F);
    m_chart->setSideBySide({}, {}, DecisionRule::TenClass, {});
    m_chart->resize(420, m_chart->sizeHint().height());
    const auto tracks = barsOf(picture(), colours().grid);
    QCOMPARE(tracks.size(), 2 * (kSceneCount + kGroupCount));
    m_chart->setSideBySide(floats, int8, DecisionRule::TenClass, {});
    const auto upper = barsOf(picture(), colours().accent);
    const auto lower = barsOf(picture(), colours().int8);
    QCOMPARE(upper.size(), std::size_t{2});  // the scene and its group
    QCOMPARE(lower.size(), std::size_t{2});
    const auto row = 2 * std::size_t(Scene::Bus);
    QCOMPARE(upper[0].y, tracks[row].y);
    QCOMPARE(lower[0].y, tracks[row + 1].y);
    QVERIFY(std::abs(upper[0].width() - int(0.75 * tracks[row].width())) <= 1);
    QVERIFY(std::abs(lower[0].width() - int(0.5 * tracks[row].width())) <= 1);
    QCOMPARE(plotSummary(*m_chart),
             u"Float32 decides: Bus, probability 75.0 %; Int8 decides: Bus, probability 50.0 %"_s);
    QVERIFY(barsOf(picture(), colours().badge).empty());
  }

  void sideBySideAChangedDecisionFramesBothClasses() {
    m_chart->setSideBySide(predictionOf(Scene::Bus, 0.75F), predictionOf(Scene::Tram, 0.5F),
                           DecisionRule::TenClass, {});
    m_chart->resize(420, m_chart->sizeHint().height());
    const auto framed = barsOf(picture(), colours().badge);
    QVERIFY(framed.size() >= 2);
    QVERIFY(plotSummary(*m_chart).endsWith(u"; decision changes"_s));
    // Another rule, another decision: here both agree.
    m_chart->setSideBySide(predictionOf(Scene::Bus, 0.75F, Scene::Park),
                           predictionOf(Scene::Tram, 0.5F, Scene::Park), DecisionRule::Combined,
                           {});
    QVERIFY(!plotSummary(*m_chart).contains(u"changes"_s));
  }

  void toolTipsSayEveryNumberOfAClass() {
    m_chart->setSideBySide(predictionOf(Scene::Airport, 0.75F), predictionOf(Scene::Airport, 0.5F),
                           DecisionRule::TenClass, Scene::Airport);
    m_chart->resize(420, m_chart->sizeHint().height());
    m_chart->show();
    const auto tracks = barsOf(picture(), colours().grid);
    const QPoint at(20, tracks[0].y + 2);
    QHelpEvent help(QEvent::ToolTip, at, m_chart->mapToGlobal(at));
    QApplication::sendEvent(m_chart.get(), &help);
    QCOMPARE(QToolTip::text(),
             u"Airport (true class)\nFloat32: 75.00 % · decision\nInt8: 50.00 % · decision\n"
             u"Difference: \u221225.0 percentage points"_s);
  }

  void followsTheThemeAtOnce() {
    m_chart->setPrediction(predictionOf(Scene::Bus, 0.5F), DecisionRule::TenClass, {});
    const QColor light = colours().accent;
    applyTheme(*qApp, ThemeChoice::Dark);
    QVERIFY(colours().accent != light);
    QCOMPARE(barsOf(picture(), colours().accent).size(), std::size_t{2});
    QVERIFY(barsOf(picture(), light).empty());
  }

  void leavesRoomForTheBarsAtItsSmallest() {
    m_chart->resize(m_chart->minimumSizeHint());
    const auto tracks = barsOf(picture(), colours().grid);
    QCOMPARE(tracks.size(), kSceneCount + kGroupCount);
    for (const auto& track : tracks) QVERIFY(track.width() >= 20);
  }

 private:
  QImage picture() { return m_chart->grab().toImage(); }
  const ThemeColours& colours() const { return themeColours(m_chart->palette()); }
  std::unique_ptr<ProbabilityChart> m_chart;
};

SCENELENS_GUI_TEST_MAIN(TestProbabilityChart)
#include "tst_probability_chart.moc"
