// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/lr_schedule.h"

#include <QFile>
#include <QTest>

#include <cmath>

using namespace scenelens;

class TestLrSchedule final : public QObject {
  Q_OBJECT

 private slots:
  /// tests/data/cosine_lr.csv: the schedule of the published training script, ten digits.
  void theDefaultsFollowThePublishedScript() {
    QFile file(QStringLiteral(SCENELENS_TEST_DATA "/cosine_lr.csv"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readLine().trimmed(), QByteArray("epoch,lr"));
    int rows = 0;
    for (; !file.atEnd(); ++rows) {
      const auto fields = file.readLine().trimmed().split(',');
      QCOMPARE(fields.size(), 2);
      const double expected = fields[1].toDouble();
      const double rate = learningRate({}, 100, fields[0].toInt());
      QVERIFY2(std::abs(rate - expected) <= 1e-9 * expected, fields[0].constData());
    }
    QVERIFY(rows >= 100);
  }

  void onlyTheFirstBatchOfAnEpochHasItsOwnRate() {
    const LrSchedule schedule;
    for (const int epoch : {0, 1, 5, 99}) {
      QCOMPARE(learningRateOfBatch(schedule, 100, epoch, 0), learningRate(schedule, 100, epoch));
      for (const std::size_t batch : {1, 2, 4000})
        QCOMPARE(learningRateOfBatch(schedule, 100, epoch, batch),
                 learningRate(schedule, 100, epoch + 1));
    }
  }

  void theCosineHasTheLengthOfTheRun() {
    const LrSchedule schedule{.base = 0.1, .minimum = 0.02, .warmupEpochs = 2, .warmupStart = 0.0};
    QCOMPARE(learningRate(schedule, 8, 0), 0.0);
    QCOMPARE(learningRate(schedule, 8, 1), 0.05);
    QCOMPARE(learningRate(schedule, 8, 2), 0.1);
    QVERIFY(std::abs(learningRate(schedule, 8, 6) - 0.06) < 1e-15);  // half way
    QCOMPARE(learningRate(schedule, 8, 10), 0.02);
    QCOMPARE(learningRate(schedule, 8, 1000), 0.02);
  }

  void withoutWarmUpTheRunBeginsAtTheBase() {
    const LrSchedule schedule{.base = 0.1, .minimum = 0.1, .warmupEpochs = 0};
    for (const int epoch : {0, 3, 10}) QCOMPARE(learningRate(schedule, 10, epoch), 0.1);
  }

  void numbersThatMakeNoSenseAreNamed_data() {
    QTest::addColumn<LrSchedule>("schedule");
    QTest::addColumn<QString>("word");
    QTest::newRow("zero") << LrSchedule{.base = 0.0} << "base";
    QTest::newRow("infinite") << LrSchedule{.base = INFINITY} << "base";
    QTest::newRow("nan") << LrSchedule{.base = NAN} << "base";
    QTest::newRow("above") << LrSchedule{.minimum = 1.0} << "minimum";
    QTest::newRow("negative") << LrSchedule{.minimum = -1e-9} << "minimum";
    QTest::newRow("start") << LrSchedule{.warmupStart = -1.0} << "warm-up start";
    QTest::newRow("epochs") << LrSchedule{.warmupEpochs = -1} << "warm up for -1";
  }

  void numbersThatMakeNoSenseAreNamed() {
    QFETCH(LrSchedule, schedule);
    QFETCH(QString, word);
    const auto status = checkLrSchedule(schedule);
    QVERIFY(!status);
    QVERIFY2(QString::fromStdString(status.error().text()).contains(word),
             status.error().text().c_str());
    QVERIFY(checkLrSchedule({}));
  }
};

QTEST_APPLESS_MAIN(TestLrSchedule)
#include "tst_lr_schedule.moc"
