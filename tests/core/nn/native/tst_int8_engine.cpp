// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels are compiled for AVX-512 VNNI, too.
#define HWY_WANT_AVX3_DL

#include "core/dataset/scene.h"
#include "core/nn/native/calibration.h"
#include "core/nn/native/float_engine.h"
#include "core/nn/native/int8_engine.h"
#include "tests/core/nn/native/int8_oracle.h"
#include "tests/core/nn/native/test_weights.h"
#include "tests/core/support/allocation_counter.h"
#include "tests/core/support/golden_models.h"
#include "tests/core/support/instruction_sets.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <thread>

using namespace scenelens;

namespace {

constexpr double kHardlyAStep = 1e-3;  // of a map's scale

/// Int8 weights calibrated with the clips themselves.
QuantizedNetwork quantized(const Model& model, std::span<const float> clips) {
  const auto folded = FoldedNetwork::from(model.architecture, model.weights);
  Calibration calibration(model.architecture);
  for (std::size_t i = 0; i < clips.size(); i += kFeatureSize) {
    calibration.add(tracePoints(model.architecture, *folded, clips.subspan(i, kFeatureSize)));
  }
  auto network =
      quantize(model.architecture, model.weights, calibration.ranges(RangeRule::Largest));
  return network ? std::move(*network) : QuantizedNetwork();
}

Int8Classifier engineOf(const QuantizedNetwork& network) {
  return Int8Classifier(
      std::make_shared<const int8::PackedNetwork>(int8::PackedNetwork::from(network)));
}

std::vector<float> logitsOf(Classifier& classifier, std::span<const float> features) {
  std::vector<float> logits(features.size() / kFeatureSize * kLogitCount);
  if (!classifier.forward(features, logits)) logits.clear();
  return logits;
}

bool sameBits(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

double largestDifference(std::span<const float> a, std::span<const float> b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(double(a[i]) - double(b[i])));
  }
  return largest;
}

void addModelRows() {
  QTest::addColumn<QString>("name");
  for (const auto& model : dsmnModels()) {
    QTest::newRow(model.name.c_str()) << QString::fromStdString(model.name);
  }
}

/// The engine's maps and logits against the oracle's; the first difference, or nothing.
QString difference(const QuantizedNetwork& network, std::span<const float> features) {
  const auto engine = engineOf(network);
  const ActivationTrace trace = engine.trace(features);
  const auto expected = test::Int8Oracle(network).run(features);
  if (trace.values.size() != expected.maps.size()) return QStringLiteral("number of maps");
  for (std::size_t i = 0; i < trace.values.size(); ++i) {
    const auto& numbers = expected.maps[i].numbers;
    if (numbers.size() != trace.values[i].size()) return QStringLiteral("size");
    for (std::size_t k = 0; k < numbers.size(); ++k) {
      const double value = network.scales[i] * double(numbers[k] - expected.maps[i].zero);
      if (std::abs(value - trace.values[i][k]) > kHardlyAStep * network.scales[i]) {
        return QStringLiteral("%1[%2]: %3 instead of %4")
            .arg(QString::fromStdString(trace.points[i].name))
            .arg(k)
            .arg(trace.values[i][k])
            .arg(value);
      }
    }
  }
  if (!sameBits(trace.logits, expected.logits)) return QStringLiteral("logits");
  return {};
}

}  // namespace

class TestInt8Engine final : public QObject {
  Q_OBJECT

 private slots:
  void equalsThePlainIntegersBitForBit_data() { addModelRows(); }
  void equalsThePlainIntegersBitForBit() {
    QFETCH(QString, name);
    const Model model = modelWithRandomNorms(*findArchitecture(name.toStdString()), 31);
    const auto features = noiseFeatures(2, 7);
    const auto network = quantized(model, features);
    for (std::size_t clip = 0; clip < 2; ++clip) {
      const auto one = std::span(features).subspan(clip * kFeatureSize, kFeatureSize);
      QCOMPARE(difference(network, one), QString());
    }
  }

  void equalsThemWhereMapsSaturate_data() { addModelRows(); }
  void equalsThemWhereMapsSaturate() {
    // Clips eight times louder than what was calibrated with: every clamp has work to do.
    QFETCH(QString, name);
    const Model model = modelWithRandomNorms(*findArchitecture(name.toStdString()), 32);
    auto features = noiseFeatures(1, 8);
    const auto network = quantized(model, features);
    for (float& value : features) value *= 8.0F;
    QCOMPARE(difference(network, features), QString());
  }

  void equalsThemWithExtremeWeights() {
    // Whatever the file format allows: largest weights and biases, scales far apart.
    Model model = modelWithRandomNorms(*findArchitecture("model1"), 33);
    const auto features = noiseFeatures(1, 9);
    auto network = quantized(model, features);
    SplitMix64 random(5);
    for (auto& block : network.blocks) {
      for (auto* layer : {&block.distilA, &block.fuse}) {
        for (auto& weight : layer->weights) weight = random.uniform() < 0.5 ? -127 : 127;
        for (auto& bias : layer->bias) {
          bias = random.uniform() < 0.5 ? -int8::kMapBiasLimit : int8::kMapBiasLimit;
        }
      }
    }
    for (std::size_t i = 0; i < network.scales.size(); ++i) {
      network.scales[i] *= static_cast<float>(std::pow(2.0, random.uniform(-2.0, 2.0)));
    }
    QCOMPARE(difference(network, features), QString());
  }

  void everyInstructionSetGivesTheSameBits_data() { addModelRows(); }
  void everyInstructionSetGivesTheSameBits() {
    QFETCH(QString, name);
    const Model model = modelWithRandomNorms(*findArchitecture(name.toStdString()), 3);
    const auto features = noiseFeatures(2, 8);
    auto engine = engineOf(quantized(model, features));
    const auto best = logitsOf(engine, features);
    QVERIFY(std::any_of(best.begin(), best.end(), [](float v) { return v != 0.0F; }));
    const test::InstructionSets guard;
    for (const auto target : hwy::SupportedAndGeneratedTargets()) {
      test::InstructionSets::use(target);
      const std::string label = hwy::TargetName(target);
      QCOMPARE(engine.engineName(), "Native (" + label + ")");
      QVERIFY2(sameBits(logitsOf(engine, features), best), label.c_str());
    }
  }

  void threadsThatShareWeightsGiveTheSameBits() {
    const Model model = modelWithRandomNorms(*findArchitecture("model1"), 2);
    const auto features = noiseFeatures(2, 6);
    auto first = engineOf(quantized(model, features));
    const auto expected = logitsOf(first, features);
    std::array<std::vector<float>, 4> results;
    std::vector<std::thread> threads;
    threads.reserve(results.size());
    for (auto& result : results) {
      threads.emplace_back([&] {
        Int8Classifier engine(first.network());
        for (int i = 0; i < 3; ++i) result = logitsOf(engine, features);
      });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& result : results) QVERIFY(sameBits(result, expected));
  }

  void aClipDoesNotDependOnTheClipsBeforeIt() {
    const Model model = modelWithRandomNorms(*findArchitecture("model3"), 2);
    const auto features = noiseFeatures(3, 6);
    auto engine = engineOf(quantized(model, features));
    const auto batch = logitsOf(engine, features);
    for (std::size_t clip = 3; clip-- > 0;) {
      const auto one =
          logitsOf(engine, std::span(features).subspan(clip * kFeatureSize, kFeatureSize));
      QVERIFY(sameBits(one, std::span(batch).subspan(clip * kLogitCount, kLogitCount)));
    }
  }

  void allocatesNothingPerClip_data() { addModelRows(); }
  void allocatesNothingPerClip() {
    QFETCH(QString, name);
    const Model model = modelWithRandomNorms(*findArchitecture(name.toStdString()), 2);
    const auto features = noiseFeatures(2, 6);
    auto engine = engineOf(quantized(model, features));
    std::vector<float> logits(2 * kLogitCount);
    const std::size_t before = test::allocations;
    const auto done = engine.forward(features, logits);
    QCOMPARE(test::allocations.load(), before);
    QVERIFY(done.has_value());
  }

  void staysNearThePublishedModels_data() { addModelRows(); }
  void staysNearThePublishedModels() {
    // The authors' checkpoints on the golden clips, whose logits hardly differ from clip to clip:
    // decisions would say little, so the logits are compared.
    QFETCH(QString, name);
    const auto checkpoint = test::goldenCheckpoint(name.toStdString());
    if (!std::filesystem::exists(checkpoint)) QSKIP(("missing: " + checkpoint.string()).c_str());
    const auto golden = test::goldenForward();
    QVERIFY2(golden.has_value(), golden ? "" : golden.error().text().c_str());
    const auto model = test::goldenModel(name.toStdString());
    QVERIFY2(model.has_value(), model ? "" : model.error().text().c_str());
    const auto input = golden->find("input")->floats();
    auto engine = engineOf(quantized(*model, input));
    const auto logits = logitsOf(engine, input);
    const auto expected = golden->find(name.toStdString() + ".logits")->floats();
    const double error = largestDifference(logits, expected);
    QVERIFY2(error < 0.01, qPrintable(QString::number(error)));  // logits reach 0.14 to 0.34
  }

  void theTraceEndsInTheLogits() {
    const Model model = modelWithRandomNorms(*findArchitecture("model2"), 4);
    const auto features = noiseFeatures(1, 3);
    auto engine = engineOf(quantized(model, features));
    const auto trace = engine.trace(features);
    QVERIFY(trace.points == activationPoints(model.architecture));
    QVERIFY(sameBits(trace.logits, logitsOf(engine, features)));
  }

  void weightsOfTheOtherPrecisionAreAnError() {
    const auto classifier = makeInt8Classifier(modelWithRandomNorms(dsmnModels()[0], 1));
    QVERIFY(!classifier.has_value());
    QVERIFY(QString::fromStdString(classifier.error().text()).contains("Int8"));
  }

  void theEngineNamesItself() {
    const Model model = modelWithRandomNorms(dsmnModels()[0], 1);
    auto engine = engineOf(quantized(model, noiseFeatures(1, 1)));
    QVERIFY(engine.engineName().starts_with("Native ("));
    QCOMPARE(engine.precisionName(), std::string_view("Int8"));
  }
};

QTEST_GUILESS_MAIN(TestInt8Engine)
#include "tst_int8_engine.moc"
