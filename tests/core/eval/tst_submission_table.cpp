// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/submission_table.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace scenelens;

namespace {

const QByteArray kHeader =
    "filename\tscene_label\tairport\tbus\tmetro\tmetro_station\tpark\tpublic_square\t"
    "shopping_mall\tstreet_pedestrian\tstreet_traffic\ttram\n";

Clip clipOf(std::string file, std::int32_t window = 0) {
  Clip clip;
  clip.file = std::move(file);
  clip.window = window;
  return clip;
}

QByteArray bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

}  // namespace

class TestSubmissionTable final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("table.csv"));
    m_dataset = Dataset();
    m_dataset.clips = {clipOf("audio/bus-paris-1-10-0-a.wav"), clipOf("audio/not-predicted.wav"),
                       clipOf("/elsewhere/long.wav", 12)};
    m_run = RunTable(3);
    Prediction first;
    first.scenes = {0.0F, 0.75F, 0.0F, 0.0F, 0.25F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F};
    first.combined = {0.1F, 0.1F, 0.1F, 0.1F, 0.1F, 0.1F, 0.1F, 0.1F, 0.1F, 0.1F};
    m_run.set(0, first);
    Prediction second;
    second.scenes = {1e-7F, 0.0F, 0.1234567F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.8765432F};
    second.combined = {0.0F, 0.0F, 0.0F, 1.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F};
    m_run.set(2, second);
  }

  void theTableHasExactlyTheseBytes() {
    QVERIFY(writeSubmissionTable(m_path.toStdString(), m_dataset, m_run).has_value());
    QCOMPARE(bytesOf(m_path),
             kHeader +
                 "bus-paris-1-10-0-a.wav\tbus\t0.000000\t0.750000\t0.000000\t0.000000\t0.250000\t"
                 "0.000000\t0.000000\t0.000000\t0.000000\t0.000000\n"
                 "long.wav#12\ttram\t0.000000\t0.000000\t0.123457\t0.000000\t0.000000\t0.000000\t"
                 "0.000000\t0.000000\t0.000000\t0.876543\n");
  }

  void theCombinedRuleWritesItsOwnDecisionAndProbabilities() {
    const auto written =
        writeSubmissionTable(m_path.toStdString(), m_dataset, m_run, DecisionRule::Combined);
    QVERIFY(written.has_value());
    const auto lines = bytesOf(m_path).split('\n');
    // All ten alike: the first in label order is the decision.
    QCOMPARE(lines[1], "bus-paris-1-10-0-a.wav\tairport" + QByteArray("\t0.100000").repeated(10));
    QVERIFY(lines[2].startsWith("long.wav#12\tmetro_station\t0.000000"));
    QCOMPARE(lines.size(), 4);
  }

  void equalNamesInDifferentFoldersKeepTheirPath() {
    m_dataset.clips = {clipOf("a/clip.wav"), clipOf("b/other.wav"), clipOf("b/clip.wav"),
                       clipOf("b/clip.wav", 1), clipOf("c/other.wav")};
    m_run = RunTable(5);
    for (std::size_t i = 0; i < 4; ++i) m_run.set(i, Prediction());  // c/other.wav is not in it
    QVERIFY(writeSubmissionTable(m_path.toStdString(), m_dataset, m_run).has_value());
    QList<QByteArray> names;
    for (const auto& line : bytesOf(m_path).split('\n')) names += line.split('\t').first();
    QCOMPARE(names, QList<QByteArray>(
                        {"filename", "a/clip.wav", "other.wav", "b/clip.wav", "b/clip.wav#1", ""}));
  }

  void aNameThatWouldBreakARowIsAnError_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("tab") << QByteArray("x/a\tb.wav");
    QTest::newRow("newline") << QByteArray("x/a\nb.wav");
    QTest::newRow("return") << QByteArray("x/a\r.wav");
    QTest::newRow("delete") << QByteArray("x/a\x7F.wav");
  }
  void aNameThatWouldBreakARowIsAnError() {
    QFETCH(QByteArray, file);
    m_dataset.root = "/data";
    m_dataset.clips[2] = clipOf(file.toStdString());
    const auto written = writeSubmissionTable(m_path.toStdString(), m_dataset, m_run);
    QVERIFY(!written.has_value());
    QVERIFY(written.error().file == "/data/" + file.toStdString());
    QVERIFY(!QFile::exists(m_path));
    // Only what stands in the table counts: folders do not, and other letters are welcome.
    m_dataset.clips[2] = clipOf("x\ty/\xC3\xA4\xFF.wav");
    QVERIFY(writeSubmissionTable(m_path.toStdString(), m_dataset, m_run).has_value());
    QVERIFY(bytesOf(m_path).contains("\n\xC3\xA4\xFF.wav\ttram"));
  }

  void anEmptyRunIsAHeader() {
    QVERIFY(writeSubmissionTable(m_path.toStdString(), m_dataset, RunTable()).has_value());
    QCOMPARE(bytesOf(m_path), kHeader);
  }

  void anExistingTableIsReplaced() {
    QFile old(m_path);
    QVERIFY(old.open(QIODevice::WriteOnly));
    old.write("something else, and longer than a header\n" + kHeader);
    old.close();
    QVERIFY(writeSubmissionTable(m_path.toStdString(), m_dataset, RunTable()).has_value());
    QCOMPARE(bytesOf(m_path), kHeader);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), {"table.csv"});
  }

  void aFolderThatIsNotThereIsAnErrorThatNamesTheFile() {
    const QString path = m_folder->filePath(QStringLiteral("none/table.csv"));
    const auto written = writeSubmissionTable(path.toStdString(), m_dataset, m_run);
    QVERIFY(!written.has_value());
    QVERIFY(QString::fromStdString(written.error().text()).startsWith(path));
  }

  void aFolderThatCannotBeWrittenIsAnErrorThatNamesTheFile() {
    // There is a /proc, and nobody may make files in it, not even root.
    const QString path = QStringLiteral("/proc/table.csv");
    const auto written = writeSubmissionTable(path.toStdString(), m_dataset, m_run);
    QVERIFY(!written.has_value());
    QVERIFY(QString::fromStdString(written.error().text()).startsWith(path));
  }

 private:
  std::unique_ptr<QTemporaryDir> m_folder;
  QString m_path;
  Dataset m_dataset;
  RunTable m_run;
};

QTEST_APPLESS_MAIN(TestSubmissionTable)
#include "tst_submission_table.moc"
