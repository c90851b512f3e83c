// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/engines.h"
#include "core/nn/native/quantized_network.h"
#include "core/train/train_state.h"
#include "core/train/trainer.h"
#include "tests/core/train/training_fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

using namespace scenelens;

namespace {

TrainOptions shortRun() {
  TrainOptions options;
  options.epochs = 3;
  options.batchSize = 16;
  options.threads = 2;
  options.correction.reset();
  options.schedule.warmupEpochs = 1;
  options.schedule.base = 3e-3;
  options.schedule.warmupStart = 1e-3;
  options.holdOutFraction = 0.25;
  options.qat.epochs = 2;
  return options;
}

bool sameWeights(const TensorFile& a, const TensorFile& b) {
  if (a.tensors.size() != b.tensors.size()) return false;
  return std::ranges::all_of(a.tensors, [&](const auto& entry) {
    const Tensor* other = b.find(entry.first);
    return other && other->bytes == entry.second.bytes;
  });
}

}  // namespace

class TestTrainer final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void aShortRunLowersTheLoss();
  void aSeedGivesTheSameWeightsTwice();
  void aCancelledRunGoesOnBitForBit_data();
  void aCancelledRunGoesOnBitForBit();
  void aKilledRunGoesOnFromItsCheckpoint();
  void resumingWithOtherOptionsNamesTheFirstDifference();
  void divergenceStopsAndKeepsTheLastGoodEpoch();
  void theTestFoldIsLeftAloneUnlessAskedFor();
  void int8AgreesWithTheTrainingGraph_data();
  void int8AgreesWithTheTrainingGraph();
  void fromScratchQuantizesFromTheFirstEpoch();
  void int8CanLearnFromTheFloatNetworkAlone();
  void zeroEpochsNeedWeightsToBeginWith();
  void validationIsThatOfScikitLearn();

 private:
  TrainingJob job(const TrainOptions& options, const QTemporaryDir& folder);
  Result<TrainOutcome> run(const TrainingJob& job) { return train(job, {}, JobControl()); }

  QTemporaryDir m_sounds;
  QTemporaryDir m_cacheFolder;
  Dataset m_dataset;
  TrainingSet m_set;
  std::unique_ptr<FeatureCache> m_cache;
  TorchBackend* m_backend = nullptr;
};

void TestTrainer::initTestCase() {
  const auto backend = loadTorchBackend();
  QVERIFY2(backend.has_value(), backend ? "" : backend.error().text().c_str());
  m_backend = *backend;
  m_dataset = test::datasetOf("trainer", &m_sounds);
  const Dataset* source = &m_dataset;
  auto set = makeTrainingSet(std::span(&source, 1), HoldOut::Locations, 0.25, 1);
  QVERIFY2(set.has_value(), set ? "" : set.error().text().c_str());
  m_set = std::move(*set);
  std::vector<Error> broken;
  FeatureCacheOptions options;
  options.folder = m_cacheFolder.path().toStdString();
  auto cache = FeatureCache::open(m_set, options, broken, JobControl());
  QVERIFY2(cache.has_value(), cache ? "" : cache.error().text().c_str());
  m_cache = std::make_unique<FeatureCache>(std::move(*cache));
}

TrainingJob TestTrainer::job(const TrainOptions& options, const QTemporaryDir& folder) {
  TrainingJob job;
  job.options = options;
  job.set = &m_set;
  job.cache = m_cache.get();
  job.backend = m_backend;
  job.start.architecture = *findArchitecture(options.model);
  job.start.weights = untrainedWeights(job.start.architecture, options.seed);
  job.folder = folder.path().toStdString();
  return job;
}

void TestTrainer::aShortRunLowersTheLoss() {
  // Real steps on 60 clips with a tone each: what the network can learn by heart.
  QTemporaryDir folder;
  auto options = shortRun();
  options.epochs = 12;
  options.schedule.base = 1e-2;
  options.mixup = false;
  options.specAugment = false;
  options.dropout = 0.0;
  const auto outcome = run(job(options, folder));
  QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().text().c_str());
  const auto& log = outcome->log;
  QCOMPARE(log.size(), std::size_t(12));
  QVERIFY2(
      log.back().trainLoss < 0.96 * log.front().trainLoss,
      qPrintable(QStringLiteral("%1 -> %2").arg(log.front().trainLoss).arg(log.back().trainLoss)));
  QVERIFY(log.back().trainGroupLoss < log.front().trainGroupLoss);
  QVERIFY(!outcome->qatWeights.has_value());
}

void TestTrainer::aSeedGivesTheSameWeightsTwice() {
  QTemporaryDir first, second, third;
  const auto a = run(job(shortRun(), first));
  const auto b = run(job(shortRun(), second));
  auto otherSeed = shortRun();
  otherSeed.seed = 2;
  const auto c = run(job(otherSeed, third));
  QVERIFY(a.has_value() && b.has_value() && c.has_value());
  QVERIFY(sameWeights(a->weights, b->weights));
  QVERIFY(!sameWeights(a->weights, c->weights));
}

void TestTrainer::aCancelledRunGoesOnBitForBit_data() {
  QTest::addColumn<int>("batches");
  QTest::newRow("in the first epoch") << 2;
  QTest::newRow("in the second epoch") << 6;
  QTest::newRow("in quantization-aware training") << 17;
}

void TestTrainer::aCancelledRunGoesOnBitForBit() {
  QFETCH(int, batches);
  auto options = shortRun();
  options.qat.mode = QatMode::FineTune;
  QTemporaryDir whole, broken;
  const auto expected = run(job(options, whole));
  QVERIFY2(expected.has_value(), expected ? "" : expected.error().text().c_str());

  auto interrupted = job(options, broken);
  JobControl control;
  int seen = 0;
  TrainListener listener;
  listener.progress = [&](const TrainProgress& progress) {
    if (progress.batch > 0 && ++seen == batches) control.cancel();
  };
  const auto cancelled = train(interrupted, listener, control);
  QVERIFY(!cancelled.has_value());
  QCOMPARE(QString::fromStdString(cancelled.error().reason), QStringLiteral("cancelled"));

  // Nothing was finished yet in the first epoch, so there is nothing to resume.
  interrupted.resume = std::filesystem::exists(interrupted.folder / "checkpoint.safetensors");
  QCOMPARE(interrupted.resume, batches > 4);
  const auto resumed = run(interrupted);
  QVERIFY2(resumed.has_value(), resumed ? "" : resumed.error().text().c_str());
  QVERIFY(sameWeights(resumed->weights, expected->weights));
  QVERIFY(sameWeights(*resumed->qatWeights, *expected->qatWeights));
  QCOMPARE(resumed->ranges, expected->ranges);
  QCOMPARE(resumed->log.size(), std::size_t(5));
  for (std::size_t i = 0; i < resumed->log.size(); ++i) {
    QCOMPARE(resumed->log[i].trainLoss, expected->log[i].trainLoss);
    QCOMPARE(resumed->log[i].validationLogLoss, expected->log[i].validationLogLoss);
  }
}

void TestTrainer::aKilledRunGoesOnFromItsCheckpoint() {
  // kill -9 between the log's line and the checkpoint: the line is there, the epoch is not.
  QTemporaryDir whole, killed;
  auto options = shortRun();
  const auto expected = run(job(options, whole));
  QVERIFY(expected.has_value());

  auto again = job(options, killed);
  TrainListener listener;
  JobControl control;
  listener.epoch = [&](const EpochRecord& record, bool) {
    if (record.epoch == 1) control.cancel();
  };
  QVERIFY(!train(again, listener, control).has_value());
  QFile log(killed.filePath("log.csv"));
  QVERIFY(log.open(QIODevice::ReadWrite));
  const QByteArray lines = log.readAll();
  const QByteArray last = lines.split('\n').at(2);
  log.write("2" + last.mid(1) + "\n2,float,0.00");  // a whole line and a torn one
  log.close();
  again.resume = true;
  const auto resumed = run(again);
  QVERIFY2(resumed.has_value(), resumed ? "" : resumed.error().text().c_str());
  QVERIFY(sameWeights(resumed->weights, expected->weights));
  const auto records = readTrainLog(killed.filePath("log.csv").toStdString());
  QVERIFY(records.has_value());
  QCOMPARE(records->size(), std::size_t(3));
  QCOMPARE((*records)[2].trainLoss, expected->log[2].trainLoss);
}

void TestTrainer::resumingWithOtherOptionsNamesTheFirstDifference() {
  QTemporaryDir folder;
  auto options = shortRun();
  options.epochs = 1;
  QVERIFY(run(job(options, folder)).has_value());
  options.epochs = 2;
  auto other = job(options, folder);
  other.resume = true;
  const auto refused = run(other);
  QVERIFY(!refused.has_value());
  QVERIFY2(refused.error().text().find("epochs is 2 and was 1") != std::string::npos,
           refused.error().text().c_str());
}

void TestTrainer::divergenceStopsAndKeepsTheLastGoodEpoch() {
  QTemporaryDir folder;
  auto options = shortRun();
  options.epochs = 40;
  options.optimizer.kind = OptimizerKind::Sgd;
  options.schedule = {1e18, 1e18, 1, 1e-6};  // the first batch is harmless
  const auto diverged = run(job(options, folder));
  QVERIFY(!diverged.has_value());
  QVERIFY2(diverged.error().reason.find("diverged in epoch") != std::string::npos,
           diverged.error().text().c_str());

  // From a good epoch on: the checkpoint still holds it.
  auto good = shortRun();
  good.epochs = 1;
  QTemporaryDir second;
  const auto fine = run(job(good, second));
  QVERIFY(fine.has_value());
  auto state = readTrainState(second.filePath("checkpoint.safetensors").toStdString());
  QVERIFY(state.has_value());
  QVERIFY(sameWeights(state->best, fine->weights));
}

void TestTrainer::theTestFoldIsLeftAloneUnlessAskedFor() {
  const auto isTest = [&](const TrainingClip& clip) { return m_set.clip(clip).fold == Fold::Test; };
  QVERIFY(std::ranges::none_of(m_set.train, isTest));
  QVERIFY(!m_set.validation.empty());
  QVERIFY(std::ranges::none_of(m_set.validation, isTest));
}

void TestTrainer::int8AgreesWithTheTrainingGraph_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("5 x DSSDB_SEG") << QStringLiteral("model1");
  QTest::newRow("5 x DSSDB") << QStringLiteral("model2");
}

void TestTrainer::int8AgreesWithTheTrainingGraph() {
  // The fake-quantized graph after training against the integer engine with the file it wrote.
  QFETCH(QString, name);
  QTemporaryDir folder;
  auto options = shortRun();
  options.model = name.toStdString();
  options.epochs = 2;
  options.qat = {QatMode::FineTune, QatTargets::Labels, 1, 1e-4};
  const auto outcome = run(job(options, folder));
  QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().text().c_str());
  QVERIFY(outcome->qatWeights.has_value());

  auto start = job(options, folder).start;
  auto net = m_backend->makeTrainable(start, {});
  QVERIFY(net.has_value());
  QVERIFY((*net)->setWeights(*outcome->qatWeights).has_value());
  (*net)->quantize(outcome->ranges);
  const auto network = quantize(start.architecture, *outcome->qatWeights, outcome->ranges);
  QVERIFY2(network.has_value(), network ? "" : network.error().text().c_str());
  Model int8;
  int8.architecture = start.architecture;
  int8.precision = Precision::Int8;
  int8.weights = quantizedFile(*network, {});
  const auto engine = makeClassifier(int8, Engine::Int8);
  QVERIFY2(engine.has_value(), engine ? "" : engine.error().text().c_str());

  std::vector<float> logmel(kMapSize), features(kFeatureSize), graph(kLogitCount),
      integers(kLogitCount);
  double largestDifference = 0.0, smallest = 1e9, largest = -1e9;
  int same = 0;
  const std::size_t clips = m_cache->size();
  for (std::size_t i = 0; i < clips; ++i) {
    QVERIFY(m_cache->read(i, std::span<float, kMapSize>(logmel)).has_value());
    featuresFromLogMel(logmel, features);
    QVERIFY((*net)->logits(features, graph).has_value());
    QVERIFY((*engine)->forward(features, integers).has_value());
    for (std::size_t c = 0; c < kLogitCount; ++c) {
      largestDifference = std::max(largestDifference, std::abs(double{graph[c]} - integers[c]));
      smallest = std::min(smallest, double{graph[c]});
      largest = std::max(largest, double{graph[c]});
    }
    const auto best = [](const auto& values) {
      return std::max_element(values.begin(), values.begin() + kSceneCount) - values.begin();
    };
    same += best(graph) == best(integers) ? 1 : 0;
  }
  // A quantization step of the logits: 8 bits over the range they take.
  const double step = (largest - smallest) / 255.0;
  qInfo("%d of %zu decisions, largest difference %.3f steps", same, clips,
        largestDifference / step);
  // Both compute the same integers; tst_integer_graph compares every map.
  QVERIFY2(largestDifference == 0.0, qPrintable(QString::number(largestDifference / step)));
  QCOMPARE(same, int(clips));
}

void TestTrainer::fromScratchQuantizesFromTheFirstEpoch() {
  QTemporaryDir folder;
  auto options = shortRun();
  options.epochs = 2;
  options.qat.mode = QatMode::FromScratch;
  const auto outcome = run(job(options, folder));
  QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().text().c_str());
  QCOMPARE(outcome->log.size(), std::size_t(2));
  for (const auto& record : outcome->log) QCOMPARE(record.phase, std::string("qat"));
  QVERIFY(outcome->qatWeights.has_value());
  QCOMPARE(outcome->ranges.size(), activationPoints(*findArchitecture(options.model)).size());
  // The float weights are the same ones, without rounding.
  QVERIFY(sameWeights(outcome->weights, *outcome->qatWeights));
}

void TestTrainer::int8CanLearnFromTheFloatNetworkAlone() {
  // Weights to begin with, no float epoch, and what they say as the target: a perfect pupil's loss
  // is the entropy of the teacher's answers, so it starts near there, and the float weights stay
  // the same network.
  QTemporaryDir first, second;
  auto options = shortRun();
  options.mixup = false;
  options.specAugment = false;
  options.dropout = 0.0;
  const auto taught = run(job(options, first));
  QVERIFY2(taught.has_value(), taught ? "" : taught.error().text().c_str());
  options.epochs = 0;
  options.qat = {QatMode::FineTune, QatTargets::Float, 1, 1e-5};
  auto tuning = job(options, second);
  tuning.start.weights = taught->weights;
  tuning.start.trained = true;
  const auto tuned = run(tuning);
  QVERIFY2(tuned.has_value(), tuned ? "" : tuned.error().text().c_str());
  QCOMPARE(tuned->log.size(), std::size_t(1));
  QVERIFY(tuned->qatWeights.has_value());

  auto teacher = m_backend->makeTrainable(tuning.start, {});
  auto equalized = m_backend->makeTrainable(tuning.start, {});
  QVERIFY(teacher.has_value() && equalized.has_value());
  QVERIFY((*equalized)->setWeights(tuned->weights).has_value());
  std::vector<float> logmel(kMapSize), features(kFeatureSize), says(kLogitCount), same(kLogitCount);
  double entropy = 0.0;
  for (std::size_t i = 0; i < m_set.train.size(); ++i) {
    QVERIFY(m_cache->read(i, std::span<float, kMapSize>(logmel)).has_value());
    featuresFromLogMel(logmel, features);
    QVERIFY((*teacher)->logits(features, says).has_value());
    QVERIFY((*equalized)->logits(features, same).has_value());
    for (std::size_t c = 0; c < kLogitCount; ++c) QVERIFY(std::abs(says[c] - same[c]) < 1e-3F);
    double total = 0.0;
    for (std::size_t c = 0; c < kSceneCount; ++c) total += std::exp(double{says[c]});
    for (std::size_t c = 0; c < kSceneCount; ++c) {
      const double p = std::exp(double{says[c]}) / total;
      entropy -= p * std::log(p) / double(m_set.train.size());
    }
  }
  QVERIFY2(std::abs(tuned->log[0].trainLoss - entropy) < 0.05,
           qPrintable(QStringLiteral("%1, entropy %2").arg(tuned->log[0].trainLoss).arg(entropy)));
}

void TestTrainer::zeroEpochsNeedWeightsToBeginWith() {
  QTemporaryDir folder;
  auto options = shortRun();
  options.epochs = 0;
  QVERIFY(!checkTrainOptions(options).has_value());  // and nothing to fine-tune either
  options.qat.mode = QatMode::FineTune;
  QVERIFY(checkTrainOptions(options).has_value());
  const auto outcome = run(job(options, folder));
  QVERIFY(!outcome.has_value());
  QVERIFY2(outcome.error().text().find("--init") != std::string::npos,
           outcome.error().text().c_str());
}

void TestTrainer::validationIsThatOfScikitLearn() {
  // log_loss of softmax([2, 0, ...]) for the first class: ln(e^2 + 9) - 2.
  std::vector<float> logits(2 * kLogitCount, 0.0F);
  logits[0] = 2.0F;
  logits[kLogitCount + 3] = 60.0F;  // far beyond what float32 probabilities tell apart
  ValidationScore score;
  addToScore(logits, std::vector{Scene::Airport, Scene::Bus}, score);
  const double first = std::log(std::exp(2.0) + 9.0) - 2.0;
  const double smallest = 0x1.0p-23;
  const double second = -std::log(smallest / (1.0 - smallest + 9.0 * smallest));
  QVERIFY(std::abs(score.logLoss - (first + second)) < 1e-9);
  QCOMPARE(score.correct, 1.0);
  QCOMPARE(score.clips, 2.0);
}

QTEST_GUILESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
