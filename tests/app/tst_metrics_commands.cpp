// SPDX-License-Identifier: GPL-3.0-or-later
// metrics, compare, rank, report and submission as their users see them.
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace {

const QString kFolder = QStringLiteral(SCENELENS_SHARED_DIR "/data/predictions/");

struct Call {
  int status = -1;
  QByteArray out;
  QByteArray err;

  [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
  [[nodiscard]] QByteArray text() const {
    return "status " + QByteArray::number(status) + "\n" + out.left(1000) + "\n" + err.left(1000);
  }
};

Call call(const QStringList& arguments) {
  QProcess process;
  process.start(QStringLiteral(SCENELENS_BIN_DIR "/scenelens-cli"), arguments);
  if (!process.waitForFinished(120'000)) return {};
  return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

/// Every number of `expected`, wherever it stands, must stand in `actual` under the same keys.
bool holdsAll(const QJsonValue& expected, const QJsonValue& actual, const QString& path,
              int& count) {
  if (expected.isObject()) {
    const auto object = expected.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
      if (!holdsAll(it.value(), actual[it.key()], path + u'/' + it.key(), count)) return false;
    return true;
  }
  if (expected.isArray()) {
    for (qsizetype i = 0; i < expected.toArray().size(); ++i)
      if (!holdsAll(expected[i], actual[i], path + u'/' + QString::number(i), count)) return false;
    return true;
  }
  if (!expected.isDouble()) return true;  // a note for people
  ++count;
  if (actual.isDouble() && std::abs(actual.toDouble() - expected.toDouble()) <= 1e-6) return true;
  qWarning("%s: %.9f instead of %.9f", qPrintable(path), actual.toDouble(NAN), expected.toDouble());
  return false;
}

QByteArray rowOf(const char* file, int scene, const char* label) {
  QByteArray row = QByteArray(file) + '\t' + label;
  for (int c = 0; c < 10; ++c) row += c == scene ? "\t0.91" : "\t0.01";
  return row + '\n';
}

}  // namespace

class TestMetricsCommands final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_header =
        "filename\tscene_label\tairport\tbus\tmetro\tmetro_station\tpark\tpublic_square\t"
        "shopping_mall\tstreet_pedestrian\tstreet_traffic\ttram\n";
    m_truth =
        write("truth.csv",
              "filename\tscene_label\nbus-paris-1-1-0-a.wav\tbus\nbus-paris-1-1-0-s5.wav\tbus\n"
              "tram-paris-2-1-0-a.wav\ttram\n");
    m_first = write("first.output.csv", m_header + rowOf("bus-paris-1-1-0-a.wav", 1, "bus") +
                                            rowOf("bus-paris-1-1-0-s5.wav", 1, "bus") +
                                            rowOf("tram-paris-2-1-0-a.wav", 1, "bus"));
    m_second = write("second.output.csv", m_header + rowOf("bus-paris-1-1-0-a.wav", 1, "bus") +
                                              rowOf("bus-paris-1-1-0-s5.wav", 9, "tram") +
                                              rowOf("tram-paris-2-1-0-a.wav", 1, "bus"));
  }

  void metricsReproduceEveryNumberOfAPublishedSystem() {
    const QString table = kFolder + QStringLiteral("tau2020-system.output.csv");
    if (!QFile::exists(table)) QSKIP(qPrintable(table + QStringLiteral(" is missing")));
    const auto done = call({"metrics", "--predictions", table, "--truth",
                            kFolder + QStringLiteral("tau2020-truth.csv"), "--json"});
    QVERIFY2(done.status == 0, done.text());
    QVERIFY2(done.err.isEmpty(), done.text());
    QFile file(kFolder + QStringLiteral("tau2020-expected.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    int numbers = 0;
    QVERIFY(holdsAll(QJsonDocument::fromJson(file.readAll()).object(), done.json(), {}, numbers));
    QCOMPARE(numbers, 5 + 100 + 2 * 10 + 3 * 9 + 90);
  }

  void metricsSayWhatTheyAreOf() {
    const auto done = call({"metrics", "--predictions", m_first, "--truth", m_truth});
    QVERIFY2(done.status == 0, done.text());
    QVERIFY2(done.out.startsWith("first on truth: 3 clips\n"), done.text());
    QVERIFY(done.out.contains("66.67 %") && done.out.contains("unseen devices"));
    const auto none = call(
        {"metrics", "--predictions", m_first, "--truth", m_truth, "--json", "--resamples", "0"});
    QVERIFY(!none.json().contains(QStringLiteral("intervals")));
    QVERIFY(!none.json().contains(QStringLiteral("per_class_device_accuracy_interval")));
    QVERIFY(!none.json()[QStringLiteral("per_device")][QStringLiteral("a")].toObject().contains(
        QStringLiteral("accuracy_interval")));
  }

  void missingAndExtraRowsAreTold() {
    const auto part = write("part.csv", m_header + rowOf("bus-paris-1-1-0-a.wav", 1, "tram") +
                                            rowOf("elsewhere.wav", 1, "bus"));
    const auto done = call({"metrics", "--predictions", part, "--truth", m_truth, "--json"});
    QVERIFY2(done.status == 0, done.text());
    QCOMPARE(done.json()[QStringLiteral("clips")].toInt(), 1);
    QVERIFY2(done.err.contains("part.csv:2: in 1 row the scene_label is not"), done.text());
    QVERIFY2(done.err.contains("no clip of the data set: 'elsewhere.wav'"), done.text());
    QVERIFY2(done.err.contains("2 clips have no row: 'bus-paris-1-1-0-s5.wav', "), done.text());
  }

  void groupsOfDevicesHaveIntervalsToo() {
    const QString table = kFolder + QStringLiteral("tau2020-system.output.csv");
    if (!QFile::exists(table)) QSKIP(qPrintable(table + QStringLiteral(" is missing")));
    const auto done = call({"metrics", "--predictions", table, "--truth",
                            kFolder + QStringLiteral("tau2020-truth.csv"), "--json"});
    QVERIFY2(done.status == 0, done.text());
    // Scene by device: every cell with clips has both, and a figure lies within its interval.
    int known = 0;
    const auto accuracies = done.json()[QStringLiteral("per_class_device_accuracy")].toObject();
    const auto intervals =
        done.json()[QStringLiteral("per_class_device_accuracy_interval")].toObject();
    QCOMPARE(intervals.keys(), accuracies.keys());
    for (const auto& scene : accuracies.keys()) {
      const auto cells = accuracies[scene].toObject();
      const auto ranges = intervals[scene].toObject();
      QCOMPARE(ranges.keys(), cells.keys());
      for (const auto& device : cells.keys()) {
        const auto range = ranges[device].toArray();
        if (range.isEmpty()) continue;
        ++known;
        QVERIFY(range[0].toDouble() <= cells[device].toDouble());
        QVERIFY(cells[device].toDouble() <= range[1].toDouble());
      }
    }
    QVERIFY(known > 0);
    const auto groups = done.json()[QStringLiteral("per_device_group")].toObject();
    QVERIFY(groups.size() >= 2);
    for (const auto& group : groups) {
      const auto interval = group[QStringLiteral("accuracy_interval")].toArray();
      QCOMPARE(interval.size(), 2);
      const double accuracy = group[QStringLiteral("accuracy")].toDouble();
      QVERIFY(interval[0].toDouble() < accuracy && accuracy < interval[1].toDouble());
    }
  }

  void aRunThatJudgedTooLittleIsNotRanked() {
    const auto part = write("part.csv", m_header + rowOf("bus-paris-1-1-0-a.wav", 1, "bus"));
    const auto done = call({"rank", "--predictions", part, "--truth", m_truth, "--bytes", "1000",
                            "--macs", "2000", "--json"});
    QVERIFY2(done.status == 0, done.text());
    QVERIFY(done.json()[QStringLiteral("ranking")].toArray().isEmpty());
    const QJsonValue left = done.json()[QStringLiteral("unranked")][0];
    QCOMPARE(left[QStringLiteral("reason")].toString(), QStringLiteral("accuracy is unknown"));
    const auto whatIf = call({"rank", "--what-if", "100.1", "1000", "1000"});
    QVERIFY2(whatIf.status == 2 && whatIf.err.contains("100.1 %"), whatIf.text());
  }

  void faultsAreOneLineWithFileAndLine() {
    const auto broken = write("broken.csv", m_header + QByteArray(rowOf("x.wav", 1, "beach")));
    const auto done = call({"metrics", "--predictions", broken, "--truth", m_truth});
    QCOMPARE(done.status, 1);
    QVERIFY2(done.out.isEmpty() && done.err.count('\n') == 1, done.text());
    QVERIFY2(done.err.contains("broken.csv:2: unknown scene label 'beach'"), done.text());
    const auto noTruth = call({"metrics", "--predictions", m_first});
    QCOMPARE(noTruth.status, 1);
    QVERIFY2(noTruth.err.contains("Give --truth or --dataset"), noTruth.text());
  }

  void compareCountsWhoIsRight() {
    const auto done = call({"compare", m_first, m_second, "--truth", m_truth, "--json"});
    QVERIFY2(done.status == 0, done.text());
    const QJsonValue pair = done.json()[QStringLiteral("pairs")][0];
    QCOMPARE(pair[QStringLiteral("both_right")].toInt(), 1);
    QCOMPARE(pair[QStringLiteral("only_first_right")].toInt(), 1);
    QCOMPARE(pair[QStringLiteral("both_wrong")].toInt(), 1);
    QCOMPARE(pair[QStringLiteral("mcnemar")][QStringLiteral("p")].toDouble(), 1.0);
    const QJsonValue aligned =
        done.json()[QStringLiteral("runs")][1][QStringLiteral("aligned_devices")][0];
    QCOMPARE(aligned[QStringLiteral("device")].toString(), QStringLiteral("s5"));
    QCOMPARE(aligned[QStringLiteral("differ")].toInt(), 1);
    const auto text = call({"compare", m_first, m_second, "--truth", m_truth});
    QVERIFY2(text.out.contains("both right 1, only the first 1, only the second 0, both wrong 1"),
             text.text());
  }

  void rankLeavesOutWhatIsUnknown() {
    const auto table = write("mine.csv",
                             "system,development_accuracy_pct,bytes,macs_M\n"
                             "Ours,60,60000,20\nTheirs,59,,10\n");
    const auto done = call({"rank", "--report", "--systems", table, "--json"});
    QVERIFY2(done.status == 0, done.text());
    const auto rows = done.json()[QStringLiteral("ranking")].toArray();
    QCOMPARE(rows.size(), 5);
    // Ours: best accuracy, fourth in bytes, third in MACs of five.
    const auto ours = std::find_if(rows.begin(), rows.end(), [](const auto& row) {
      return row[QStringLiteral("system")].toString() == QStringLiteral("Ours");
    });
    QVERIFY(ours != rows.end());
    QCOMPARE((*ours)[QStringLiteral("memory_rank")].toDouble(), 4.0);
    QCOMPARE((*ours)[QStringLiteral("score")].toDouble(), 0.5 * 1 + 0.25 * 4 + 0.25 * 3);
    const QJsonValue left = done.json()[QStringLiteral("unranked")][0];
    QCOMPARE(left[QStringLiteral("reason")].toString(), QStringLiteral("bytes are unknown"));
  }

  void rankTakesRunsAndWhatIf() {
    const auto done =
        call({"rank", "--predictions", m_first, "--truth", m_truth, "--bytes", "1000", "--macs",
              "2000", "--what-if", "99", "200000", "31000000", "--ties", "dense", "--json"});
    QVERIFY2(done.status == 0, done.text());
    const auto rows = done.json()[QStringLiteral("ranking")].toArray();
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0][QStringLiteral("score")].toDouble(), 1.5);  // both: 2, 1, 1 and 1, 2, 2
    QCOMPARE(rows[0][QStringLiteral("accuracy")].toDouble(), 0.5);
    QVERIFY(rows[1][QStringLiteral("over_memory")].toBool());
    QVERIFY(rows[1][QStringLiteral("over_macs")].toBool());
    const auto wrong = call({"rank", "--bytes", "1"});
    QCOMPARE(wrong.status, 2);
    QCOMPARE(call({"rank", "--ties", "random"}).status, 2);
    QVERIFY(call({"rank"}).out.contains("Not ranked"));
  }

  void reportWritesOnePage() {
    const QString page = m_folder->filePath(QStringLiteral("page.html"));
    const auto done = call({"report", "--predictions", m_first, "--truth", m_truth, "-o", page});
    QVERIFY2(done.status == 0, done.text());
    QFile file(page);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray html = file.readAll();
    QVERIFY(html.startsWith("<!DOCTYPE html>") && html.contains("<h1>first</h1>"));
    QVERIFY(html.contains("66.67 %"));
    const auto nowhere =
        call({"report", "--predictions", m_first, "--truth", m_truth, "-o", "/none/page.html"});
    QCOMPARE(nowhere.status, 1);
    QVERIFY2(nowhere.err.contains("there is no such folder"), nowhere.text());
  }

  void submissionIsWrittenAndItsFaultsAreNamed() {
    const QString target = m_folder->filePath(QStringLiteral("out"));
    const auto evaluation = write("eval.csv", m_header + rowOf("0.wav", 1, "bus"));
    const auto done =
        call({"submission", "--predictions", m_first, "--truth", m_truth, "--evaluation",
              evaluation, "--label", "Wang_SCUT_task1_1", "--parameters", "45164", "-o", target});
    QVERIFY2(done.status == 0, done.text());
    QFile table(target + QStringLiteral("/task1/Wang_SCUT_task1_1/Wang_SCUT_task1_1.output.csv"));
    QVERIFY(table.open(QIODevice::ReadOnly));
    QVERIFY(table.readAll().contains("\n0.wav\tbus\t0.010000\t0.910000"));
    const auto check = call({"submission", "--check", target});
    QCOMPARE(check.status, 1);
    QVERIFY2(check.err.contains("1 of the evaluation set's 118,800 files"), check.text());
    QVERIFY2(check.err.contains("submission.name has no value"), check.text());
    QVERIFY2(!check.err.contains("total_parameters has no value"), check.text());
    QCOMPARE(call({"submission", "--label", "x"}).status, 2);
  }

 private:
  QString write(const char* name, const QByteArray& text) {
    const QString path = m_folder->filePath(QString::fromLatin1(name));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) qFatal("no file");
    return path;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  QByteArray m_header;
  QString m_truth;
  QString m_first;
  QString m_second;
};

QTEST_GUILESS_MAIN(TestMetricsCommands)
#include "tst_metrics_commands.moc"
