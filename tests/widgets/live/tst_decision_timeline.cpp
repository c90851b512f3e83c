// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/live/decision_timeline.h"
#include "widgets/plot/plot_table.h"

using namespace scenelens;
using namespace scenelens::test;

namespace {

/// The hop that ends at `seconds`, a quarter of a second after the one before.
LiveHop hopAt(double seconds, Scene raw, Scene smoothed) {
  LiveHop hop;
  hop.end = std::int64_t(seconds * kSampleRate);
  hop.newest = kSampleRate / 4;
  hop.answers.push_back(
      {{0, Precision::Float32}, predictionOf(raw, 0.75F), predictionOf(smoothed, 0.5F)});
  return hop;
}

}  // namespace

class TestDecisionTimeline final : public QObject {
  Q_OBJECT

 private slots:
  void equalNeighboursAreOneStretch() {
    DecisionTimeline timeline;
    timeline.setRows({{0, Precision::Float32}}, {u"Model1 Float32"_s});
    for (int i = 4; i < 12; ++i) {
      const Scene scene = i < 8 ? Scene::Tram : Scene::Park;
      timeline.add(hopAt(0.25 * i, scene, Scene::Bus), DecisionRule::TenClass, false);
    }
    QCOMPARE(timeline.stretches(0), std::size_t{2});
    QCOMPARE(timeline.newest(0), u"Park, 75 %"_s);
    QCOMPARE(plotSummary(timeline), u"Model1 Float32: Park, 75 %"_s);
  }

  void showsTheSmoothedDecisionWhereThatIsWanted() {
    DecisionTimeline timeline;
    timeline.setRows({{0, Precision::Float32}}, {u"Model1 Float32"_s});
    timeline.add(hopAt(1.0, Scene::Tram, Scene::Bus), DecisionRule::TenClass, true);
    QCOMPARE(timeline.newest(0), u"Bus, 50 %"_s);
  }

  void hoursTakeNoMoreThanTheLastMinutes() {
    DecisionTimeline timeline;
    timeline.setRows({{0, Precision::Float32}}, {u"Model1 Float32"_s});
    for (int i = 4; i < 4 * 3600; ++i) {
      const Scene scene = i % 2 == 0 ? Scene::Tram : Scene::Park;  // the worst case
      timeline.add(hopAt(0.25 * i, scene, scene), DecisionRule::TenClass, true);
    }
    QVERIFY(timeline.stretches(0) <= std::size_t(4 * DecisionTimeline::kSeconds) + 2);
  }

  void aNetworkThatStaysKeepsItsPast() {
    DecisionTimeline timeline;
    timeline.setRows({{0, Precision::Float32}}, {u"Model1 Float32"_s});
    timeline.add(hopAt(1.0, Scene::Tram, Scene::Tram), DecisionRule::TenClass, true);
    timeline.setRows({{3, Precision::Int8}, {0, Precision::Float32}},
                     {u"Model4 Int8"_s, u"Model1 Float32"_s});
    QCOMPARE(timeline.stretches(0), std::size_t{0});
    QCOMPARE(timeline.stretches(1), std::size_t{1});
    QVERIFY(timeline.newest(0).isEmpty());
    timeline.clear();
    QCOMPARE(timeline.stretches(1), std::size_t{0});
  }

  void theNewestDecisionIsPaintedInItsColour() {
    DecisionTimeline timeline;
    timeline.resize(700, 80);
    timeline.setRows({{0, Precision::Float32}}, {u"Model1 Float32"_s});
    const auto countOf = [&timeline] {
      const QImage image = timeline.grab().toImage();
      int count = 0;
      for (int x = 0; x < image.width(); ++x) {
        if (image.pixelColor(x, 10) == sceneColour(std::size_t(Scene::Tram))) ++count;
      }
      return count;
    };
    QCOMPARE(countOf(), 0);
    for (int i = 4; i < 44; ++i) {
      timeline.add(hopAt(0.25 * i, Scene::Tram, Scene::Tram), DecisionRule::TenClass, true);
    }
    QVERIFY(countOf() > 10);  // ten of a hundred and twenty seconds
  }
};

SCENELENS_GUI_TEST_MAIN(TestDecisionTimeline)
#include "tst_decision_timeline.moc"
