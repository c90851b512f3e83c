// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/judged_run.h"
#include "core/eval/run_summary.h"

#include <QTest>

#include <array>
#include <cmath>
#include <cstdint>

using namespace scenelens;

namespace {

/// A park, a bus, and a clip of an unknown scene.
Dataset threeClips() {
  Dataset dataset;
  dataset.clips.resize(3);
  dataset.clips[0].scene = Scene::Park;
  dataset.clips[1].scene = Scene::Bus;
  return dataset;
}

/// 0.5 for one scene, 0.3 for another, the rest spread over the eight others.
Prediction halfSure(Scene first, Scene second) {
  Prediction prediction;
  prediction.scenes.fill(0.2F / 8.0F);
  prediction.scenes[std::size_t(first)] = 0.5F;
  prediction.scenes[std::size_t(second)] = 0.3F;
  prediction.combined.fill(0.0F);
  prediction.combined[std::size_t(second)] = 1.0F;
  return prediction;
}

}  // namespace

class TestJudgedRun final : public QObject {
  Q_OBJECT

 private slots:
  void aClipHasDecisionConfidenceMarginAndLoss() {
    const Dataset dataset = threeClips();
    RunTable run(3);
    run.set(0, halfSure(Scene::Park, Scene::Tram));
    run.set(1, halfSure(Scene::Tram, Scene::Bus));
    const JudgedRun judged = judge(dataset, run, DecisionRule::TenClass);
    QVERIFY(judged.isCorrect(0));
    QCOMPARE(judged.confidence[0], 0.5F);
    QCOMPARE(judged.margin[0], 0.5F - 0.3F);
    QVERIFY(std::abs(judged.loss[0] - -std::log(0.5F)) < 1e-6F);
    QVERIFY(judged.isJudged(1));
    QVERIFY(!judged.isCorrect(1));
    QCOMPARE(judged.decision[1], std::uint8_t(Scene::Tram));
    QVERIFY(std::abs(judged.loss[1] - -std::log(0.3F)) < 1e-6F);
  }

  void theRuleDecides() {
    const Dataset dataset = threeClips();
    RunTable run(3);
    run.set(1, halfSure(Scene::Tram, Scene::Bus));
    const JudgedRun judged = judge(dataset, run, DecisionRule::Combined);
    QVERIFY(judged.isCorrect(1));
    QCOMPARE(judged.margin[1], 1.0F);
  }

  void whatIsUnknownIsNotJudged() {
    const Dataset dataset = threeClips();
    RunTable run(3);
    run.set(2, halfSure(Scene::Park, Scene::Bus));
    const JudgedRun judged = judge(dataset, run, DecisionRule::TenClass);
    QVERIFY(!judged.isPredicted(0));
    QVERIFY(std::isnan(judged.loss[0]) && std::isnan(judged.confidence[0]));
    QVERIFY(judged.isPredicted(2) && !judged.isJudged(2));
    QVERIFY(std::isnan(judged.loss[2]));
    QCOMPARE(judged.confidence[2], 0.5F);
    const JudgedRun nothing = judge(dataset, RunTable(), DecisionRule::TenClass);
    QCOMPARE(nothing.size(), std::size_t{3});
    QVERIFY(!nothing.isPredicted(2));
  }

  void laterPredictionsRenewTheirClipsOnly() {
    const Dataset dataset = threeClips();
    RunTable run(3);
    JudgedRun judged = judge(dataset, run, DecisionRule::TenClass);
    run.set(0, halfSure(Scene::Park, Scene::Tram));
    run.set(1, halfSure(Scene::Bus, Scene::Tram));
    const std::array<std::uint32_t, 2> clips{1, 99};
    judgeClips(judged, dataset, run, DecisionRule::TenClass, clips);
    QVERIFY(judged.isCorrect(1));
    QVERIFY(!judged.isPredicted(0));
  }
};

QTEST_GUILESS_MAIN(TestJudgedRun)
#include "tst_judged_run.moc"
