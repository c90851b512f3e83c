// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/feature_cache.h"
#include "tests/core/train/training_fixture.h"

#include <QTemporaryDir>
#include <QTest>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <map>
#include <thread>

using namespace scenelens;
namespace fs = std::filesystem;

namespace {

/// The codec's half step for these sounds, whose log-Mels span less than 12 decades.
constexpr double kTolerance = 9.2e-5;

std::string textOf(const Error& error) {
  return error.text();
}

}  // namespace

class TestFeatureCache final : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void everyClipsLogMelIsKeptWithinTheStatedError();
  void theSecondTimeNothingIsComputed();
  void theNumberOfThreadsMakesNoDifference();
  void aChangedClipIsComputedAnew();
  void anotherSplitOfTheSameDataUsesTheSameRecords();
  void brokenClipsAreAllNamed();
  void brokenClipsCanBeSkipped();
  void aClipBeyondSinglePrecisionIsBroken();
  void windowsOfOneFileAreToldApart();
  void cancellingKeepsWhatIsFinished();
  void aKilledProcessLosesLittleAndLeavesNothingWrong();
  void tornIndexesAreCut();
  void aDamagedIndexBeginsAnew();
  void processesWaitForEachOther();
  void theSameDataSetTwiceDoesNotWaitForItself();
  void aShortenedFileIsAnError();
  void aFolderThatCannotBeMadeIsAnError();
  void theDefaultFolderFollowsTheEnvironment();

 private:
  Result<FeatureCache> open(TrainingSet& set, bool skip = false, unsigned threads = 2);
  TrainingSet set() const;
  fs::path fileIn(const char* extension) const;
  void verify(const TrainingSet& set, const FeatureCache& cache) const;

  std::unique_ptr<QTemporaryDir> m_data;
  std::unique_ptr<QTemporaryDir> m_cache;
  Dataset m_dataset;
  std::vector<Error> m_broken;
  JobControl m_control;
};

void TestFeatureCache::init() {
  m_data = std::make_unique<QTemporaryDir>();
  m_cache = std::make_unique<QTemporaryDir>();
  m_dataset = test::datasetOf("noise", m_data.get(), 4, 3, 2);
  m_broken.clear();
}

TrainingSet TestFeatureCache::set() const {
  const Dataset* const datasets[] = {&m_dataset};
  return *makeTrainingSet(datasets, HoldOut::Locations, 0.3, 1);
}

Result<FeatureCache> TestFeatureCache::open(TrainingSet& set, bool skip, unsigned threads) {
  return FeatureCache::open(set,
                            {.folder = fs::path(m_cache->path().toStdString()) / "a" / "b",
                             .skipBroken = skip,
                             .threads = threads},
                            m_broken, m_control);
}

fs::path TestFeatureCache::fileIn(const char* extension) const {
  for (const auto& entry : fs::recursive_directory_iterator(m_cache->path().toStdString()))
    if (entry.path().extension() == extension) return entry.path();
  return {};
}

void TestFeatureCache::verify(const TrainingSet& set, const FeatureCache& cache) const {
  QCOMPARE(cache.size(), set.size());
  std::vector<float> logmel(kMapSize);
  for (std::size_t i = 0; i < set.size(); ++i) {
    QVERIFY(cache.read(i, std::span(logmel).first<kMapSize>()));
    const auto sound =
        readAudioWindow(set.path(set.at(i)), static_cast<std::size_t>(set.clip(set.at(i)).window));
    QVERIFY(sound);
    QVERIFY(test::largestDifference(logmel, test::logMelOf(sound->samples)) < kTolerance);
  }
}

void TestFeatureCache::everyClipsLogMelIsKeptWithinTheStatedError() {
  auto clips = set();
  const auto cache = open(clips);
  QVERIFY2(cache, cache ? "" : cache.error().text().c_str());
  QCOMPARE(cache->computed(), clips.size());
  verify(clips, *cache);
}

void TestFeatureCache::theSecondTimeNothingIsComputed() {
  auto clips = set();
  QVERIFY(open(clips));
  std::atomic<std::size_t> firstReport{0};
  JobControl control([&](std::size_t done, std::size_t) {
    if (firstReport == 0) firstReport = done;
  });
  const auto again =
      FeatureCache::open(clips, {.folder = fileIn(".index").parent_path()}, m_broken, control);
  QVERIFY(again);
  QCOMPARE(again->computed(), std::size_t(0));
  QCOMPARE(firstReport.load(), clips.size());
  verify(clips, *again);
}

void TestFeatureCache::theNumberOfThreadsMakesNoDifference() {
  auto clips = set();
  const auto one = open(clips, false, 1);
  m_cache = std::make_unique<QTemporaryDir>();
  const auto many = open(clips, false, 7);
  QVERIFY(one && many);
  std::vector<float> a(kMapSize);
  std::vector<float> b(kMapSize);
  for (std::size_t i = 0; i < clips.size(); ++i) {
    QVERIFY(one->read(i, std::span(a).first<kMapSize>()));
    QVERIFY(many->read(i, std::span(b).first<kMapSize>()));
    QCOMPARE(a, b);
  }
}

void TestFeatureCache::aChangedClipIsComputedAnew() {
  auto clips = set();
  QVERIFY(open(clips));
  const auto path = clips.path(clips.train[2]);
  const auto time = fs::last_write_time(path);
  QVERIFY(writeWav24(path, test::soundOf(777)));  // as long as before
  fs::last_write_time(path, time + std::chrono::milliseconds(1));
  const auto cache = open(clips);
  QVERIFY(cache);
  QCOMPARE(cache->computed(), std::size_t(1));
  verify(clips, *cache);
}

void TestFeatureCache::anotherSplitOfTheSameDataUsesTheSameRecords() {
  auto clips = set();
  QVERIFY(open(clips));
  const Dataset* const datasets[] = {&m_dataset};
  auto whole = *makeTrainingSet(datasets, HoldOut::TestFold, 0.0, 1);
  const auto cache = open(whole);
  QVERIFY(cache);
  QCOMPARE(cache->computed(), whole.validation.size());  // the test fold is new
  verify(whole, *cache);
}

void TestFeatureCache::brokenClipsAreAllNamed() {
  auto clips = set();
  const auto missing = clips.path(clips.train[1]);
  const auto damaged = clips.path(clips.validation[0]);
  fs::remove(missing);
  std::ofstream(damaged) << "this is not a sound";
  const auto cache = open(clips);
  QVERIFY(!cache);
  QVERIFY2(textOf(cache.error()).find("2 of 16 clips") != std::string::npos,
           textOf(cache.error()).c_str());
  QCOMPARE(m_broken.size(), std::size_t(2));
  QCOMPARE(m_broken[0].file, missing);
  QVERIFY(textOf(m_broken[0]).find("there is no such sound file") != std::string::npos);
  QCOMPARE(m_broken[1].file, damaged);
  QCOMPARE(clips.size(), std::size_t(16));
}

void TestFeatureCache::brokenClipsCanBeSkipped() {
  auto clips = set();
  fs::remove(clips.path(clips.train[1]));
  std::ofstream(clips.path(clips.validation[0])) << "this is not a sound";
  const auto before = clips;
  const auto cache = open(clips, true);
  QVERIFY(cache);
  QCOMPARE(m_broken.size(), std::size_t(2));
  QCOMPARE(clips.train.size(), before.train.size() - 1);
  QCOMPARE(clips.validation.size(), before.validation.size() - 1);
  QCOMPARE(clips.train[1].clip, before.train[2].clip);
  QCOMPARE(clips.validation[0].clip, before.validation[1].clip);
  verify(clips, *cache);

  for (const auto& clip : m_dataset.clips) fs::remove(m_dataset.path(clip));
  QVERIFY(!open(clips, true));
}

void TestFeatureCache::aClipBeyondSinglePrecisionIsBroken() {
  auto clips = set();
  const auto path = clips.path(clips.train[0]);
  // A float WAV with samples of 1e30, by hand.
  const std::vector<float> samples(kClipSamples, 1e30F);
  const std::uint32_t bytes = kClipSamples * 4;
  std::ofstream file(path, std::ios::binary);
  const auto u32 = [&](std::uint32_t v) { file.write(reinterpret_cast<const char*>(&v), 4); };
  const auto u16 = [&](std::uint16_t v) { file.write(reinterpret_cast<const char*>(&v), 2); };
  file << "RIFF", u32(36 + bytes), file << "WAVEfmt ", u32(16), u16(3), u16(1), u32(44100);
  u32(44100 * 4), u16(4), u16(32), file << "data", u32(bytes);
  file.write(reinterpret_cast<const char*>(samples.data()), bytes);
  file.close();
  QVERIFY(!open(clips));
  QCOMPARE(m_broken.size(), std::size_t(1));
  QVERIFY2(textOf(m_broken[0]).find("too loud") != std::string::npos, textOf(m_broken[0]).c_str());
}

void TestFeatureCache::windowsOfOneFileAreToldApart() {
  std::vector<float> seconds;
  for (std::uint64_t i = 0; i < 3; ++i) {
    const auto second = test::soundOf(100 + i);
    seconds.insert(seconds.end(), second.begin(), second.end());
  }
  QVERIFY(writeWav24(m_dataset.path(m_dataset.clips[0]), seconds));
  const Clip first = m_dataset.clips[0];
  for (int i = 1; i < 3; ++i) {
    m_dataset.clips.push_back(first);
    m_dataset.clips.back().window = i;
  }
  auto clips = set();
  const auto cache = open(clips);
  QVERIFY(cache);
  QCOMPARE(clips.size(), std::size_t(18));
  verify(clips, *cache);
}

void TestFeatureCache::cancellingKeepsWhatIsFinished() {
  auto clips = set();
  JobControl* handle = nullptr;
  JobControl control([&](std::size_t done, std::size_t) {
    if (done == 5) handle->cancel();
  });
  handle = &control;
  const auto folder = fs::path(m_cache->path().toStdString()) / "a" / "b";
  const auto cancelled =
      FeatureCache::open(clips, {.folder = folder, .threads = 1}, m_broken, control);
  QVERIFY(!cancelled);
  QCOMPARE(cancelled.error().reason, std::string("cancelled"));
  const auto cache = open(clips);
  QVERIFY(cache);
  QCOMPARE(cache->computed(), clips.size() - 5);
  verify(clips, *cache);
}

void TestFeatureCache::aKilledProcessLosesLittleAndLeavesNothingWrong() {
#if defined(__SANITIZE_THREAD__)
  QSKIP("ThreadSanitizer does not allow threads after fork");
#endif
  auto clips = set();
  // The child is killed once it has made its first group valid, in the middle of the next clips.
  const auto folder = fs::path(m_cache->path().toStdString()) / "a" / "b";
  const ::pid_t child = ::fork();
  if (child == 0) {
    JobControl control([&](std::size_t done, std::size_t) {
      if (done == 9) ::raise(SIGKILL);
      if (done == 6) std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    });
    (void)FeatureCache::open(clips, {.folder = folder, .threads = 1}, m_broken, control);
    ::_exit(0);
  }
  int status = 0;
  QCOMPARE(::waitpid(child, &status, 0), child);
  QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  const auto cache = open(clips);
  QVERIFY(cache);
  QVERIFY2(cache->computed() <= clips.size() - 7, qPrintable(QString::number(cache->computed())));
  QVERIFY(cache->computed() > 0);
  verify(clips, *cache);
}

void TestFeatureCache::tornIndexesAreCut() {
  auto clips = set();
  QVERIFY(open(clips));
  const auto index = fileIn(".index");
  const auto whole = fs::file_size(index);
  for (const std::uintmax_t cut : {1, 31, 33}) {
    fs::resize_file(index, whole - cut);
    const auto cache = open(clips);
    QVERIFY(cache);
    QCOMPARE(cache->computed(), cut / 32 + 1);
    QCOMPARE(fs::file_size(index), whole);
    verify(clips, *cache);
  }
}

void TestFeatureCache::aDamagedIndexBeginsAnew() {
  auto clips = set();
  const auto before = open(clips);
  QVERIFY(before);
  std::ofstream(fileIn(".index"), std::ios::binary) << "something else, long enough to be read";
  const auto cache = open(clips);
  QVERIFY(cache);
  QCOMPARE(cache->computed(), clips.size());
  verify(clips, *cache);
  verify(clips, *before);  // who has the old files open goes on reading them
}

void TestFeatureCache::processesWaitForEachOther() {
  auto clips = set();
  auto more = set();
  std::vector<Error> broken;
  std::vector<Error> moreBroken;
  const auto folder = fs::path(m_cache->path().toStdString());
  // Two descriptors of one lock are to each other as two processes are.
  std::size_t computed = 0;
  std::thread other([&] {
    const JobControl control;
    const auto cache = FeatureCache::open(more, {.folder = folder}, moreBroken, control);
    if (cache) computed = cache->computed();
  });
  const auto cache = FeatureCache::open(clips, {.folder = folder}, broken, m_control);
  other.join();
  QVERIFY(cache);
  QCOMPARE(cache->computed() + computed, clips.size());
  QVERIFY(computed == 0 || cache->computed() == 0);
  verify(clips, *cache);
}

void TestFeatureCache::theSameDataSetTwiceDoesNotWaitForItself() {
  const Dataset again = m_dataset;
  const Dataset* const datasets[] = {&m_dataset, &again};
  auto clips = *makeTrainingSet(datasets, HoldOut::Locations, 0.3, 1);
  const auto cache = open(clips);
  QVERIFY(cache);
  verify(clips, *cache);
}

void TestFeatureCache::aShortenedFileIsAnError() {
  auto clips = set();
  const auto cache = open(clips);
  QVERIFY(cache);
  fs::resize_file(fileIn(".logmel"), 1000);
  std::vector<float> logmel(kMapSize);
  const auto status = cache->read(0, std::span(logmel).first<kMapSize>());
  QVERIFY(!status);
  QCOMPARE(status.error().file, fileIn(".logmel"));
  const auto repaired = open(clips);
  QVERIFY(repaired);
  QCOMPARE(repaired->computed(), clips.size());
}

void TestFeatureCache::aFolderThatCannotBeMadeIsAnError() {
  auto clips = set();
  const auto file = m_data->filePath(QStringLiteral("file")).toStdString();
  std::ofstream(file) << "x";
  const auto cache =
      FeatureCache::open(clips, {.folder = fs::path(file) / "cache"}, m_broken, m_control);
  QVERIFY(!cache);
  QVERIFY(textOf(cache.error()).find("cache: cannot be made") != std::string::npos);
}

void TestFeatureCache::theDefaultFolderFollowsTheEnvironment() {
  qputenv("XDG_CACHE_HOME", "/somewhere");
  QCOMPARE(defaultCacheFolder(), fs::path("/somewhere/scenelens/logmel"));
  qputenv("XDG_CACHE_HOME", "relative");
  qputenv("HOME", "/home/x");
  QCOMPARE(defaultCacheFolder(), fs::path("/home/x/.cache/scenelens/logmel"));
}

QTEST_APPLESS_MAIN(TestFeatureCache)
#include "tst_feature_cache.moc"
