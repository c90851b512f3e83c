// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/train_log.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace scenelens;

namespace {

EpochRecord recordOf(int epoch) {
  EpochRecord record;
  record.epoch = epoch;
  record.learningRate = 1e-3 / (epoch + 3);
  record.trainLoss = 2.3 / (epoch + 1);
  record.trainGroupLoss = 1.1;
  record.trainAccuracy = 1.0 / 3.0;
  record.validationLogLoss = 0.1 + 0.2;
  record.validationAccuracy = 0.5;
  record.conflictShare = 0.25;
  record.meanCosine = -0.125;
  record.clipsPerSecond = 58.25;
  record.seconds = 12.5;
  return record;
}

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

bool same(const EpochRecord& a, const EpochRecord& b) {
  return a.epoch == b.epoch && a.phase == b.phase && same(a.learningRate, b.learningRate) &&
         same(a.trainLoss, b.trainLoss) && same(a.trainGroupLoss, b.trainGroupLoss) &&
         same(a.trainAccuracy, b.trainAccuracy) && same(a.validationLogLoss, b.validationLogLoss) &&
         same(a.validationAccuracy, b.validationAccuracy) &&
         same(a.validationGroupLogLoss, b.validationGroupLogLoss) &&
         same(a.validationGroupAccuracy, b.validationGroupAccuracy) &&
         same(a.conflictShare, b.conflictShare) && same(a.meanCosine, b.meanCosine) &&
         same(a.clipsPerSecond, b.clipsPerSecond) && same(a.seconds, b.seconds);
}

}  // namespace

class TestTrainLog final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("log.csv")).toStdString();
  }

  void recordsComeBackBitForBit() {
    auto log = TrainLog::open(m_path);
    QVERIFY(log);
    for (int epoch = 0; epoch < 5; ++epoch) QVERIFY(log->append(recordOf(epoch)));
    auto last = recordOf(5);
    last.phase = "qat";
    last.validationLogLoss = EpochRecord::kNone;
    QVERIFY(log->append(last));
    const auto records = readTrainLog(m_path);
    QVERIFY(records);
    QCOMPARE(records->size(), std::size_t(6));
    for (int epoch = 0; epoch < 5; ++epoch)
      QVERIFY(same((*records)[std::size_t(epoch)], recordOf(epoch)));
    QVERIFY(same(records->back(), last));
  }

  void everyLineHasAFieldForEachColumn() {
    auto log = TrainLog::open(m_path);
    QVERIFY(log && log->append(EpochRecord()));
    const auto lines = text().split('\n');
    QCOMPARE(lines.size(), 3);  // header, epoch, nothing
    QCOMPARE(lines[1].count(','), lines[0].count(','));
    QVERIFY(lines[1].startsWith("0,float,,"));
  }

  void aTornLastLineIsDropped() {
    auto log = TrainLog::open(m_path);
    QVERIFY(log && log->append(recordOf(0)) && log->append(recordOf(1)));
    const QByteArray whole = text();
    const auto lastLine = whole.lastIndexOf('\n', whole.size() - 2) + 1;
    for (auto size = lastLine; size < whole.size(); ++size) {
      write(whole.left(size));
      const auto records = readTrainLog(m_path);
      QVERIFY(records);
      QCOMPARE(records->size(), std::size_t(1));
    }
  }

  void aResumedLogKeepsWhatItIsTold() {
    {
      auto log = TrainLog::open(m_path);
      QVERIFY(log);
      for (int epoch = 0; epoch < 4; ++epoch) QVERIFY(log->append(recordOf(epoch)));
    }
    auto records = readTrainLog(m_path);
    QVERIFY(records);
    records->resize(2);
    auto log = TrainLog::open(m_path, *records);
    QVERIFY(log && log->append(recordOf(2)));
    records = readTrainLog(m_path);
    QVERIFY(records);
    QCOMPARE(records->size(), std::size_t(3));
    QVERIFY(same(records->back(), recordOf(2)));
  }

  void aMalformedLineIsNamed_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("few fields") << QByteArray("1,float,0.1\n");
    QTest::newRow("many fields") << QByteArray("1,float,,,,,,,,,,,,,\n");
    QTest::newRow("no number") << QByteArray("1,float,x,,,,,,,,,,,\n");
    QTest::newRow("half a number") << QByteArray("1,float,1.5x,,,,,,,,,,,\n");
    QTest::newRow("no epoch") << QByteArray(",float,,,,,,,,,,,,\n");
    QTest::newRow("negative epoch") << QByteArray("-1,float,,,,,,,,,,,,\n");
    QTest::newRow("phase") << QByteArray("1,other,,,,,,,,,,,,\n");
    QTest::newRow("empty") << QByteArray("\n");
  }

  void aMalformedLineIsNamed() {
    QFETCH(QByteArray, line);
    auto log = TrainLog::open(m_path);
    QVERIFY(log && log->append(recordOf(0)));
    write(text() + line);
    const auto records = readTrainLog(m_path);
    QVERIFY(!records);
    QCOMPARE(records.error().line, std::int64_t(3));
    QCOMPARE(records.error().file, m_path);
  }

  void anotherFileIsNotALog() {
    write("epoch,loss\n1,2\n");
    const auto records = readTrainLog(m_path);
    QVERIFY(!records);
    QCOMPARE(records.error().line, std::int64_t(1));
  }

  void aFolderThatIsNotThereIsAnError() {
    const auto log = TrainLog::open(m_path.parent_path() / "none" / "log.csv");
    QVERIFY(!log);
  }

 private:
  QByteArray text() const {
    QFile file(QString::fromStdString(m_path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  void write(const QByteArray& text) const {
    QFile file(QString::fromStdString(m_path.string()));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::filesystem::path m_path;
};

QTEST_APPLESS_MAIN(TestTrainLog)
#include "tst_train_log.moc"
