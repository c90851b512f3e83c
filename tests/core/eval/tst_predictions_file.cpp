// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/dataset_builder.h"
#include "core/dataset/truth_list.h"
#include "core/eval/breakdown.h"
#include "core/eval/predictions_file.h"
#include "core/eval/run_figures.h"
#include "core/eval/submission_table.h"
#include "run_figures_fixture.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace scenelens;

namespace {

const std::string kHeader =
    "filename\tscene_label\tairport\tbus\tmetro\tmetro_station\tpark\tpublic_square\t"
    "shopping_mall\tstreet_pedestrian\tstreet_traffic\ttram\n";

/// A row that is sure of a bus.
std::string bus(const std::string& file) {
  return file + "\tbus\t0\t0.9\t0.1\t0\t0\t0\t0\t0\t0\t0\n";
}

Dataset datasetOf(const std::vector<std::pair<std::string, int>>& clips) {
  DatasetBuilder builder;
  std::string buffer;
  for (const auto& [file, window] : clips)
    builder.add(file, window, DatasetBuilder::factsFromName(file, buffer));
  Dataset dataset = builder.finish();
  dataset.name = "tau";
  return dataset;
}

Result<ImportedRun> importRows(const std::string& rows, const Dataset& dataset) {
  const auto file = parsePredictions(kHeader + rows, "x.output.csv");
  if (!file) return fail(file.error());
  return runFromPredictions(*file, dataset, everyClip(dataset.clips.size()));
}

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += name + " ";
  return text;
}

}  // namespace

class TestPredictionsFile final : public QObject {
  Q_OBJECT

 private slots:
  void formsOfTheSameTable_data() {
    QTest::addColumn<QByteArray>("text");
    const QByteArray header = QByteArray::fromStdString(kHeader);
    const QByteArray row = QByteArray::fromStdString(bus("a.wav"));
    const auto commas = [](QByteArray text) { return text.replace('\t', ','); };
    QTest::newRow("tabs") << header + row;
    QTest::newRow("commas") << commas(header + row);
    QTest::newRow("CRLF") << QByteArray(header + row).replace("\n", "\r\n");
    QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + header + row;
    QTest::newRow("no final newline") << QByteArray(header + row).chopped(1);
    QTest::newRow("blank lines") << header + "\n\n" + row + "\n";
    QTest::newRow("quotes") << commas(header) + "\"a.wav\",\"bus\",0,\"0.9\",0.1,0,0,0,0,0,0,0\n";
    QTest::newRow("spaces") << commas(header) + "a.wav,bus, 0, 0.9 , 0.1,0,0,0,0,0,0,0\n";
    QTest::newRow("other order") << QByteArray(
        "tram,bus,filename,metro,metro_station,park,public_square,shopping_mall,"
        "street_pedestrian,airport,street_traffic,extra\n"
        "0,9e-1,a.wav,0.1,0,0,0,0,1e-400,0,0,whatever\n");
  }
  void formsOfTheSameTable() {
    QFETCH(QByteArray, text);
    const auto file = parsePredictions(text.toStdString(), "x.csv");
    QVERIFY2(file.has_value(), file ? "" : file.error().text().c_str());
    QCOMPARE(file->rows.size(), std::size_t{1});
    QCOMPARE(file->rows[0].file, std::string("a.wav"));
    QCOMPARE(file->rows[0].probabilities[1], 0.9F);
    QCOMPARE(file->rows[0].probabilities[2], 0.1F);
    QCOMPARE(file->rows[0].probabilities[7], 0.0F);
    QCOMPARE(file->labelNotLargest, std::size_t{0});
  }

  void faultsNameTheirLine_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<QByteArray>("says");
    const auto add = [](const char* name, const std::string& text, int line, const char* says) {
      QTest::newRow(name) << QByteArray::fromStdString(text) << line << QByteArray(says);
    };
    const std::string good = bus("a.wav");
    add("empty", "", 0, "no header");
    add("no rows", kHeader, 0, "no rows");
    add("no header", good, 1, "first line must name the columns");
    add("no file names", "name,bus\nx,1\n", 1, "'filename'");
    add("a missing scene", "filename,airport\nx,1\n", 1, "'bus'");
    add("a scene twice", "filename,bus,bus\nx,1,1\n", 1, "twice");
    add("semicolons", "filename;scene_label;bus\n", 1, "tabs or commas");
    add("unknown label", kHeader + good + "b.wav\tbeach\t0\t1\t0\t0\t0\t0\t0\t0\t0\t0\n", 3,
        "'beach'");
    add("the same row", kHeader + good + bus("b.wav") + good, 4, "after line 2");
    add("no name", kHeader + bus(""), 2, "no file name");
    add("too few fields", kHeader + good + "b.wav\tbus\t0\t1\n", 3, "4 of the header's 12");
    add("too many fields", kHeader + "a.wav\tbus\t0\t1\t0\t0\t0\t0\t0\t0\t0\t0\t0\n", 2, "more");
    add("negative", kHeader + "a.wav\tbus\t-0.1\t1.1\t0\t0\t0\t0\t0\t0\t0\t0\n", 2,
        "airport is negative: '-0.1'");
    add("NaN", kHeader + "a.wav\tbus\tnan\t1\t0\t0\t0\t0\t0\t0\t0\t0\n", 2, "not a number");
    add("infinite", kHeader + "a.wav\tbus\t0\tinf\t0\t0\t0\t0\t0\t0\t0\t0\n", 2, "above 1");
    add("huge", kHeader + "a.wav\tbus\t0\t1e400\t0\t0\t0\t0\t0\t0\t0\t0\n", 2, "not a number");
    add("a word", kHeader + "a.wav\tbus\t0\tyes\t0\t0\t0\t0\t0\t0\t0\t0\n", 2, "'yes'");
    add("a comma", kHeader + "a.wav\tbus\t0\t0,9\t0\t0\t0\t0\t0\t0\t0\t0\n", 2, "with a point");
    add("an empty field", kHeader + "a.wav\tbus\t0\t\t0\t0\t0\t0\t0\t0\t0\t0\n", 2, "of bus");
    add("a sum of 2", kHeader + "a.wav\tbus\t1\t1\t0\t0\t0\t0\t0\t0\t0\t0\n", 2, "add up to 2");
    add("a sum of 0", kHeader + "a.wav\tbus\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\n", 2, "add up to 0");
    add("just over the tolerance", kHeader + "a.wav\tbus\t0\t0.9989\t0\t0\t0\t0\t0\t0\t0\t0\n", 2,
        "0.9989");
    add("an open quote", kHeader + "\"a.wav\tbus\t0\t1\t0\t0\t0\t0\t0\t0\t0\t0\n", 2, "closing");
    add("text behind a quote", kHeader + "\"a\"b\tbus\t0\t1\t0\t0\t0\t0\t0\t0\t0\t0\n", 2,
        "behind");
    add("a zero byte", kHeader + std::string("a\0b", 3), 2, "zero byte");
  }
  void faultsNameTheirLine() {
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    QFETCH(QByteArray, says);
    const auto file = parsePredictions(text.toStdString(), "x.csv");
    QVERIFY(!file.has_value());
    QCOMPARE(file.error().file, std::filesystem::path("x.csv"));
    QCOMPARE(file.error().line, std::int64_t{line});
    QVERIFY2(QByteArray::fromStdString(file.error().text()).contains(says),
             file.error().text().c_str());
  }

  void whatIsRoundedIsNormalised() {
    const auto file =
        parsePredictions(kHeader + "a.wav\tbus\t0.4995\t0.5\t0\t0\t0\t0\t0\t0\t0\t0\n", "x.csv");
    QVERIFY(file.has_value());
    QVERIFY(isNear(file->largestSumError, 5e-4, 1e-12));
    QVERIFY(isNear(double(file->rows[0].probabilities[1]), 0.5 / 0.9995, 1e-7));
  }

  void labelsThatAreNotTheLargestAreCounted() {
    const auto file = parsePredictions(kHeader + bus("a.wav") +
                                           "b.wav\ttram\t0\t0.9\t0.1\t0\t0\t0\t0\t0\t0\t0\n" +
                                           "c.wav\tpark\t0\t0.9\t0.1\t0\t0\t0\t0\t0\t0\t0\n",
                                       "x.csv");
    QVERIFY(file.has_value());
    QCOMPARE(file->labelNotLargest, std::size_t{2});
    QCOMPARE(file->firstLabelNotLargest, std::int64_t{3});
    const auto run =
        runFromPredictions(*file, datasetOf({{"a.wav", 0}, {"b.wav", 0}, {"c.wav", 0}}), {});
    QVERIFY(run.has_value());
    QCOMPARE(run->warnings.size(), std::size_t{1});
    QCOMPARE(run->warnings[0].line, std::int64_t{3});
    QVERIFY(run->run.table.find(1)->decision() == Scene::Bus);
  }

  void aTieIsDecidedByTheLabel() {
    const auto run = importRows(
        "a.wav\ttram\t0\t0.5\t0\t0\t0\t0\t0\t0\t0\t0.5\n"
        "b.wav\tbus\t0\t0.5\t0\t0\t0\t0\t0\t0\t0\t0.5\n",
        datasetOf({{"a.wav", 0}, {"b.wav", 0}}));
    QVERIFY(run.has_value());
    QVERIFY(run->warnings.empty());
    QVERIFY(run->run.table.find(0)->decision() == Scene::Tram);
    QVERIFY(run->run.table.find(1)->decision() == Scene::Bus);
  }

  void rowsFindTheirClips() {
    const auto dataset = datasetOf({{"audio/a.wav", 0},
                                    {"audio/b.wav", 0},
                                    {"audio/c.wav", 0},
                                    {"audio/long.wav", 0},
                                    {"audio/long.wav", 7},
                                    {"audio/left.wav", 0}});
    const auto run =
        importRows(bus("audio/a.wav") + bus("elsewhere/b.wav") + bus("c") + bus("long.wav") +
                       bus("long.wav#7") + bus("long.wav#8") + bus("nowhere.wav"),
                   dataset);
    QVERIFY2(run.has_value(), run ? "" : run.error().text().c_str());
    QCOMPARE(run->match.matched, std::size_t{5});
    for (std::size_t i = 0; i < 5; ++i) QVERIFY(run->run.table.find(i) != nullptr);
    QVERIFY(run->run.table.find(5) == nullptr);
    QCOMPARE(run->match.extra, std::size_t{2});
    QCOMPARE(join(run->match.extraNames), std::string("long.wav#8 nowhere.wav "));
    QCOMPARE(run->match.missing, std::size_t{1});
    QCOMPARE(join(run->match.missingNames), std::string("audio/left.wav "));
    QCOMPARE(run->warnings.size(), std::size_t{2});
    QVERIFY(run->warnings[0].reason.find("'nowhere.wav'") != std::string::npos);
    QCOMPARE(run->run.info.name, std::string("x"));
    QCOMPARE(run->run.info.dataset, std::string("tau"));
    QVERIFY(!run->run.info.hasGroups && !run->run.info.bytes);
  }

  void aNameThatSeveralFilesShareNeedsItsPath() {
    const auto dataset = datasetOf({{"a/x.wav", 0}, {"b/x.wav", 0}, {"c/y.wav", 0}});
    const auto run = importRows(bus("x.wav") + bus("b/x.wav") + bus("y"), dataset);
    QVERIFY(run.has_value());
    QCOMPARE(join(run->match.extraNames), std::string("x.wav "));
    QVERIFY(run->run.table.find(0) == nullptr);
    QVERIFY(run->run.table.find(1) != nullptr && run->run.table.find(2) != nullptr);
  }

  void twoRowsOfOneClipAreAnError() {
    const auto run = importRows(bus("audio/a.wav") + bus("a.wav"), datasetOf({{"audio/a.wav", 0}}));
    QVERIFY(!run.has_value());
    QCOMPARE(run.error().line, std::int64_t{3});
    QVERIFY(run.error().reason.find("line 2") != std::string::npos);
  }

  void anotherDataSetsRowsAreAnError() {
    const auto run = importRows(bus("q.wav"), datasetOf({{"audio/a.wav", 0}}));
    QVERIFY(!run.has_value());
    QVERIFY2(run.error().reason.find("'q.wav'") != std::string::npos, run.error().text().c_str());
  }

  void ourOwnTableComesBack() {
    const auto made = readRunFigures();
    QTemporaryDir folder;
    const auto path =
        std::filesystem::path(folder.filePath(QStringLiteral("own.output.csv")).toStdString());
    QVERIFY(writeSubmissionTable(path, made.dataset, made.runs[0]).has_value());
    const auto file = readPredictions(path);
    QVERIFY2(file.has_value(), file ? "" : file.error().text().c_str());
    const auto run = runFromPredictions(*file, made.dataset, made.clips);
    QVERIFY(run.has_value());
    QVERIFY(run->warnings.empty());
    QCOMPARE(run->run.info.name, std::string("own"));
    for (std::size_t i = 0; i < made.clips.size(); ++i) {
      QVERIFY(run->run.table.find(i)->decision() == made.runs[0].find(i)->decision());
      for (std::size_t c = 0; c < kSceneCount; ++c)
        QVERIFY(isNear(double(run->run.table.find(i)->scenes[c]),
                       double(made.runs[0].find(i)->scenes[c]), 2e-6));
    }
  }

  void aFileThatIsNotThereIsAnError() {
    const auto file = readPredictions("/nonexistent/x.csv");
    QVERIFY(!file.has_value());
    QCOMPARE(file.error().file, std::filesystem::path("/nonexistent/x.csv"));
  }

  void aPublishedSystemHasScikitLearnsFigures() {
    const QString folder = QStringLiteral(SCENELENS_SHARED_DIR "/data/predictions/");
    const QString table = folder + QStringLiteral("tau2020-system.output.csv");
    if (!QFileInfo::exists(table)) QSKIP(qPrintable(table + QStringLiteral(" is missing")));
    const auto expected = readJsonObject(folder + QStringLiteral("tau2020-expected.json"));
    const auto dataset = readTruth((folder + QStringLiteral("tau2020-truth.csv")).toStdString());
    QVERIFY2(dataset.has_value(), dataset ? "" : dataset.error().text().c_str());
    const auto file = readPredictions(table.toStdString());
    QVERIFY2(file.has_value(), file ? "" : file.error().text().c_str());
    const auto clips = everyClip(dataset->clips.size());
    const auto run = runFromPredictions(*file, *dataset, clips);
    QVERIFY(run.has_value() && run->warnings.empty());
    const auto figures = figuresOf(*dataset, run->run.table, DecisionRule::TenClass, clips,
                                   {.resamples = 0}, JobControl());
    QVERIFY(isNear(figures.parts.overall.accuracy(),
                   expected[QStringLiteral("accuracy_overall")].toDouble()));
    QVERIFY(isNear(figures.parts.overall.logLoss, expected[QStringLiteral("logloss")].toDouble()));
    QVERIFY(isNear(figures.calibration.ece, expected[QStringLiteral("ece_15_bins")].toDouble()));
  }
};

QTEST_GUILESS_MAIN(TestPredictionsFile)
#include "tst_predictions_file.moc"
