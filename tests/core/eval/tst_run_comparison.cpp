// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/run_comparison.h"

#include <QTest>

using namespace scenelens;

namespace {

/// Sure of one scene.
Prediction sureOf(std::size_t scene, float probability = 1.0F) {
  Prediction prediction;
  prediction.scenes[scene] = probability;
  prediction.combined[0] = 1.0F;
  return prediction;
}

}  // namespace

class TestRunComparison final : public QObject {
  Q_OBJECT

 private slots:
  void countsTheClipsThatAreDecidedDifferently() {
    RunTable a(5);
    RunTable b(5);
    a.set(0, sureOf(1));
    b.set(0, sureOf(1, 0.75F));
    a.set(1, sureOf(2));
    b.set(1, sureOf(3, 0.5F));
    a.set(2, sureOf(4));  // the other run has none
    b.set(3, sureOf(4));
    const auto comparison = compareRuns(a, b);
    QCOMPARE(comparison.clips, std::size_t{2});
    QCOMPARE(comparison.changed, std::size_t{1});
    QCOMPARE(comparison.agreement(), 0.5);
    QCOMPARE(comparison.largestDifference, 1.0);
    QCOMPARE(compareRuns(a, b, DecisionRule::Combined).changed, std::size_t{0});
  }

  void aRunAgreesWithItself() {
    RunTable a(3);
    a.set(0, sureOf(1));
    QCOMPARE(compareRuns(a, a).agreement(), 1.0);
    QCOMPARE(compareRuns(RunTable(), RunTable(2)).clips, std::size_t{0});
  }
};

QTEST_GUILESS_MAIN(TestRunComparison)
#include "tst_run_comparison.moc"
