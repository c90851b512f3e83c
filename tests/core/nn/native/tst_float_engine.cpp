// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/dataset/scene.h"
#include "core/nn/native/float_engine.h"
#include "core/nn/torch_backend.h"
#include "tests/core/nn/native/test_weights.h"
#include "tests/core/support/allocation_counter.h"
#include "tests/core/support/golden_models.h"
#include "tests/core/support/instruction_sets.h"

#include <QTest>

#include <cmath>
#include <filesystem>
#include <thread>

using namespace scenelens;

namespace {

std::unique_ptr<NativeClassifier> nativeOf(const Model& model) {
  auto network = FoldedNetwork::from(model.architecture, model.weights);
  if (!network) return nullptr;
  return std::make_unique<NativeClassifier>(
      std::make_shared<const FoldedNetwork>(std::move(*network)));
}

std::vector<float> logitsOf(Classifier& classifier, std::span<const float> features) {
  std::vector<float> logits(features.size() / kFeatureSize * kLogitCount);
  if (!classifier.forward(features, logits)) logits.clear();
  return logits;
}

double largestDifference(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return INFINITY;
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(double(a[i]) - double(b[i]));
    if (!(difference <= largest)) largest = difference;  // NaN counts
  }
  return largest;
}

double largestMagnitude(std::span<const float> values) {
  double largest = 0.0;
  for (const float value : values) largest = std::max(largest, std::abs(double(value)));
  return largest;
}

void addModelRows() {
  QTest::addColumn<QString>("name");
  for (const auto& model : dsmnModels()) {
    QTest::newRow(model.name.c_str()) << QString::fromStdString(model.name);
  }
}

}  // namespace

class TestFloatEngine final : public QObject {
  Q_OBJECT

 private slots:
  void matchesPyTorchOnShippedNumbers_data() { addModelRows(); }
  void matchesPyTorchOnShippedNumbers() {
    // native_forward.safetensors: written by make_native_forward.py with PyTorch in double
    // precision from the same random weights and features.
    QFETCH(QString, name);
    const auto golden = readSafetensors(SCENELENS_TEST_DATA "/native_forward.safetensors");
    QVERIFY2(golden.has_value(), golden ? "" : golden.error().text().c_str());
    const Tensor* expected = golden->find(name.toStdString() + ".logits");
    QVERIFY(expected);
    const auto engine = nativeOf(modelWithRandomNorms(*findArchitecture(name.toStdString()), 5));
    QVERIFY(engine);
    const auto logits = logitsOf(*engine, noiseFeatures(2, 9));
    const double difference = largestDifference(logits, expected->floats());
    QVERIFY2(difference < 1e-5, qPrintable(QString::number(difference)));
    QVERIFY(largestMagnitude(expected->floats()) > 0.05);
  }

  void reproducesThePublishedModels_data() { addModelRows(); }
  void reproducesThePublishedModels() {
    // forward.safetensors: logits and block outputs of the authors' PyTorch models.
    QFETCH(QString, name);
    const auto checkpoint = test::goldenCheckpoint(name.toStdString());
    if (!std::filesystem::exists(checkpoint)) QSKIP(("missing: " + checkpoint.string()).c_str());
    const auto golden = test::goldenForward();
    QVERIFY2(golden.has_value(), golden ? "" : golden.error().text().c_str());
    const auto model = test::goldenModel(name.toStdString());
    QVERIFY2(model.has_value(), model ? "" : model.error().text().c_str());

    const auto engine = nativeOf(*model);
    QVERIFY(engine);
    const auto input = golden->find("input")->floats();
    const auto logits = logitsOf(*engine, input);
    const double difference =
        largestDifference(logits, golden->find(name.toStdString() + ".logits")->floats());
    QVERIFY2(difference < 1e-5, qPrintable(QString::number(difference)));

    for (std::size_t clip = 0; clip < 2; ++clip) {
      const auto outputs = engine->blockOutputs(input.subspan(clip * kFeatureSize, kFeatureSize));
      QCOMPARE(outputs.size(), std::size_t{5});
      for (const auto& output : outputs) {
        const Tensor* tensor = golden->find(name.toStdString() + "." + output.module);
        if (!tensor) continue;  // conv1, conv3 and conv5 are stored
        const auto expected =
            tensor->floats().subspan(clip * output.values.size(), output.values.size());
        const double error =
            largestDifference(output.values, expected) / largestMagnitude(expected);
        QVERIFY2(error < 1e-5,
                 qPrintable(QString::fromStdString(output.module) + ": " + QString::number(error)));
      }
    }
  }

  void matchesLibTorchWithRandomNorms_data() { addModelRows(); }
  void matchesLibTorchWithRandomNorms() {
    QFETCH(QString, name);
    const auto backend = loadTorchBackend();
    if (!backend) QSKIP(backend.error().text().c_str());
    const Model model = modelWithRandomNorms(*findArchitecture(name.toStdString()), 11);
    auto reference = (*backend)->makeClassifier(model);
    QVERIFY(reference.has_value());
    const auto engine = nativeOf(model);
    const auto features = noiseFeatures(3, 4);
    const double difference =
        largestDifference(logitsOf(*engine, features), logitsOf(**reference, features));
    QVERIFY2(difference < 1e-5, qPrintable(QString::number(difference)));
  }

  void everyInstructionSetAgrees_data() { addModelRows(); }
  void everyInstructionSetAgrees() {
    QFETCH(QString, name);
    const auto engine = nativeOf(modelWithRandomNorms(*findArchitecture(name.toStdString()), 3));
    QVERIFY(engine);
    const auto features = noiseFeatures(1, 8);
    const auto best = logitsOf(*engine, features);
    const auto bestBlocks = engine->blockOutputs(features);
    const test::InstructionSets guard;
    const auto targets = hwy::SupportedAndGeneratedTargets();
    for (const auto target : targets) {
      test::InstructionSets::use(target);
      const std::string label = hwy::TargetName(target);
      QCOMPARE(engine->engineName(), "Native (" + label + ")");
      const double difference = largestDifference(logitsOf(*engine, features), best);
      QVERIFY2(difference < 1e-5,
               qPrintable(QString::fromStdString(label) + ": " + QString::number(difference)));
      const auto blocks = engine->blockOutputs(features);
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        QVERIFY(largestDifference(blocks[i].values, bestBlocks[i].values) <
                1e-5 * largestMagnitude(bestBlocks[i].values));
      }
    }
  }

  void aBatchGivesTheLogitsOfItsClips() {
    const auto engine = nativeOf(modelWithRandomNorms(*findArchitecture("model3"), 2));
    const auto features = noiseFeatures(3, 6);
    const auto batch = logitsOf(*engine, features);
    for (std::size_t clip = 0; clip < 3; ++clip) {
      const auto one =
          logitsOf(*engine, std::span(features).subspan(clip * kFeatureSize, kFeatureSize));
      QVERIFY(
          std::equal(one.begin(), one.end(), batch.begin() + std::ptrdiff_t(clip * kLogitCount)));
    }
  }

  void allocatesNothingPerClip_data() { addModelRows(); }
  void allocatesNothingPerClip() {
    QFETCH(QString, name);
    const auto engine = nativeOf(modelWithRandomNorms(*findArchitecture(name.toStdString()), 2));
    const auto features = noiseFeatures(2, 6);
    std::vector<float> logits(2 * kLogitCount);
    const std::size_t before = test::allocations;
    const auto done = engine->forward(features, logits);
    QCOMPARE(test::allocations.load(), before);
    QVERIFY(done.has_value());
  }

  void threadsThatShareWeightsGiveTheSameBits() {
    const auto first = nativeOf(modelWithRandomNorms(*findArchitecture("model1"), 2));
    const auto features = noiseFeatures(2, 6);
    const auto expected = logitsOf(*first, features);
    std::array<std::vector<float>, 4> results;
    std::vector<std::thread> threads;
    threads.reserve(results.size());
    for (auto& result : results) {
      threads.emplace_back([&] {
        NativeClassifier engine(first->network());
        for (int i = 0; i < 3; ++i) result = logitsOf(engine, features);
      });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& result : results) QVERIFY(result == expected);
  }

  void weightsThatDoNotFitAreAnError() {
    Model model = modelWithRandomNorms(*findArchitecture("model1"), 2);
    model.path = "some.safetensors";
    model.weights.tensors["l2.bias"] = Tensor::zeros({12});
    const auto classifier = makeNativeClassifier(model);
    QVERIFY(!classifier.has_value());
    QVERIFY(QString::fromStdString(classifier.error().text()).contains("l2.bias"));
    QVERIFY(QString::fromStdString(classifier.error().text()).contains("some.safetensors"));
  }

  void theEngineNamesItself() {
    const auto classifier = makeNativeClassifier(modelWithRandomNorms(dsmnModels()[0], 1));
    QVERIFY(classifier.has_value());
    QVERIFY((*classifier)->engineName().starts_with("Native ("));
    QCOMPARE((*classifier)->precisionName(), std::string_view("Float32"));
  }
};

QTEST_GUILESS_MAIN(TestFloatEngine)
#include "tst_float_engine.moc"
