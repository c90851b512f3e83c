// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/calibration_curve.h"
#include "run_figures_fixture.h"

#include <QTest>

#include <limits>

using namespace scenelens;

namespace {

/// Clips of one scene, decided right with these confidences.
JudgedRun sureBy(const std::vector<float>& confidences) {
  JudgedRun run;
  run.truth.assign(confidences.size(), 0);
  run.decision.assign(confidences.size(), 0);
  run.confidence = confidences;
  return run;
}

}  // namespace

class TestCalibrationCurve final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    m_made = readRunFigures();
    m_expected = m_made.expected[QStringLiteral("calibration")].toObject();
    QVERIFY(!m_expected.isEmpty());
  }

  void binsEqualScikitLearn() {
    const auto curve = calibrationCurve(m_made.judged[0], m_made.clips);
    QCOMPARE(curve.bins.size(), std::size_t{15});
    QCOMPARE(curve.clips, m_made.clips.size());
    qsizetype filled = 0;
    for (std::size_t b = 0; b < curve.bins.size(); ++b) {
      const auto& bin = curve.bins[b];
      const auto at = qsizetype(b);
      QCOMPARE(bin.correct, std::size_t(m_expected[QStringLiteral("correct")][at].toInt()));
      QCOMPARE(bin.wrong, std::size_t(m_expected[QStringLiteral("wrong")][at].toInt()));
      if (bin.clips() == 0) continue;
      QVERIFY(isNear(bin.accuracy(), m_expected[QStringLiteral("accuracy")][filled].toDouble()));
      QVERIFY(isNear(bin.confidence, m_expected[QStringLiteral("confidence")][filled].toDouble()));
      ++filled;
    }
    QCOMPARE(filled, m_expected[QStringLiteral("accuracy")].toArray().size());
    QVERIFY(isNear(curve.ece, m_expected[QStringLiteral("ece")].toDouble()));
  }

  void brierEqualsScikitLearn() {
    const double score =
        brierScore(m_made.dataset, m_made.runs[0], DecisionRule::TenClass, m_made.clips);
    QVERIFY(isNear(score, m_expected[QStringLiteral("brier")].toDouble()));
    QCOMPARE(brierScore(m_made.dataset, RunTable(), DecisionRule::TenClass, m_made.clips), 0.0);
  }

  void edgesBelongToTheBinBelow() {
    const auto run = sureBy({0.0F, 0.25F, std::nextafter(0.25F, 1.0F), 0.5F, 1.0F});
    const auto curve = calibrationCurve(run, everyClip(5), 4);
    QCOMPARE(curve.bins[0].correct, std::size_t{2});
    QCOMPARE(curve.bins[1].correct, std::size_t{2});
    QCOMPARE(curve.bins[2].correct, std::size_t{0});
    QCOMPARE(curve.bins[3].correct, std::size_t{1});
    QCOMPARE(curve.bins[1].low, 0.25);
    QCOMPARE(curve.bins[3].high, 1.0);
  }

  void theLargestGapIsThatOfOneBin() {
    auto run = sureBy({0.9F, 0.9F, 0.2F, 0.2F});
    run.decision[0] = 1;  // 0.9 sure and right half the time
    const auto curve = calibrationCurve(run, everyClip(4), 2);
    QVERIFY(isNear(curve.largestGap, 0.8));
    QVERIFY(isNear(curve.ece, 0.5 * 0.4 + 0.5 * 0.8));
  }

  void withoutClipsThereIsAnEmptyCurve() {
    const auto curve = calibrationCurve(JudgedRun(), everyClip(3), 10);
    QCOMPARE(curve.clips, std::size_t{0});
    QCOMPARE(curve.ece, 0.0);
    QCOMPARE(curve.bins.size(), std::size_t{10});
  }

 private:
  RunFiguresFixture m_made;
  QJsonObject m_expected;
};

QTEST_GUILESS_MAIN(TestCalibrationCurve)
#include "tst_calibration_curve.moc"
