// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/truth_list.h"

#include <QTest>

using namespace scenelens;

class TestTruthList final : public QObject {
  Q_OBJECT

 private slots:
  void officialNamesSayWhereAndWithWhat() {
    const auto dataset = datasetFromTruth(
        "filename\tscene_label\r\n"
        "audio/airport-barcelona-203-6129-a.wav\tairport\r\n"
        "audio/bus-paris-12-34-7-s4.wav\tbus\r\n"
        "take.wav\tpark\r\ntake.wav#3\tpark\r\n",
        "lists/tau2020-truth.csv");
    QVERIFY2(dataset.has_value(), dataset ? "" : dataset.error().text().c_str());
    QCOMPARE(dataset->name, std::string("tau2020-truth"));
    QCOMPARE(dataset->clips.size(), std::size_t{4});
    const Clip& first = dataset->clips[0];
    QVERIFY(first.scene == Scene::Airport);
    QCOMPARE(dataset->city(first), std::string_view("barcelona"));
    QCOMPARE(dataset->location(first), std::string_view("barcelona-203"));
    QCOMPARE(dataset->device(first), std::string_view("a"));
    QCOMPARE(dataset->device(dataset->clips[1]), std::string_view("s4"));
    QCOMPARE(dataset->device(dataset->clips[2]), std::string_view());
    QCOMPARE(dataset->clips[3].file, std::string("take.wav"));
    QCOMPARE(dataset->clips[3].window, 3);
    QVERIFY(first.missing && dataset->clips[3].missing);
    QVERIFY(dataset->problems.empty());
  }

  void columnsOfMetaCsvWin() {
    const auto dataset = datasetFromTruth(
        "source_label,filename,identifier,scene_label\n"
        "s1,1.wav,lisbon-99,tram\n,bus-paris-12-34-7-s4.wav,,bus\n",
        "meta.csv");
    QVERIFY2(dataset.has_value(), dataset ? "" : dataset.error().text().c_str());
    QCOMPARE(dataset->device(dataset->clips[0]), std::string_view("s1"));
    QCOMPARE(dataset->city(dataset->clips[0]), std::string_view("lisbon"));
    QCOMPARE(dataset->device(dataset->clips[1]), std::string_view("s4"));
    QCOMPARE(dataset->city(dataset->clips[1]), std::string_view("paris"));
  }

  void labelsThatContradictNamesAreToldOnce() {
    const auto dataset = datasetFromTruth(
        "filename\tscene_label\nbus-paris-1-1-0-a.wav\ttram\nbus-paris-1-1-1-a.wav\ttram\n",
        "truth.csv");
    QVERIFY(dataset.has_value());
    QVERIFY(dataset->clips[0].scene == Scene::Tram);
    QCOMPARE(dataset->problems.size(), std::size_t{1});
    QCOMPARE(dataset->problems[0].line, std::int64_t{2});
  }

  void faultsNameTheirLine_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::newRow("no file names") << QByteArray("name\tscene_label\n") << 1;
    QTest::newRow("no labels") << QByteArray("filename\tlabel\n") << 1;
    QTest::newRow("unknown label") << QByteArray("filename\tscene_label\na\tbeach\n") << 2;
    QTest::newRow("no label") << QByteArray("filename\tscene_label\na\t\n") << 2;
    QTest::newRow("no name") << QByteArray("filename\tscene_label\na\tbus\n\tbus\n") << 3;
    QTest::newRow("twice") << QByteArray("filename\tscene_label\na\tbus\na\tbus\n") << 3;
    QTest::newRow("twice as window")
        << QByteArray("filename\tscene_label\na\tbus\na#0\tbus\n") << 3;
    QTest::newRow("no rows") << QByteArray("filename\tscene_label\n") << 0;
    QTest::newRow("too few fields") << QByteArray("filename\tscene_label\na\n") << 2;
  }
  void faultsNameTheirLine() {
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    const auto dataset = datasetFromTruth(text.toStdString(), "truth.csv");
    QVERIFY(!dataset.has_value());
    QCOMPARE(dataset.error().line, std::int64_t{line});
    QCOMPARE(dataset.error().file, std::filesystem::path("truth.csv"));
  }
};

QTEST_GUILESS_MAIN(TestTruthList)
#include "tst_truth_list.moc"
