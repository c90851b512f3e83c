// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/dataset/dataset.h"
#include "core/dataset/demo_set.h"
#include "core/dataset/synth/filters.h"
#include "core/dataset/synth/numeric.h"
#include "core/features/feature_shape.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <numeric>
#include <set>
#include <thread>
#include <vector>

using namespace scenelens;
namespace fs = std::filesystem;

namespace {

constexpr int kClips = 40;
constexpr std::size_t kBands = 12;
using Bands = std::array<double, kBands>;

std::vector<float> soundOf(const Dataset& dataset, const Clip& clip) {
  auto audio = readAudioWindow(dataset.path(clip));
  return audio ? std::move(audio->samples) : std::vector<float>();
}

double levelOf(const std::vector<float>& samples) {
  double sum = 0.0;
  for (const float sample : samples) sum += double{sample} * sample;
  return 10 * std::log10(sum / static_cast<double>(samples.size()) + 1e-12);
}

/// Levels in octave-like bands from 30 Hz to 18 kHz, in dB.
Bands bandsOf(const std::vector<float>& samples) {
  Bands bands{};
  for (std::size_t band = 0; band < kBands; ++band) {
    const double centre = 40.0 * std::pow(2.0, 0.78 * static_cast<double>(band));
    auto filtered = samples;
    synth::Biquad::bandPass(centre, 1.5).process(filtered);
    bands[band] = levelOf(filtered);
  }
  return bands;
}

/// The largest correlation over shifts of up to a millisecond: filters delay.
double correlation(const std::vector<float>& a, const std::vector<float>& b) {
  constexpr std::ptrdiff_t kShift = 44;
  double ab = 0.0;
  for (std::ptrdiff_t shift = -kShift; shift <= kShift; ++shift)
    ab = std::max(ab, std::abs(std::inner_product(a.begin() + kShift, a.end() - kShift,
                                                  b.begin() + kShift + shift, 0.0)));
  const double aa = std::inner_product(a.begin(), a.end(), a.begin(), 0.0);
  const double bb = std::inner_product(b.begin(), b.end(), b.begin(), 0.0);
  return ab / std::sqrt(aa * bb);
}

using Description = std::array<double, 2 * kBands>;

/// Band levels against their mean, and how much each band varies over the second.
Description describe(const std::vector<float>& samples) {
  constexpr std::size_t kParts = 10;
  Description description{};
  const Bands bands = bandsOf(samples);
  const double mean = std::accumulate(bands.begin(), bands.end(), 0.0) / kBands;
  std::array<Bands, kParts> parts;
  for (std::size_t part = 0; part < kParts; ++part) {
    const auto begin = samples.begin() + static_cast<std::ptrdiff_t>(part * 4410);
    parts[part] = bandsOf({begin, begin + 4410});
  }
  for (std::size_t i = 0; i < kBands; ++i) {
    double sum = 0.0;
    double squares = 0.0;
    for (const Bands& part : parts) {
      sum += part[i] / kParts;
      squares += part[i] * part[i] / kParts;
    }
    description[i] = bands[i] - mean;
    description[kBands + i] = std::sqrt(std::max(0.0, squares - sum * sum));
  }
  return description;
}

QByteArray hashOf(const fs::path& folder) {
  QCryptographicHash hash(QCryptographicHash::Sha256);
  std::set<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.insert(entry.path());
  for (const fs::path& file : files) {
    QFile data(QString::fromStdString(file.string()));
    if (!data.open(QIODevice::ReadOnly)) return {};
    hash.addData(QByteArray::fromStdString(fs::relative(file, folder).string()));
    hash.addData(data.readAll());
  }
  return hash.result().toHex();
}

std::string stemWithoutDevice(const std::string& file) {
  return file.substr(0, file.rfind('-'));
}

/// How many temporary folders for that set there are.
int temporariesOf(const fs::path& folder) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator(folder.parent_path()))
    count += entry.path().filename().string().starts_with(folder.filename().string() + ".tmp");
  return count;
}

/// Cancels after the first clips.
Status writeAndCancel(const fs::path& folder) {
  JobControl* line = nullptr;
  JobControl control([&line](std::size_t done, std::size_t) {
    if (done >= 10) line->cancel();
  });
  line = &control;
  return writeDemoSet(folder, {40, 1}, control);
}

Dataset openSet(const fs::path& folder) {
  const std::array paths{folder};
  return openDataset(paths, JobControl()).value();
}

}  // namespace

class DemoSetTest : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();

  void itOpensAsASyntheticDataSet();
  void theMarkerSaysWhatItIs();
  void bothFoldsHaveAllScenes();
  void devicesAreSpreadAsInTheOfficialSet();
  void locationsAreInOneFoldOnly();
  void clipsAreOneSecondOf24BitSound();
  void noClipIsSilentOrClips();
  void trainingClipsOfOtherDevicesHaveAnAlignedReference();
  void alignedClipsAreTheSameRecordingHeardDifferently();
  void scenesCanBeToldApartButNotAll();
  void theSameSeedGivesTheSameBytes();
  void tenClipsAClassAreEnough();
  void itsFunctionsAreThoseOfTheLibrary();
  void badOptionsAreRefused();
  void aForeignFolderIsLeftAlone();
  void anOldDemoSetIsReplaced();
  void anEmptyFolderIsReplaced();
  void foreignFilesWithinADemoSetAreKept();
  void theRemainsOfAnInterruptedRunAreReplaced();
  void leftoversOfDeadProcessesAreRemoved();
  void failingAndCancellingKeepTheOldSet();
  void severalAtOnceMakeOneSet();
  void cancellingLeavesNothingThatCouldBeOpened();
  void progressReachesTheTotal();

 private:
  QTemporaryDir m_folder;
  Dataset m_dataset;
};

void DemoSetTest::initTestCase() {
  const fs::path folder = m_folder.filePath("demo").toStdString();
  const Status status = writeDemoSet(folder, {kClips, 1}, JobControl());
  QVERIFY2(status, status ? "" : status.error().text().c_str());
  m_dataset = openSet(folder);
}

void DemoSetTest::itOpensAsASyntheticDataSet() {
  QVERIFY(m_dataset.synthetic);
  QVERIFY(m_dataset.problems.empty());
  QCOMPARE(m_dataset.clips.size(), std::size_t{kClips} * kSceneCount);
  QCOMPARE(m_dataset.devices.size(), 9U);
  for (const Clip& clip : m_dataset.clips) QVERIFY(!clip.missing);
  for (const std::string& city : m_dataset.cities) {
    QCOMPARE(city.size(), 6U);
    QVERIFY(city.starts_with("synth"));
  }
}

void DemoSetTest::theMarkerSaysWhatItIs() {
  QFile marker(QString::fromStdString((m_dataset.root / kSyntheticMarker).string()));
  QVERIFY(marker.open(QIODevice::ReadOnly));
  const QByteArray text = marker.readAll();
  QVERIFY(text.contains("SYNTHETIC"));
  QVERIFY(text.contains("seed 1"));
  QVERIFY(text.contains("SceneLens 0."));
}

void DemoSetTest::bothFoldsHaveAllScenes() {
  std::map<std::pair<Fold, Scene>, int> counts;
  for (const Clip& clip : m_dataset.clips) ++counts[{clip.fold, clip.scene.value()}];
  for (const Scene scene : allScenes()) {
    QCOMPARE((counts[{Fold::Train, scene}]), 28);
    QCOMPARE((counts[{Fold::Test, scene}]), 12);
  }
}

void DemoSetTest::devicesAreSpreadAsInTheOfficialSet() {
  std::map<std::string_view, int> all;
  std::map<std::string_view, int> train;
  for (const Clip& clip : m_dataset.clips) {
    ++all[m_dataset.device(clip)];
    if (clip.fold == Fold::Train) ++train[m_dataset.device(clip)];
  }
  const double share = all["a"] / static_cast<double>(m_dataset.clips.size());
  QVERIFY(share > 0.58 && share < 0.66);  // 144,000 of 230,350 is 0.625
  for (const char* device : {"s4", "s5", "s6"}) {
    QVERIFY(all[device] > 0);
    QVERIFY(!train.contains(device));
  }
  for (const char* device : {"b", "c", "s1", "s2", "s3"}) QVERIFY(train[device] > 0);
}

void DemoSetTest::locationsAreInOneFoldOnly() {
  std::set<std::int32_t> train;
  std::set<std::int32_t> test;
  for (const Clip& clip : m_dataset.clips)
    (clip.fold == Fold::Train ? train : test).insert(clip.location);
  for (const std::int32_t location : test) QVERIFY(!train.contains(location));
  QVERIFY(train.size() >= 50);
}

void DemoSetTest::clipsAreOneSecondOf24BitSound() {
  for (std::size_t i = 0; i < m_dataset.clips.size(); i += 7) {
    const auto info = probeAudioFile(m_dataset.path(m_dataset.clips[i])).value();
    QCOMPARE(info.sampleRate, kSampleRate);
    QCOMPARE(info.channels, 1);
    QCOMPARE(info.frames, std::int64_t{kClipSamples});
    QVERIFY(info.format.find("24") != std::string::npos);
  }
}

void DemoSetTest::noClipIsSilentOrClips() {
  for (const Clip& clip : m_dataset.clips) {
    const auto samples = soundOf(m_dataset, clip);
    QCOMPARE(samples.size(), kClipSamples);
    float peak = 0.0F;
    int equal = 0;
    int longest = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      peak = std::max(peak, std::abs(samples[i]));
      equal = i > 0 && samples[i] == samples[i - 1] ? equal + 1 : 0;
      longest = std::max(longest, equal);
    }
    QVERIFY2(peak < 0.99F, clip.file.c_str());
    QVERIFY2(longest < 8, clip.file.c_str());  // no digital silence, no clipped tops
    const double level = levelOf(samples);
    QVERIFY2(level > -66 && level < -10, clip.file.c_str());
    QVERIFY2(bandsOf(samples).back() > -120, clip.file.c_str());
  }
}

void DemoSetTest::trainingClipsOfOtherDevicesHaveAnAlignedReference() {
  std::set<std::string> files;
  for (const Clip& clip : m_dataset.clips) files.insert(clip.file);
  int alignedTest = 0;
  for (const Clip& clip : m_dataset.clips) {
    if (m_dataset.device(clip) == "a") continue;
    const bool aligned = files.contains(stemWithoutDevice(clip.file) + "-a.wav");
    if (clip.fold == Fold::Train) QVERIFY2(aligned, clip.file.c_str());
    if (clip.fold == Fold::Test && aligned) ++alignedTest;
  }
  QVERIFY(alignedTest > 0);
}

void DemoSetTest::alignedClipsAreTheSameRecordingHeardDifferently() {
  std::map<std::string, const Clip*> references;
  for (const Clip& clip : m_dataset.clips)
    if (m_dataset.device(clip) == "a") references[stemWithoutDevice(clip.file)] = &clip;
  std::set<std::string_view> checked;
  std::map<std::string_view, Bands> responses;
  for (const Clip& clip : m_dataset.clips) {
    const auto device = m_dataset.device(clip);
    const auto reference = references.find(stemWithoutDevice(clip.file));
    if (device == "a" || reference == references.end() || !checked.insert(device).second) continue;
    const auto a = soundOf(m_dataset, *reference->second);
    const auto b = soundOf(m_dataset, clip);
    // In one band, because the devices turn the phases of others by different amounts.
    auto bandA = a;
    auto bandB = b;
    synth::Biquad::bandPass(700, 4).process(bandA);
    synth::Biquad::bandPass(700, 4).process(bandB);
    QVERIFY2(correlation(bandA, bandB) > 0.8, clip.file.c_str());
    const Bands of = bandsOf(a);
    Bands difference = bandsOf(b);
    for (std::size_t i = 0; i < kBands; ++i) difference[i] -= of[i];
    const auto [low, high] = std::minmax_element(difference.begin(), difference.end());
    QVERIFY2(*high - *low > 4, clip.file.c_str());
    responses[device] = difference;
  }
  QCOMPARE(checked.size(), 8U);
  for (auto one = responses.begin(); one != responses.end(); ++one)
    for (auto other = std::next(one); other != responses.end(); ++other) {
      double distance = 0.0;
      for (std::size_t i = 0; i < kBands; ++i)
        distance += std::abs(one->second[i] - other->second[i]);
      QVERIFY(distance / kBands > 1.0);
    }
}

// Nearest centroid of standardised band levels and their spread over time: far simpler than any
// model of this program, which should find something to learn and something to confuse.
void DemoSetTest::scenesCanBeToldApartButNotAll() {
  std::vector<std::pair<std::size_t, Description>> train;
  std::vector<std::pair<std::size_t, Description>> test;
  for (const Clip& clip : m_dataset.clips) {
    if (m_dataset.device(clip) != "a") continue;
    auto& fold = clip.fold == Fold::Train ? train : test;
    fold.emplace_back(static_cast<std::size_t>(clip.scene.value()),
                      describe(soundOf(m_dataset, clip)));
  }
  Description mean{};
  Description deviation{};
  for (const auto& [scene, values] : train)
    for (std::size_t i = 0; i < values.size(); ++i)
      mean[i] += values[i] / static_cast<double>(train.size());
  for (const auto& [scene, values] : train)
    for (std::size_t i = 0; i < values.size(); ++i)
      deviation[i] += std::pow(values[i] - mean[i], 2) / static_cast<double>(train.size());

  std::array<Description, kSceneCount> centroids{};
  std::array<double, kSceneCount> counts{};
  for (const auto& [scene, values] : train) ++counts[scene];
  for (const auto& [scene, values] : train)
    for (std::size_t i = 0; i < values.size(); ++i)
      centroids[scene][i] += values[i] / counts[scene];

  int right = 0;
  for (const auto& [scene, values] : test) {
    std::array<double, kSceneCount> distances{};
    for (std::size_t candidate = 0; candidate < kSceneCount; ++candidate)
      for (std::size_t i = 0; i < values.size(); ++i)
        distances[candidate] += std::pow(values[i] - centroids[candidate][i], 2) / deviation[i];
    const auto best = std::min_element(distances.begin(), distances.end());
    if (static_cast<std::size_t>(best - distances.begin()) == scene) ++right;
  }
  const double accuracy = right / static_cast<double>(test.size());
  qInfo("nearest centroid: %.3f of %zu test clips", accuracy, test.size());
  QVERIFY(accuracy > 0.3);
  QVERIFY(accuracy < 0.97);
}

void DemoSetTest::theSameSeedGivesTheSameBytes() {
  const auto made = [this](const char* name, std::uint64_t seed) {
    const fs::path folder = m_folder.filePath(name).toStdString();
    if (!writeDemoSet(folder, {10, seed}, JobControl())) return QByteArray();
    return hashOf(folder);
  };
  const QByteArray first = made("first", 7);
  QVERIFY(!first.isEmpty());
  QCOMPARE(made("second", 7), first);
  QVERIFY(made("third", 8) != first);

  // The samples themselves, the same on every machine; they change only when the recipes do.
  const Dataset set = openSet(m_folder.filePath("first").toStdString());
  QCryptographicHash hash(QCryptographicHash::Sha256);
  for (const Clip& clip : set.clips) {
    const auto samples = soundOf(set, clip);
    hash.addData(QByteArrayView(reinterpret_cast<const char*>(samples.data()),
                                static_cast<qsizetype>(samples.size() * sizeof(float))));
  }
  QCOMPARE(hash.result().toHex(),
           "d1d3a59f68f449bd41bc5dd4bb4b93386185261067647e23187a27414b6f053d");
}

void DemoSetTest::tenClipsAClassAreEnough() {
  const fs::path folder = m_folder.filePath("small").toStdString();
  QVERIFY(writeDemoSet(folder, {10, 3}, JobControl()));
  const Dataset set = openSet(folder);
  QCOMPARE(set.clips.size(), 100U);
  std::set<std::pair<Fold, Scene>> present;
  for (const Clip& clip : set.clips) present.insert({clip.fold, clip.scene.value()});
  QCOMPARE(present.size(), 2 * kSceneCount);
}

void DemoSetTest::itsFunctionsAreThoseOfTheLibrary() {
  for (double x = -3.0; x < 3.0; x += 0.00173) {
    QVERIFY(std::abs(synth::sineOfTurns(x) - std::sin(2 * M_PI * x)) < 1e-7);
    QVERIFY(std::abs(synth::exp2Of(x) / std::exp2(x) - 1) < 1e-9);
    const double positive = std::exp2(7 * x);
    QVERIFY(std::abs(synth::log2Of(positive) - std::log2(positive)) < 1e-7);
  }
}

void DemoSetTest::badOptionsAreRefused() {
  const fs::path folder = m_folder.filePath("none").toStdString();
  for (const int clips : {-1, 0, 9, 1'000'000}) {
    QVERIFY(!writeDemoSet(folder, {clips, 1}, JobControl()));
    QVERIFY(!fs::exists(folder));
  }
}

void DemoSetTest::aForeignFolderIsLeftAlone() {
  const fs::path folder = m_folder.filePath("foreign").toStdString();
  fs::create_directories(folder);
  std::ofstream(folder / "meta.csv") << "mine";
  const Status status = writeDemoSet(folder, {10, 1}, JobControl());
  QVERIFY(!status);
  QVERIFY(status.error().file == folder);
  QVERIFY(!fs::exists(folder / "audio"));
  QCOMPARE(fs::file_size(folder / "meta.csv"), 4U);

  const Status onFile = writeDemoSet(folder / "meta.csv", {10, 1}, JobControl());
  QVERIFY(!onFile);
  QVERIFY(!writeDemoSet("/proc/nowhere", {10, 1}, JobControl()));
}

void DemoSetTest::anOldDemoSetIsReplaced() {
  const fs::path folder = m_folder.filePath("again").toStdString();
  QVERIFY(writeDemoSet(folder, {20, 1}, JobControl()));
  QVERIFY(writeDemoSet(folder, {10, 1}, JobControl()));
  QCOMPARE(openSet(folder).clips.size(), 100U);
  QCOMPARE(std::distance(fs::directory_iterator(folder / "audio"), fs::directory_iterator()), 100);
}

void DemoSetTest::anEmptyFolderIsReplaced() {
  const fs::path folder = m_folder.filePath("empty").toStdString();
  fs::create_directories(folder);
  fs::create_symlink(folder, m_folder.filePath("link").toStdString());
  QVERIFY(writeDemoSet(m_folder.filePath("link/").toStdString(), {10, 1}, JobControl()));
  QCOMPARE(openSet(folder).clips.size(), 100U);
  QVERIFY(fs::is_symlink(m_folder.filePath("link").toStdString()));
  QCOMPARE(temporariesOf(folder), 0);
}

void DemoSetTest::foreignFilesWithinADemoSetAreKept() {
  const fs::path folder = m_folder.filePath("mixed").toStdString();
  QVERIFY(writeDemoSet(folder, {10, 1}, JobControl()));
  for (const char* name : {"notes.txt", "audio/mine.wav", "evaluation_setup/fold2_train.csv"}) {
    std::ofstream(folder / name) << "mine";
    const Status status = writeDemoSet(folder, {10, 2}, JobControl());
    QVERIFY(!status);
    QVERIFY(status.error().file == fs::canonical(folder) / name);
    QVERIFY(isWholeDemoSet(folder));
    QVERIFY(fs::remove(folder / name));
  }
  QVERIFY(writeDemoSet(folder, {10, 2}, JobControl()));
}

void DemoSetTest::theRemainsOfAnInterruptedRunAreReplaced() {
  const fs::path folder = m_folder.filePath("remains").toStdString();
  fs::create_directories(folder / "audio");
  fs::create_directories(folder / "evaluation_setup");
  std::ofstream(folder / "audio/bus-synth3-123-456-0-a.wav") << "half";
  std::ofstream(folder / "audio/bus-synth3-123-456-1-a.wav.77-3.tmp") << "half";
  std::ofstream(folder / "audio/bus-lisbon-1000-456-0-a.wav") << "real";
  QVERIFY(!writeDemoSet(folder, {10, 1}, JobControl()));
  QVERIFY(fs::exists(folder / "audio/bus-synth3-123-456-0-a.wav"));
  fs::remove(folder / "audio/bus-lisbon-1000-456-0-a.wav");
  const Status status = writeDemoSet(folder, {10, 1}, JobControl());
  QVERIFY2(status, status ? "" : status.error().text().c_str());
  QCOMPARE(std::distance(fs::directory_iterator(folder / "audio"), fs::directory_iterator()), 100);
  QVERIFY(isWholeDemoSet(folder));
}

void DemoSetTest::leftoversOfDeadProcessesAreRemoved() {
  const fs::path folder = m_folder.filePath("left").toStdString();
  const auto leave = [&](const std::string& tail) {
    fs::path path = folder;
    path += tail;
    fs::create_directories(path / "audio");
    std::ofstream(path / "audio/bus-synth3-123-456-0-a.wav") << "half";
    return path;
  };
  const fs::path dead = leave(".tmp-2147483647-0");  // above the largest process number
  const fs::path alive = leave(".tmp-1-0");
  const fs::path other = leave(".tmp-2147483647");
  const fs::path mine = leave(".tmp-2147483647-1");
  std::ofstream(mine / "notes.txt") << "mine";
  QVERIFY(writeDemoSet(folder, {10, 1}, JobControl()));
  QVERIFY(!fs::exists(dead));
  QVERIFY(fs::exists(alive));
  QVERIFY(fs::exists(other));
  QVERIFY(fs::exists(mine));
}

void DemoSetTest::cancellingLeavesNothingThatCouldBeOpened() {
  const fs::path folder = m_folder.filePath("cancelled").toStdString();
  QVERIFY(writeAndCancel(folder));
  QVERIFY(!fs::exists(folder));
  QCOMPARE(temporariesOf(folder), 0);
  QVERIFY(writeDemoSet(folder, {10, 1}, JobControl()));
}

void DemoSetTest::failingAndCancellingKeepTheOldSet() {
  const fs::path folder = m_folder.filePath("kept").toStdString();
  QVERIFY(writeDemoSet(folder, {10, 5}, JobControl()));
  const QByteArray before = hashOf(folder);
  QVERIFY(writeAndCancel(folder));
  QVERIFY(hashOf(folder) == before);
  QVERIFY(!writeDemoSet(folder, {9, 5}, JobControl()));
  QVERIFY(hashOf(folder) == before);
  QCOMPARE(temporariesOf(folder), 0);
}

void DemoSetTest::severalAtOnceMakeOneSet() {
  const fs::path folder = m_folder.filePath("several").toStdString();
  std::array<Status, 4> results;
  {
    std::vector<std::jthread> threads;
    for (Status& result : results)
      threads.emplace_back([&] { result = writeDemoSet(folder, {10, 1}, JobControl()); });
  }
  for (const Status& result : results)
    QVERIFY2(result, result ? "" : result.error().text().c_str());
  QCOMPARE(openSet(folder).clips.size(), 100U);
  QCOMPARE(temporariesOf(folder), 0);
}

void DemoSetTest::progressReachesTheTotal() {
  std::size_t last = 0;
  bool forward = true;
  const JobControl control([&](std::size_t done, std::size_t total) {
    forward = forward && done >= last && total == 100;
    last = done;
  });
  QVERIFY(writeDemoSet(m_folder.filePath("progress").toStdString(), {10, 1}, control));
  QVERIFY(forward);
  QCOMPARE(last, 100U);
}

QTEST_APPLESS_MAIN(DemoSetTest)
#include "tst_demo_set.moc"
