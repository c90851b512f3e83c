// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/dataset/dataset.h"
#include "core/dataset/demo_set.h"
#include "core/features/feature_shape.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace scenelens;
namespace fs = std::filesystem;

namespace {

void writeText(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

/// A quiet ramp of that many seconds.
void writeSound(const fs::path& path, double seconds) {
  fs::create_directories(path.parent_path());
  std::vector<float> samples(static_cast<std::size_t>(seconds * kSampleRate));
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = 0.01F * static_cast<float>(i % 100) / 100.0F;
  QVERIFY(writeWav24(path, samples));
}

Result<Dataset> open(std::vector<fs::path> paths) {
  return openDataset(paths, JobControl());
}

std::vector<std::string> filesOf(const Dataset& dataset) {
  std::vector<std::string> files;
  for (const Clip& clip : dataset.clips)
    files.push_back(clip.file + '#' + std::to_string(clip.window));
  return files;
}

using Files = std::vector<std::string>;

constexpr const char* kMeta =
    "filename\tscene_label\tidentifier\tsource_label\n"
    "audio/bus-paris-1-10-0-a.wav\tbus\tparis-1\ta\n"
    "audio/bus-paris-1-10-1-a.wav\tbus\tparis-1\ta\n"
    "audio/park-lyon-2-20-0-b.wav\tpark\tlyon-2\tb\n";

}  // namespace

class DatasetTest : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void foldsHaveNames();
  void aRootOpensWithoutItsAudio();
  void aRootIsAlsoOpenedByItsMetaFile();
  void onlyMissingClipsAreMarked();
  void oneSecondNamesAreNeverProbed();
  void tenSecondNamesBecomeTenWindows();
  void unreadableLongFilesOfARootAreProblems();
  void aMalformedListIsAnErrorWithItsLine();
  void foldersAreSearchedRecursivelyInOrder();
  void linksInACircleEnd();
  void rootsInsideAFolderAreScannedAsFiles();
  void aFileOpensAlone();
  void severalPathsAreMergedWithoutDuplicates();
  void unreadableFilesAreProblemsUnlessNothingIsLeft();
  void manyUnreadableFilesAreCounted();
  void nothingToOpenIsAnError();
  void syntheticSetsAreRecognised();
  void cancellingKeepsWhatWasOpened();
  void progressIsReported();
  void theMiniSetOpens();
  void theFullListsOpen();

 private:
  [[nodiscard]] fs::path dir() const { return m_folder->path().toStdString(); }

  std::unique_ptr<QTemporaryDir> m_folder;
};

void DatasetTest::foldsHaveNames() {
  QVERIFY(foldName(Fold::None).empty());
  QVERIFY(foldName(Fold::Train) == "train");
  QVERIFY(foldName(Fold::Test) == "test");
}

void DatasetTest::aRootOpensWithoutItsAudio() {
  writeText(dir() / "set/meta.csv", kMeta);
  const Dataset dataset = open({dir() / "set/"}).value();
  QCOMPARE(dataset.name, "set");
  QVERIFY(dataset.root == dir() / "set");
  QCOMPARE(dataset.clips.size(), 3U);
  for (const Clip& clip : dataset.clips) QVERIFY(clip.missing);
  QCOMPARE(dataset.problems.size(), 1U);
  QCOMPARE(dataset.problems[0].reason,
           "3 of 3 clips listed in meta.csv have no sound file here (first: "
           "audio/bus-paris-1-10-0-a.wav)");
  QVERIFY(dataset.problems[0].file == dir() / "set");
}

void DatasetTest::aRootIsAlsoOpenedByItsMetaFile() {
  writeText(dir() / "set/meta.csv", kMeta);
  const Dataset dataset = open({dir() / "set/meta.csv"}).value();
  QVERIFY(dataset.root == dir() / "set");
  QCOMPARE(dataset.clips.size(), 3U);
}

void DatasetTest::onlyMissingClipsAreMarked() {
  writeText(dir() / "meta.csv", kMeta);
  writeText(dir() / "audio/bus-paris-1-10-1-a.wav", "");
  fs::create_directories(dir() / "audio/park-lyon-2-20-0-b.wav");  // a folder is no sound
  const Dataset dataset = open({dir()}).value();
  QVERIFY(dataset.clips[0].missing);
  QVERIFY(!dataset.clips[1].missing);
  QVERIFY(dataset.clips[2].missing);
  QCOMPARE(dataset.problems.size(), 1U);
  QVERIFY(dataset.problems[0].reason.starts_with("2 of 3 clips"));
}

void DatasetTest::oneSecondNamesAreNeverProbed() {
  writeText(dir() / "meta.csv", kMeta);
  for (const char* file :
       {"bus-paris-1-10-0-a.wav", "bus-paris-1-10-1-a.wav", "park-lyon-2-20-0-b.wav"})
    writeText(dir() / "audio" / file, "no sound at all");
  const Dataset dataset = open({dir()}).value();
  QCOMPARE(dataset.clips.size(), 3U);
  QVERIFY(dataset.problems.empty());
}

void DatasetTest::tenSecondNamesBecomeTenWindows() {
  writeText(dir() / "meta.csv",
            "filename\tscene_label\tidentifier\tsource_label\n"
            "audio/bus-paris-1-10-a.wav\tbus\tparis-1\ta\n"
            "audio/bus-paris-1-11-a.wav\tbus\tparis-1\ta\n"
            "audio/bus-paris-1-12-a.wav\tbus\tparis-1\ta\n");
  writeText(dir() / "evaluation_setup/fold1_train.csv",
            "filename\tscene_label\naudio/bus-paris-1-10-a.wav\tbus\n");
  writeSound(dir() / "audio/bus-paris-1-10-a.wav", 10.0);
  writeSound(dir() / "audio/bus-paris-1-12-a.wav", 1.5);
  const Dataset dataset = open({dir()}).value();
  QCOMPARE(dataset.clips.size(), 13U);
  for (int i = 0; i < 10; ++i) {
    const Clip& clip = dataset.clips[static_cast<std::size_t>(i)];
    QCOMPARE(clip.file, "audio/bus-paris-1-10-a.wav");
    QCOMPARE(clip.window, i);
    QCOMPARE(clip.fold, Fold::Train);
    QVERIFY(clip.scene == Scene::Bus);
    QVERIFY(!clip.padded);
  }
  QVERIFY(dataset.clips[10].missing);
  QVERIFY(!dataset.clips[11].padded);
  QVERIFY(dataset.clips[12].padded);
  QCOMPARE(dataset.clips[12].window, 1);
}

void DatasetTest::unreadableLongFilesOfARootAreProblems() {
  writeText(dir() / "meta.csv", "filename\naudio/bus-paris-1-10-a.wav\n");
  writeText(dir() / "audio/bus-paris-1-10-a.wav", "no sound at all");
  const Dataset dataset = open({dir()}).value();
  QCOMPARE(dataset.clips.size(), 1U);
  QCOMPARE(dataset.problems.size(), 1U);
  QVERIFY(dataset.problems[0].file == dir() / "audio/bus-paris-1-10-a.wav");
}

void DatasetTest::aMalformedListIsAnErrorWithItsLine() {
  writeText(dir() / "set/meta.csv", std::string(kMeta) + "audio/x.wav\tbeach\tx-1\ta\n");
  writeSound(dir() / "loose.wav", 1.0);
  for (const auto& paths :
       {std::vector{dir() / "set"}, std::vector{dir() / "loose.wav", dir() / "set"}}) {
    const auto dataset = openDataset(paths, JobControl());
    QVERIFY(!dataset);
    QVERIFY(dataset.error().file == dir() / "set/meta.csv");
    QCOMPARE(dataset.error().line, 5);
  }
}

void DatasetTest::foldersAreSearchedRecursivelyInOrder() {
  writeSound(dir() / "b/z.WAV", 1.0);
  writeSound(dir() / "b/a/deep.wav", 2.25);
  writeSound(dir() / "a.wav", 0.5);
  writeText(dir() / "b/metro-london-3-4-5-s2.wav", "not probed");
  writeText(dir() / "b/notes.txt", "no sound");
  writeText(dir() / "b/._z.wav", "left behind by another system");
  const Dataset dataset = open({dir()}).value();
  QCOMPARE(filesOf(dataset), (Files{"a.wav#0", "b/a/deep.wav#0", "b/a/deep.wav#1", "b/a/deep.wav#2",
                                    "b/metro-london-3-4-5-s2.wav#0", "b/z.WAV#0"}));
  QVERIFY(dataset.problems.empty());
  QVERIFY(dataset.root == dir());
  QVERIFY(dataset.clips[0].padded);
  QVERIFY(!dataset.clips[2].padded);
  QVERIFY(dataset.clips[3].padded);

  const Clip& official = dataset.clips[4];
  QVERIFY(official.scene == Scene::Metro);
  QCOMPARE(official.fold, Fold::None);
  QVERIFY(dataset.city(official) == "london");
  QVERIFY(dataset.location(official) == "london-3");
  QVERIFY(dataset.device(official) == "s2");
  QVERIFY(!dataset.clips[0].scene);
  QVERIFY(dataset.city(dataset.clips[0]).empty());
}

void DatasetTest::linksInACircleEnd() {
  writeSound(dir() / "data/one.wav", 1.0);
  fs::create_directory_symlink(dir() / "data", dir() / "data/again");
  fs::create_directory_symlink(dir(), dir() / "data/up");
  fs::create_symlink(dir() / "nowhere.wav", dir() / "data/broken.wav");
  const Dataset dataset = open({dir() / "data"}).value();
  QCOMPARE(filesOf(dataset), (Files{"one.wav#0"}));
}

void DatasetTest::rootsInsideAFolderAreScannedAsFiles() {
  writeText(dir() / "set/meta.csv", kMeta);
  writeText(dir() / "set/audio/bus-paris-1-10-0-a.wav", "not probed");
  const Dataset dataset = open({dir()}).value();
  QCOMPARE(filesOf(dataset), (Files{"set/audio/bus-paris-1-10-0-a.wav#0"}));
  QCOMPARE(dataset.clips[0].fold, Fold::None);
}

void DatasetTest::aFileOpensAlone() {
  writeSound(dir() / "long.wav", 3.0);
  const Dataset dataset = open({dir() / "long.wav"}).value();
  QCOMPARE(dataset.clips.size(), 3U);
  QVERIFY(dataset.root.empty());
  QCOMPARE(dataset.name, "long.wav");
  QVERIFY(dataset.path(dataset.clips[2]) == dir() / "long.wav");
}

void DatasetTest::severalPathsAreMergedWithoutDuplicates() {
  writeText(dir() / "set/meta.csv", kMeta);
  writeText(dir() / "set/evaluation_setup/fold1_test.csv",
            "filename\naudio/park-lyon-2-20-0-b.wav\n");
  writeText(dir() / "set/audio/bus-paris-1-10-0-a.wav", "not probed");
  writeSound(dir() / "loose/airport-oslo-5-6-7-c.wav", 1.0);
  writeSound(dir() / "loose/two.wav", 2.0);
  const Dataset dataset = open({dir() / "set", dir() / "loose", dir() / "loose/two.wav",
                                dir() / "set/audio/bus-paris-1-10-0-a.wav"})
                              .value();
  QVERIFY(dataset.root.empty());
  QCOMPARE(dataset.name, "set and 3 more");
  const std::string base = dir().string();
  QCOMPARE(filesOf(dataset), (Files{base + "/set/audio/bus-paris-1-10-0-a.wav#0",
                                    base + "/set/audio/bus-paris-1-10-1-a.wav#0",
                                    base + "/set/audio/park-lyon-2-20-0-b.wav#0",
                                    base + "/loose/airport-oslo-5-6-7-c.wav#0",
                                    base + "/loose/two.wav#0", base + "/loose/two.wav#1"}));
  QVERIFY((dataset.cities == std::vector<std::string>{"lyon", "oslo", "paris"}));
  QCOMPARE(dataset.clips[2].fold, Fold::Test);
  QVERIFY(dataset.location(dataset.clips[2]) == "lyon-2");
  QVERIFY(!dataset.clips[0].missing);
  QVERIFY(dataset.clips[1].missing);
  QCOMPARE(dataset.problems.size(), 1U);
}

void DatasetTest::unreadableFilesAreProblemsUnlessNothingIsLeft() {
  writeSound(dir() / "good.wav", 1.0);
  writeText(dir() / "bad.wav", "no sound at all");
  const Dataset dataset = open({dir()}).value();
  QCOMPARE(filesOf(dataset), (Files{"good.wav#0"}));
  QCOMPARE(dataset.problems.size(), 1U);
  QVERIFY(dataset.problems[0].file == dir() / "bad.wav");

  const Dataset two = open({dir() / "none", dir() / "good.wav"}).value();
  QCOMPARE(two.clips.size(), 1U);
  QCOMPARE(two.problems.size(), 1U);
  QCOMPARE(two.problems[0].reason, "there is no such file or folder");

  const auto none = open({dir() / "bad.wav"});
  QVERIFY(!none);
  QVERIFY(none.error().file == dir() / "bad.wav");
}

void DatasetTest::manyUnreadableFilesAreCounted() {
  writeSound(dir() / "good.wav", 1.0);
  for (int i = 0; i < 150; ++i) writeText(dir() / ("bad" + std::to_string(i) + ".wav"), "");
  const Dataset dataset = open({dir()}).value();
  QCOMPARE(dataset.clips.size(), 1U);
  QCOMPARE(dataset.problems.size(), 101U);
  QCOMPARE(dataset.problems.back().text(), "50 more files cannot be read.");
}

void DatasetTest::nothingToOpenIsAnError() {
  QVERIFY(!open({}));
  QCOMPARE(open({dir() / "none"}).error().reason, "there is no such file or folder");
  fs::create_directories(dir() / "empty");
  QCOMPARE(open({dir() / "empty"}).error().reason, "the folder holds no sound files");
}

void DatasetTest::syntheticSetsAreRecognised() {
  writeText(dir() / "marked/meta.csv", kMeta);
  QVERIFY(!open({dir() / "marked"}).value().synthetic);
  writeText(dir() / "marked" / kSyntheticMarker, "made up");
  QVERIFY(open({dir() / "marked"}).value().synthetic);

  writeText(dir() / "named/park-synth4-1-2-3-a.wav", "not probed");
  QVERIFY(open({dir() / "named"}).value().synthetic);
  writeText(dir() / "real/park-lyon-1-2-3-a.wav", "not probed");
  QVERIFY(!open({dir() / "real"}).value().synthetic);
  QVERIFY(open({dir() / "real", dir() / "marked"}).value().synthetic);
}

void DatasetTest::cancellingKeepsWhatWasOpened() {
  for (int i = 0; i < 20; ++i) writeSound(dir() / (std::to_string(i + 10) + ".wav"), 1.0);
  JobControl* line = nullptr;
  JobControl control([&line](std::size_t done, std::size_t total) {
    if (total == 20 && done == 5) line->cancel();
  });
  line = &control;
  const std::array paths{dir()};
  const auto dataset = openDataset(paths, control);
  QVERIFY(dataset);
  QVERIFY(!dataset->clips.empty());
  QVERIFY(dataset->clips.size() < 20);

  JobControl cancelled;
  cancelled.cancel();
  const auto nothing = openDataset(paths, cancelled);
  QVERIFY(nothing);
  QVERIFY(nothing->clips.empty());
}

void DatasetTest::progressIsReported() {
  for (int i = 0; i < 7; ++i) writeSound(dir() / (std::to_string(i) + ".wav"), 1.0);
  std::size_t last = 0;
  std::size_t lastTotal = 0;
  bool forward = true;
  const JobControl control([&](std::size_t done, std::size_t total) {
    forward = forward && (total != lastTotal || done >= last);
    last = done;
    lastTotal = total;
  });
  const std::array paths{dir()};
  QVERIFY(openDataset(paths, control));
  QVERIFY(forward);
  QCOMPARE(last, 7U);
  QCOMPARE(lastTotal, 7U);
}

// Source of the counts: README of the reference material.
void DatasetTest::theMiniSetOpens() {
  const fs::path root = SCENELENS_SHARED_DIR "/data/tau-mini";
  if (!fs::exists(root)) QSKIP(("missing: " + root.string()).c_str());
  const Dataset dataset = open({root}).value();
  QVERIFY(dataset.problems.empty());
  QVERIFY(!dataset.synthetic);
  QCOMPARE(dataset.clips.size(), 496U);
  std::array<int, 3> folds{};
  std::set<Scene> scenes;
  std::set<std::string_view> trainPlaces;
  std::set<std::string_view> testPlaces;
  for (const Clip& clip : dataset.clips) {
    ++folds[static_cast<std::size_t>(clip.fold)];
    scenes.insert(clip.scene.value());
    QVERIFY(!clip.missing);
    (clip.fold == Fold::Train ? trainPlaces : testPlaces).insert(dataset.location(clip));
  }
  QVERIFY((folds == std::array{0, 336, 160}));
  QCOMPARE(scenes.size(), kSceneCount);
  for (const auto place : testPlaces) QVERIFY(!trainPlaces.contains(place));
  QVERIFY(std::find(dataset.devices.begin(), dataset.devices.end(), "a") != dataset.devices.end());
}

// Source of the counts: the data set's README and the official fold (dcase-facts 1.3,
// fold1_evaluate_class_device.csv).
void DatasetTest::theFullListsOpen() {
  const fs::path root = SCENELENS_SHARED_DIR "/data/tau2022-lists";
  if (!fs::exists(root)) QSKIP(("missing: " + root.string()).c_str());
  const Dataset dataset = open({root}).value();
  QCOMPARE(dataset.clips.size(), 230350U);
  QCOMPARE(dataset.problems.size(), 1U);
  QCOMPARE(dataset.problems[0].reason,
           "230,350 of 230,350 clips listed in meta.csv have no sound file here (first: "
           "audio/airport-lisbon-1000-40000-0-a.wav)");

  std::array<int, 3> folds{};
  std::map<std::string_view, int> all;
  std::map<std::string_view, int> train;
  std::map<std::pair<std::string, std::string>, int> evaluate;
  std::array<std::set<std::int32_t>, 3> places;
  for (const Clip& clip : dataset.clips) {
    const std::string_view device = dataset.device(clip);
    ++folds[static_cast<std::size_t>(clip.fold)];
    ++all[device];
    places[static_cast<std::size_t>(clip.fold)].insert(clip.location);
    if (clip.fold == Fold::Train) ++train[device];
    if (clip.fold == Fold::Test)
      ++evaluate[{std::string(sceneLabel(clip.scene.value())), std::string(device)}];
  }
  QVERIFY((folds == std::array{61050, 139620, 29680}));
  QCOMPARE(places[1].size(), 365U);
  QCOMPARE(places[2].size(), 146U);
  QVERIFY((all == std::map<std::string_view, int>{{"a", 144000},
                                                  {"b", 10780},
                                                  {"c", 10770},
                                                  {"s1", 10800},
                                                  {"s2", 10800},
                                                  {"s3", 10800},
                                                  {"s4", 10800},
                                                  {"s5", 10800},
                                                  {"s6", 10800}}));
  QVERIFY((train ==
           std::map<std::string_view, int>{
               {"a", 102150}, {"b", 7490}, {"c", 7480}, {"s1", 7500}, {"s2", 7500}, {"s3", 7500}}));
  QCOMPARE(dataset.cities.size(), 10U);

  QFile table(SCENELENS_SHARED_DIR "/reference/fold1_evaluate_class_device.csv");
  QVERIFY(table.open(QIODevice::ReadOnly));
  const auto devices = table.readLine().trimmed().split(',');
  int cells = 0;
  while (!table.atEnd()) {
    const auto row = table.readLine().trimmed().split(',');
    if (row.size() != devices.size()) continue;
    for (int i = 1; i + 1 < devices.size(); ++i, ++cells)
      QCOMPARE((evaluate[{row[0].toStdString(), devices[i].toStdString()}]), row[i].toInt());
  }
  QCOMPARE(cells, 90);
}

QTEST_APPLESS_MAIN(DatasetTest)
#include "tst_dataset.moc"
