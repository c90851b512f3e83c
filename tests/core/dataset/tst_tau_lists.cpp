// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/tau_lists.h"

#include <QTest>

#include <random>

using namespace scenelens;

namespace {

constexpr const char* kMeta =
    "filename\tscene_label\tidentifier\tsource_label\n"
    "audio/tram-vienna-285-8639-0-a.wav\ttram\tvienna-285\ta\n"
    "audio/tram-vienna-285-8639-1-a.wav\ttram\tvienna-285\ta\n"
    "audio/airport-lisbon-1000-40000-0-s1.wav\tairport\tlisbon-1000\ts1\n"
    "audio/airport-lisbon-1000-40000-0-b.wav\tairport\tlisbon-1000\tb\n"
    "audio/park-paris-7-1-9-c.wav\tpark\tparis-7\tc\n";
constexpr const char* kTrain =
    "filename\tscene_label\n"
    "audio/tram-vienna-285-8639-0-a.wav\ttram\n"
    "audio/tram-vienna-285-8639-1-a.wav\ttram\n";
constexpr const char* kTest =
    "filename\n"
    "audio/airport-lisbon-1000-40000-0-s1.wav\n"
    "audio/airport-lisbon-1000-40000-0-b.wav\n";
constexpr const char* kEvaluate =
    "filename\tscene_label\r\n"
    "audio/airport-lisbon-1000-40000-0-s1.wav\tairport\r\n"
    "audio/airport-lisbon-1000-40000-0-b.wav\tairport\r\n";

TauLists goodLists() {
  return {kMeta, kTrain, kTest, kEvaluate};
}

Result<Dataset> parse(TauLists lists) {
  return parseTauLists(std::move(lists), "/data/set");
}

/// The one problem of these lists; anything else is told instead.
std::string onlyProblem(TauLists lists) {
  const auto dataset = parse(std::move(lists));
  if (!dataset) return "error: " + dataset.error().text();
  if (dataset->problems.size() != 1) return std::to_string(dataset->problems.size()) + " problems";
  return dataset->problems[0].text();
}

std::string errorOf(TauLists lists) {
  const auto dataset = parse(std::move(lists));
  return dataset ? std::string("no error") : dataset.error().text();
}

const Clip* clipNamed(const Dataset& dataset, std::string_view file) {
  for (const Clip& clip : dataset.clips)
    if (clip.file == file) return &clip;
  return nullptr;
}

}  // namespace

class TauListsTest : public QObject {
  Q_OBJECT

 private slots:
  void metaAndFoldsMakeClips();
  void namesAreSortedAndNumbered();
  void withoutMetaTheFoldListsAreUsed();
  void aTestListAloneTakesLabelsFromTheNames();
  void unofficialNamesHaveOnlyWhatTheListsSay();
  void contradictionsAreProblems_data();
  void contradictionsAreProblems();
  void manyContradictionsOfAKindAreOneProblem();
  void malformedListsAreErrors_data();
  void malformedListsAreErrors();
  void syntheticCitiesMarkTheDataSet();
  void mutatedListsNeverCrash();
};

void TauListsTest::metaAndFoldsMakeClips() {
  const auto dataset = parse(goodLists());
  QVERIFY2(dataset, dataset ? "" : dataset.error().text().c_str());
  QCOMPARE(dataset->clips.size(), 5U);
  QVERIFY(dataset->problems.empty());
  QVERIFY(!dataset->synthetic);
  QCOMPARE(dataset->name, "set");
  QVERIFY(dataset->root == "/data/set");

  const Clip& first = dataset->clips[0];
  QCOMPARE(first.file, "audio/tram-vienna-285-8639-0-a.wav");
  QVERIFY(first.scene == Scene::Tram);
  QCOMPARE(first.fold, Fold::Train);
  QVERIFY(dataset->city(first) == "vienna");
  QVERIFY(dataset->location(first) == "vienna-285");
  QVERIFY(dataset->device(first) == "a");
  QVERIFY(dataset->path(first) == "/data/set/audio/tram-vienna-285-8639-0-a.wav");
  QCOMPARE(dataset->clips[2].fold, Fold::Test);
  QCOMPARE(dataset->clips[4].fold, Fold::None);
}

void TauListsTest::namesAreSortedAndNumbered() {
  const Dataset dataset = parse(goodLists()).value();
  QVERIFY((dataset.cities == std::vector<std::string>{"lisbon", "paris", "vienna"}));
  QVERIFY((dataset.devices == std::vector<std::string>{"a", "b", "c", "s1"}));
  QVERIFY((dataset.locations == std::vector<std::string>{"lisbon-1000", "paris-7", "vienna-285"}));
  QCOMPARE(dataset.clips[2].city, 0);
  QCOMPARE(dataset.clips[2].device, 3);
  QCOMPARE(dataset.clips[4].location, 1);
}

void TauListsTest::withoutMetaTheFoldListsAreUsed() {
  const Dataset dataset = parse({{}, kTrain, kTest, kEvaluate}).value();
  QCOMPARE(dataset.clips.size(), 4U);
  QVERIFY(dataset.problems.empty());
  QCOMPARE(dataset.clips[1].fold, Fold::Train);
  QCOMPARE(dataset.clips[3].fold, Fold::Test);
  QVERIFY(dataset.clips[3].scene == Scene::Airport);
  QVERIFY(dataset.location(dataset.clips[3]) == "lisbon-1000");
}

void TauListsTest::aTestListAloneTakesLabelsFromTheNames() {
  const Dataset dataset = parse({{}, {}, kTest, {}}).value();
  QCOMPARE(dataset.clips.size(), 2U);
  QVERIFY(dataset.clips[0].scene == Scene::Airport);
  QCOMPARE(dataset.clips[0].fold, Fold::Test);
}

void TauListsTest::unofficialNamesHaveOnlyWhatTheListsSay() {
  const Dataset dataset = parse({"filename\n0.wav\nx/1.wav\n", {}, {}, {}}).value();
  QCOMPARE(dataset.clips.size(), 2U);
  QVERIFY(!dataset.clips[0].scene);
  QVERIFY(dataset.city(dataset.clips[0]).empty());
  QVERIFY(dataset.location(dataset.clips[0]).empty());
  QVERIFY(dataset.device(dataset.clips[0]).empty());

  const Dataset labelled =
      parse({"filename\tscene_label\tidentifier\tsource_label\nx.wav\tbus\tsankt-polten-9\tzz\n",
             {},
             {},
             {}})
          .value();
  QVERIFY(labelled.clips[0].scene == Scene::Bus);
  QVERIFY(labelled.city(labelled.clips[0]) == "sankt-polten");
  QVERIFY(labelled.location(labelled.clips[0]) == "sankt-polten-9");
  QVERIFY(labelled.device(labelled.clips[0]) == "zz");
}

void TauListsTest::contradictionsAreProblems_data() {
  QTest::addColumn<QByteArray>("list");
  QTest::addColumn<QByteArray>("added");
  QTest::addColumn<QByteArray>("problem");
  const QByteArray airport = "audio/airport-lisbon-1000-40000-0-s1.wav";
  const QByteArray park = "audio/park-paris-7-1-9-c.wav";
  const QByteArray tram = "audio/tram-vienna-285-8639-0-a.wav";
  const QByteArray bus = "audio/bus-rome-1-2-3-a.wav";
  const QByteArray meta = "/data/set/meta.csv:7: 1 clip ";
  const QByteArray setup = "/data/set/evaluation_setup/";
  QTest::newRow("duplicate in meta")
      << QByteArray("meta") << airport + "\tairport\tlisbon-1000\ts1\n"
      << meta + "listed more than once (the first row counts): " + airport + ".";
  QTest::newRow("label against name")
      << QByteArray("meta") << bus + "\tpark\trome-1\ta\n"
      << meta + "with a scene_label that is not the scene in the file name (the label counts): " +
             bus + ".";
  QTest::newRow("device against name")
      << QByteArray("meta") << bus + "\tbus\trome-1\tb\n"
      << meta + "with a source_label that is not the device in the file name (the label counts): " +
             bus + ".";
  QTest::newRow("identifier against name")
      << QByteArray("meta") << bus + "\tbus\trome-2\ta\n"
      << meta +
             "with an identifier that is not the location in the file name (the identifier "
             "counts): " +
             bus + ".";
  QTest::newRow("unknown to meta")
      << QByteArray("train") << bus + "\tbus\n"
      << setup + "fold1_train.csv:4: 1 clip not in meta.csv (left out): " + bus + ".";
  QTest::newRow("duplicate in train")
      << QByteArray("train") << tram + "\ttram\n"
      << setup + "fold1_train.csv:4: 1 clip listed more than once: " + tram + ".";
  QTest::newRow("in train and test")
      << QByteArray("train") << airport + "\tairport\n"
      << setup + "fold1_test.csv:2: 1 clip in the training list as well (used for testing only): " +
             airport + ".";
  QTest::newRow("label against meta")
      << QByteArray("train") << park + "\tbus\n"
      << setup + "fold1_train.csv:4: 1 clip with another scene_label in meta.csv (which counts): " +
             park + ".";
  QTest::newRow("test without truth")
      << QByteArray("test") << park + "\n"
      << setup +
             "fold1_evaluate.csv: 1 clip in fold1_test.csv but missing here (used for "
             "testing): " +
             park + ".";
  QTest::newRow("truth without test")
      << QByteArray("evaluate") << park + "\tpark\r\n"
      << setup + "fold1_evaluate.csv:4: 1 clip missing from fold1_test.csv (used for testing): " +
             park + ".";
}

void TauListsTest::contradictionsAreProblems() {
  QFETCH(QByteArray, list);
  QFETCH(QByteArray, added);
  QFETCH(QByteArray, problem);
  TauLists lists = goodLists();
  auto& target = list == "meta"    ? lists.meta
                 : list == "train" ? lists.train
                 : list == "test"  ? lists.test
                                   : lists.evaluate;
  *target += added.toStdString();
  QCOMPARE(QByteArray::fromStdString(onlyProblem(std::move(lists))), problem);
}

void TauListsTest::manyContradictionsOfAKindAreOneProblem() {
  TauLists lists = goodLists();
  for (int i = 0; i < 1234; ++i)
    *lists.train += "audio/bus-rome-1-" + std::to_string(i) + "-3-a.wav\tbus\n";
  QCOMPARE(onlyProblem(std::move(lists)),
           "/data/set/evaluation_setup/fold1_train.csv:4: 1,234 clips not in meta.csv (left out), "
           "first audio/bus-rome-1-0-3-a.wav.");

  TauLists both = goodLists();
  *both.train += "audio/airport-lisbon-1000-40000-0-s1.wav\tairport\n";
  const Dataset dataset = parse(std::move(both)).value();
  QCOMPARE(clipNamed(dataset, "audio/airport-lisbon-1000-40000-0-s1.wav")->fold, Fold::Test);
}

void TauListsTest::malformedListsAreErrors_data() {
  QTest::addColumn<QByteArray>("meta");
  QTest::addColumn<QByteArray>("error");
  const QByteArray header = "filename\tscene_label\n";
  QTest::newRow("unknown label")
      << header + "a.wav\tbus\nb.wav\tbeach\n"
      << QByteArray(
             "/data/set/meta.csv:3: unknown scene label 'beach'. Use one of the ten labels "
             "from airport to tram, as in the official lists.");
  QTest::newRow("empty label") << header + "a.wav\t\n"
                               << QByteArray(
                                      "/data/set/meta.csv:2: unknown scene label ''. Use "
                                      "one of the ten labels from airport to tram, as in "
                                      "the official lists.");
  QTest::newRow("no filename column")
      << QByteArray("file\nx.wav\n")
      << QByteArray("/data/set/meta.csv:1: the header has no column 'filename', only 'file'.");
  QTest::newRow("no rows") << header
                           << QByteArray(
                                  "/data/set/meta.csv: the lists of this data set name no "
                                  "clips. Put the official meta.csv there.");
  for (const char* name : {"/etc/passwd", "../x.wav", "a/../../x.wav", "a/", ""})
    QTest::newRow(name) << header + name + "\tbus\n"
                        << QByteArray("/data/set/meta.csv:2: '") + name +
                               "' is not the name of a file in the data set's folder. Use relative "
                               "names such as audio/park-lisbon-1-2-3-a.wav.";
}

void TauListsTest::malformedListsAreErrors() {
  QFETCH(QByteArray, meta);
  QFETCH(QByteArray, error);
  QCOMPARE(QByteArray::fromStdString(errorOf({meta.toStdString(), {}, {}, {}})), error);
}

void TauListsTest::syntheticCitiesMarkTheDataSet() {
  const auto synthetic = [](const char* file) {
    return parse({std::string("filename\n") + file + "\n", {}, {}, {}}).value().synthetic;
  };
  QVERIFY(synthetic("audio/bus-synth3-1-2-3-a.wav"));
  QVERIFY(!synthetic("audio/bus-synth-1-2-3-a.wav"));
  QVERIFY(!synthetic("audio/bus-synth10-1-2-3-a.wav"));
}

void TauListsTest::mutatedListsNeverCrash() {
  std::minstd_rand random(1);
  int opened = 0;
  for (int round = 0; round < 20000; ++round) {
    TauLists lists = goodLists();
    for (auto* list : {&lists.meta, &lists.train, &lists.test, &lists.evaluate}) {
      std::string& text = **list;
      const std::size_t at = random() % text.size();
      switch (random() % 5) {
        case 0:
          text[at] = static_cast<char>(random() % 256);
          break;
        case 1:
          text.erase(at, 1 + random() % 20);
          break;
        case 2:
          text.insert(at, 1, "\t\n\r\0-./"[random() % 7]);
          break;
        case 3:
          text.resize(at);
          break;
        default:
          break;
      }
    }
    const auto dataset = parse(std::move(lists));
    if (!dataset) {
      QVERIFY(!dataset.error().reason.empty());
      continue;
    }
    ++opened;
    for (const Clip& clip : dataset->clips) {
      QVERIFY(!clip.file.empty());
      QVERIFY(dataset->location(clip).size() < 100);
      QVERIFY(clip.city < 0 || !dataset->city(clip).empty());
      QVERIFY(clip.device < 0 || !dataset->device(clip).empty());
    }
  }
  QVERIFY(opened > 100);  // or this test would test nothing but the first error
}

QTEST_APPLESS_MAIN(TauListsTest)
#include "tst_tau_lists.moc"
