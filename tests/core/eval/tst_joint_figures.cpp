// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/breakdown.h"
#include "core/eval/calibration_curve.h"
#include "core/eval/joint_figures.h"

#include <QTest>

#include <array>
#include <cmath>
#include <random>

using namespace scenelens;

namespace {

constexpr std::size_t kClips = 300;

Dataset labelledDataset() {
  Dataset dataset;
  dataset.devices = {"a", "s1", "s2"};
  dataset.clips.resize(kClips);
  for (std::size_t i = 0; i < kClips; ++i) {
    dataset.clips[i].file = std::to_string(i);
    dataset.clips[i].scene = Scene(i * 7 % kSceneCount);
    dataset.clips[i].device = static_cast<std::int16_t>(i % 3);
  }
  return dataset;
}

/// Random probabilities; every `gap`-th clip is not predicted, 0: all are.
RunTable randomRun(unsigned seed, std::size_t gap) {
  std::mt19937 random(seed);
  RunTable run(kClips);
  for (std::size_t i = 0; i < kClips; ++i) {
    Prediction prediction;
    float sum = 0.0F;
    for (auto& p : prediction.scenes) sum += p = 0.001F + static_cast<float>(random() % 1000);
    for (auto& p : prediction.scenes) p /= sum;
    prediction.combined = prediction.scenes;
    if (gap == 0 || i % gap != 0) run.set(i, prediction);
  }
  return run;
}

}  // namespace

class TestJointFigures final : public QObject {
  Q_OBJECT

 private slots:
  void figuresCoverOnlyWhatEveryRunJudged() {
    const Dataset dataset = labelledDataset();
    const std::array tables{randomRun(1, 4), randomRun(2, 6), RunTable(kClips)};
    std::vector<JudgedRun> runs;
    std::vector<const JudgedRun*> judged;
    for (const auto& table : tables) runs.push_back(judge(dataset, table, DecisionRule::TenClass));
    for (const auto& run : runs) judged.push_back(&run);
    std::vector<std::uint32_t> clips;
    std::vector<std::uint32_t> common;
    for (std::uint32_t i = 0; i < 200; ++i) {
      clips.push_back(i);
      if (i % 4 != 0 && i % 6 != 0) common.push_back(i);
    }
    const auto result = compareSideBySide(dataset, judged, clips, JobControl());
    QCOMPARE(result.common, common);
    QCOMPARE(result.runs[0].judged, std::size_t{150});
    QCOMPARE(result.runs[2].judged, std::size_t{0});  // a run without predictions spoils nothing
    QCOMPARE(result.runs[2].part.clips, std::size_t{0});
    for (std::size_t i = 0; i < 2; ++i) {
      const auto part = partsOf(dataset, runs[i], common).overall;
      QCOMPARE(result.runs[i].part.clips, common.size());
      QCOMPARE(result.runs[i].part.logLoss, part.logLoss);
      QCOMPARE(result.runs[i].ece, calibrationCurve(runs[i], common).ece);
      // Float32 terms against the sum in double precision.
      const double brier = brierScore(dataset, tables[i], DecisionRule::TenClass, common);
      QVERIFY(std::abs(result.runs[i].brier - brier) < 1e-6);
      QVERIFY(brier > 0.5);
    }
    QCOMPARE(result.pairs.size(), std::size_t{1});
    const auto counts = compareDecisions(runs[0], runs[1], common);
    QCOMPARE(result.pairs[0].counts.onlyFirst, counts.onlyFirst);
    QCOMPARE(result.pairs[0].test.p, mcNemar(counts.onlyFirst, counts.onlySecond).p);
    QCOMPARE(result.together.clips, common.size());
  }

  void aCancelledComparisonStops() {
    const Dataset dataset = labelledDataset();
    const auto run = judge(dataset, randomRun(1, 0), DecisionRule::TenClass);
    JobControl control;
    control.cancel();
    const std::array<const JudgedRun*, 2> runs{&run, &run};
    const auto result = compareSideBySide(dataset, runs, everyClip(kClips), control);
    QVERIFY(result.pairs.empty());
  }

  void theClipsOfAlignedPairsAreThoseCounted() {
    const Dataset dataset = labelledDataset();
    const auto run = judge(dataset, randomRun(5, 7), DecisionRule::TenClass);
    AlignedIndex partners;  // clips of s1 and s2 belong to the clip of device a before them
    for (std::uint32_t i = 0; i < kClips; ++i)
      partners.partner.push_back(i % 3 == 0 ? AlignedIndex::kNoPartner : i - i % 3);
    const auto clips = everyClip(kClips);
    for (const auto& row : alignedDevices(dataset, run, partners, clips)) {
      const std::size_t device = row.device == "s1" ? 1 : 2;
      const auto count = [&](AlignedPairs which) {
        return clipsOfPairs(dataset, run, partners, clips, device, which).size() / 2;
      };
      QVERIFY(row.differ > 0 && row.differ < row.pairs);
      QCOMPARE(count(AlignedPairs::All), row.pairs);
      QCOMPARE(count(AlignedPairs::Differ), row.differ);
      QCOMPARE(count(AlignedPairs::BothRight), row.bothRight);
      QCOMPARE(count(AlignedPairs::OnlyReference), row.onlyReference);
      QCOMPARE(count(AlignedPairs::OnlyDevice), row.onlyDevice);
      QCOMPARE(count(AlignedPairs::BothWrong), row.bothWrong);
    }
  }
};

QTEST_APPLESS_MAIN(TestJointFigures)
#include "tst_joint_figures.moc"
