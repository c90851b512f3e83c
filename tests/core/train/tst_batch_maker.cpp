// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/convolver.h"
#include "core/train/batch_maker.h"
#include "tests/core/train/training_fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <filesystem>
#include <thread>

using namespace scenelens;
namespace fs = std::filesystem;

namespace {

/// Everything off.
TrainOptions plain() {
  TrainOptions options;
  options.batchSize = 6;
  options.mixup = false;
  options.specAugment = false;
  options.correction.reset();
  return options;
}

/// Everything on, in every batch.
TrainOptions everything() {
  TrainOptions options;
  options.batchSize = 6;
  options.correctionOptions.probability = 1.0;
  options.freqMixStyle.probability = 1.0;
  options.impulseResponse.probability = 0.5;
  options.timeRoll.maximumShift = 5000;
  options.specAugmentOptions.inclusive = true;
  return options;
}

std::vector<float> featuresOf(const std::vector<float>& logmel) {
  std::vector<float> features(kFeatureSize);
  featuresFromLogMel(logmel, features);
  return features;
}

}  // namespace

class TestBatchMaker final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void anEpochHasEveryClipOnceAndKeepsTheRest();
  void withoutAugmentationFeaturesAreThoseOfTheSound();
  void theOrderOfTheChainIsThePublishedOne();
  void soundsAreChangedBeforeTheirLogMel();
  void mixStyleActsOnTheCorrectedLogMel();
  void targetsOfBothHeadsSumToOne();
  void twoProcessesSeeTheHalvesOfTheDoubledBatch();
  void nothingDependsOnWhatWasMadeBefore();
  void threadsMakeTheSameBatches();
  void validationIsInOrderAndPlain();
  void validationOfTwoProcessesIsCutToo();
  void kosmidersCorrectionIsForValidationToo();
  void aSoundThatVanishedIsAnError();
  void aBatchIsMadeInWellBelowTenMilliseconds();

 private:
  BatchMaker maker(const TrainOptions& options) const {
    return {m_set, *m_cache, &m_correction, &m_responses, options};
  }
  std::vector<float> cached(std::size_t index) const {
    std::vector<float> logmel(kMapSize);
    if (!m_cache->read(index, std::span(logmel).first<kMapSize>())) qFatal("cache");
    return logmel;
  }
  static Batch made(const BatchMaker& maker, int epoch, std::size_t index, unsigned rank = 0,
                    unsigned world = 1) {
    Batch batch;
    const auto status = maker.make(epoch, index, rank, world, batch);
    if (!status) qFatal("%s", status.error().text().c_str());
    return batch;
  }

  QTemporaryDir m_data;
  QTemporaryDir m_cacheFolder;
  Dataset m_dataset;
  TrainingSet m_set;
  SpectrumCorrection m_correction;
  std::vector<ImpulseResponse> m_responses;
  std::optional<FeatureCache> m_cache;
};

void TestBatchMaker::initTestCase() {
  m_dataset = test::datasetOf("noise", &m_data, 10, 3, 2);
  const Dataset* const datasets[] = {&m_dataset};
  m_set = *makeTrainingSet(datasets, HoldOut::TestFold, 0.0, 1);  // 40 to train on, 20 to validate
  std::vector<Error> broken;
  auto cache = FeatureCache::open(m_set, {.folder = m_cacheFolder.path().toStdString()}, broken,
                                  JobControl());
  QVERIFY(cache);
  m_cache.emplace(std::move(*cache));
  m_correction.others = {"b"};
  for (std::size_t i = 0; i < 5 * kMels; ++i)
    m_correction.shifts.push_back(0.01F * static_cast<float>(i % 97) - 0.3F);
  m_responses = {{"click", {1.0F, 0.5F}}, {"late", {0.0F, 0.0F, -1.0F}}};
}

void TestBatchMaker::anEpochHasEveryClipOnceAndKeepsTheRest() {
  const BatchMaker maker = this->maker(everything());
  QCOMPARE(maker.batches(), std::size_t(7));
  std::vector<int> seen(m_set.train.size());
  for (std::size_t i = 0; i < maker.batches(); ++i) {
    const Batch batch = made(maker, 3, i);
    QCOMPARE(batch.clips, std::size_t(i < 6 ? 6 : 4));
    QCOMPARE(batch.globalClips, batch.clips);
    QCOMPARE(batch.features.size(), batch.clips * kFeatureSize);
    QCOMPARE(batch.targets.size(), batch.clips * kLogitCount);
    for (const auto member : batch.members) ++seen[member];
  }
  QCOMPARE(seen, std::vector<int>(m_set.train.size(), 1));
}

void TestBatchMaker::withoutAugmentationFeaturesAreThoseOfTheSound() {
  const BatchMaker maker = this->maker(plain());
  const Batch batch = made(maker, 0, 2);
  FeatureExtractor extractor;
  FeatureMap map;
  for (std::size_t i = 0; i < batch.clips; ++i) {
    const auto& clip = m_set.train[batch.members[i]];
    const auto sound = readAudioWindow(m_set.path(clip));
    QVERIFY(sound);
    extractor.extract(sound->samples, map);
    const auto row = std::span(batch.features).subspan(i * kFeatureSize, kFeatureSize);
    // 9.2e-5 of the log-Mel, divided by the deviations of log-Mel and delta.
    QVERIFY(test::largestDifference(row, map.features) < 2e-3);
    const auto targets = hardTargets(clip.scene);
    QVERIFY(std::ranges::equal(targets,
                               std::span(batch.targets).subspan(i * kLogitCount, kLogitCount)));
  }
}

/// Mixup of log-Mels, then the shift of the slot's own device, then normalisation, then masks.
void TestBatchMaker::theOrderOfTheChainIsThePublishedOne() {
  auto options = plain();
  options.mixup = true;
  options.specAugment = true;
  options.specAugmentOptions.melWidth = 9;
  options.correction = CorrectionForm::Pairs;
  options.correctionOptions.probability = 1.0;
  const BatchMaker maker = this->maker(options);
  const Batch batch = made(maker, 1, 0);
  const auto plan = planBatch(options, m_set, &m_correction, 0, 1, 0, batch.members);
  QCOMPARE(plan.mixup.partners.size(), std::size_t(6));
  bool shifted = false;
  for (std::size_t i = 0; i < batch.clips; ++i) {
    const auto a = cached(batch.members[i]);
    const auto b = cached(batch.members[plan.mixup.partners[i]]);
    const auto own = static_cast<float>(plan.mixup.lambda);
    std::vector<float> mixed(kMapSize);
    for (std::size_t k = 0; k < kMapSize; ++k) mixed[k] = own * a[k] + (1.0F - own) * b[k];
    if (plan.correction[i] >= 0) {
      applyShift(m_correction.shift(std::size_t(plan.correction[i])), mixed);
      shifted = true;
    }
    auto expected = featuresOf(mixed);
    applySpecAugment(plan.masks[i], expected);
    const auto row = std::span(batch.features).subspan(i * kFeatureSize, kFeatureSize);
    QVERIFY(std::ranges::equal(row, expected));
    const Scene scene = m_set.train[batch.members[i]].scene;
    const Scene other = m_set.train[batch.members[plan.mixup.partners[i]]].scene;
    const float expectedTarget = scene == other ? 1.0F : own;
    QVERIFY(std::abs(batch.targets[i * kLogitCount + std::size_t(scene)] - expectedTarget) < 1e-6F);
  }
  QVERIFY(shifted);
}

void TestBatchMaker::soundsAreChangedBeforeTheirLogMel() {
  auto options = plain();
  options.impulseResponse.probability = 1.0;
  options.timeRoll.maximumShift = 5000;
  const BatchMaker maker = this->maker(options);
  const Batch batch = made(maker, 0, 0);
  const auto plan = planBatch(options, m_set, nullptr, m_responses.size(), 0, 0, batch.members);
  Convolver convolver;
  for (std::size_t i = 0; i < batch.clips; ++i) {
    const auto& clip = m_set.train[batch.members[i]];
    QCOMPARE(plan.clips[i].response.has_value(), clip.device == "a");
    auto sound = readAudioWindow(m_set.path(clip))->samples;
    if (plan.clips[i].response)
      convolver.convolve(sound, m_responses[*plan.clips[i].response].taps, false, sound);
    std::vector<float> rolled(sound.size());
    applyTimeRoll(plan.clips[i].roll, sound, rolled);
    const auto row = std::span(batch.features).subspan(i * kFeatureSize, kFeatureSize);
    QVERIFY(std::ranges::equal(row, featuresOf(test::logMelOf(rolled))));
  }
}

void TestBatchMaker::mixStyleActsOnTheCorrectedLogMel() {
  auto options = plain();
  options.correction = CorrectionForm::Pairs;
  options.correctionOptions.probability = 1.0;
  options.freqMixStyle.probability = 1.0;
  const BatchMaker maker = this->maker(options);
  const Batch batch = made(maker, 0, 0);
  const auto plan = planBatch(options, m_set, &m_correction, 0, 0, 0, batch.members);
  std::vector<float> maps;
  for (std::size_t i = 0; i < batch.clips; ++i) {
    auto map = cached(batch.members[i]);
    if (plan.correction[i] >= 0)
      applyShift(m_correction.shift(std::size_t(plan.correction[i])), map);
    maps.insert(maps.end(), map.begin(), map.end());
  }
  applyFreqMixStyle(plan.mixStyle, 1, maps);
  for (std::size_t i = 0; i < batch.clips; ++i) {
    const std::vector<float> map(maps.begin() + std::ptrdiff_t(i * kMapSize),
                                 maps.begin() + std::ptrdiff_t((i + 1) * kMapSize));
    const auto row = std::span(batch.features).subspan(i * kFeatureSize, kFeatureSize);
    QVERIFY(std::ranges::equal(row, featuresOf(map)));
  }
}

void TestBatchMaker::targetsOfBothHeadsSumToOne() {
  const BatchMaker maker = this->maker(everything());
  for (std::size_t index = 0; index < maker.batches(); ++index) {
    const Batch batch = made(maker, 0, index);
    for (std::size_t i = 0; i < batch.clips; ++i) {
      const auto row = std::span(batch.targets).subspan(i * kLogitCount, kLogitCount);
      const float scenes = std::accumulate(row.begin(), row.begin() + kSceneCount, 0.0F);
      const float groups = std::accumulate(row.begin() + kSceneCount, row.end(), 0.0F);
      QVERIFY(std::abs(scenes - 1.0F) < 1e-6F && std::abs(groups - 1.0F) < 1e-6F);
    }
  }
}

void TestBatchMaker::twoProcessesSeeTheHalvesOfTheDoubledBatch() {
  auto options = everything();
  auto doubled = options;
  doubled.batchSize = 12;
  const BatchMaker parts = maker(options);
  const BatchMaker whole = maker(doubled);
  QCOMPARE(parts.batches(2), whole.batches());
  for (const int epoch : {0, 70}) {  // mixup of the whole and of half the batch
    for (std::size_t index = 0; index < whole.batches(); ++index) {
      const Batch all = made(whole, epoch, index);
      const Batch first = made(parts, epoch, index, 0, 2);
      const Batch second = made(parts, epoch, index, 1, 2);
      QCOMPARE(first.clips, all.clips / 2);
      QCOMPARE(first.globalClips, all.clips);
      const auto joined = [](auto a, const auto& b) {
        a.insert(a.end(), b.begin(), b.end());
        return a;
      };
      QCOMPARE(joined(first.members, second.members), all.members);
      QCOMPARE(joined(first.targets, second.targets), all.targets);
      QVERIFY(joined(first.features, second.features) == all.features);
    }
  }
}

void TestBatchMaker::nothingDependsOnWhatWasMadeBefore() {
  const BatchMaker one = maker(everything());
  const BatchMaker other = maker(everything());
  Batch batch;
  for (std::size_t i = 0; i < 5; ++i) QVERIFY(one.make(0, i, 0, 1, batch));
  QVERIFY(one.make(7, 3, 0, 1, batch));
  const Batch alone = made(other, 7, 3);
  QVERIFY(batch.features == alone.features);
  QVERIFY(batch.targets == alone.targets);
}

void TestBatchMaker::threadsMakeTheSameBatches() {
  const BatchMaker maker = this->maker(everything());
  std::vector<Batch> together(maker.batches());
  std::vector<std::thread> threads;
  threads.reserve(together.size());
  for (std::size_t i = 0; i < together.size(); ++i)
    threads.emplace_back([&, i] { together[i] = made(maker, int(i % 2), i); });
  for (auto& thread : threads) thread.join();
  for (std::size_t i = 0; i < together.size(); ++i)
    QVERIFY(together[i].features == made(maker, int(i % 2), i).features);
}

void TestBatchMaker::validationIsInOrderAndPlain() {
  const BatchMaker maker = this->maker(everything());
  QCOMPARE(maker.validationBatches(), std::size_t(4));
  std::uint32_t next = 0;
  Batch batch;
  for (std::size_t index = 0; index < maker.validationBatches(); ++index) {
    QVERIFY(maker.makeValidation(index, 0, 1, batch));
    for (std::size_t i = 0; i < batch.clips; ++i, ++next) {
      QCOMPARE(batch.members[i], next);
      const auto row = std::span(batch.features).subspan(i * kFeatureSize, kFeatureSize);
      QVERIFY(std::ranges::equal(row, featuresOf(cached(m_set.train.size() + next))));
      const auto scene = std::size_t(m_set.validation[next].scene);
      QCOMPARE(batch.targets[i * kLogitCount + scene], 1.0F);
    }
  }
  QCOMPARE(std::size_t(next), m_set.validation.size());
}

void TestBatchMaker::validationOfTwoProcessesIsCutToo() {
  const BatchMaker maker = this->maker(plain());
  std::vector<std::uint32_t> members;
  Batch batch;
  for (std::size_t index = 0; index < maker.validationBatches(3); ++index) {
    for (unsigned rank = 0; rank < 3; ++rank) {
      QVERIFY(maker.makeValidation(index, rank, 3, batch));
      members.insert(members.end(), batch.members.begin(), batch.members.end());
    }
  }
  std::vector<std::uint32_t> all(m_set.validation.size());
  std::iota(all.begin(), all.end(), 0U);
  QCOMPARE(members, all);
}

void TestBatchMaker::kosmidersCorrectionIsForValidationToo() {
  auto correction = m_correction;
  correction.form = CorrectionForm::Kosmider;
  correction.shifts.resize(kMels);
  auto options = plain();
  options.correction = CorrectionForm::Kosmider;
  const BatchMaker maker(m_set, *m_cache, &correction, nullptr, options);
  Batch batch;
  QVERIFY(maker.makeValidation(0, 0, 1, batch));
  for (std::size_t i = 0; i < batch.clips; ++i) {
    auto map = cached(m_set.train.size() + i);
    if (m_set.validation[i].device == "b") applyShift(correction.shift(0), map);
    const auto row = std::span(batch.features).subspan(i * kFeatureSize, kFeatureSize);
    QVERIFY(std::ranges::equal(row, featuresOf(map)));
  }
}

void TestBatchMaker::aSoundThatVanishedIsAnError() {
  auto options = plain();
  options.timeRoll.maximumShift = 5000;
  const BatchMaker maker = this->maker(options);
  const Batch batch = made(maker, 0, 0);
  const auto path = m_set.path(m_set.train[batch.members[0]]);
  fs::rename(path, path.string() + ".away");
  Batch again;
  const auto status = maker.make(0, 0, 0, 1, again);
  fs::rename(path.string() + ".away", path);
  QVERIFY(!status);
  QCOMPARE(status.error().file, path);
}

void TestBatchMaker::aBatchIsMadeInWellBelowTenMilliseconds() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
  QSKIP("times are of optimised code without sanitizers");
#endif
  TrainOptions options;  // the published recipe, batches of 32
  const BatchMaker maker = this->maker(options);
  Batch batch;
  auto best = std::chrono::steady_clock::duration::max();
  for (int epoch = 0; epoch < 20; ++epoch) {
    const auto began = std::chrono::steady_clock::now();
    QVERIFY(maker.make(epoch, 0, 0, 1, batch));
    best = std::min(best, std::chrono::steady_clock::now() - began);
  }
  QCOMPARE(batch.clips, std::size_t(32));
  const double milliseconds = std::chrono::duration<double, std::milli>(best).count();
  QVERIFY2(milliseconds < 10.0, qPrintable(QString::number(milliseconds)));
  qInfo("a batch of 32 takes %.2f ms", milliseconds);
}

QTEST_APPLESS_MAIN(TestBatchMaker)
#include "tst_batch_maker.moc"
