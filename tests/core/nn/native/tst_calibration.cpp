// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/calibration.h"
#include "core/nn/native/float_engine.h"
#include "core/nn/native/quantization_noise.h"
#include "tests/core/nn/native/test_weights.h"

#include <QTest>

#include <cmath>

using namespace scenelens;

namespace {

FoldedNetwork foldedOf(const Model& model) {
  return *FoldedNetwork::from(model.architecture, model.weights);
}

void addModelRows() {
  QTest::addColumn<QString>("name");
  for (const auto& model : dsmnModels()) {
    QTest::newRow(model.name.c_str()) << QString::fromStdString(model.name);
  }
}

}  // namespace

class TestCalibration final : public QObject {
  Q_OBJECT

 private slots:
  void theTraceIsWhatTheFloatEngineComputes_data() { addModelRows(); }
  void theTraceIsWhatTheFloatEngineComputes() {
    QFETCH(QString, name);
    const Model model = modelWithRandomNorms(*findArchitecture(name.toStdString()), 61);
    const auto features = noiseFeatures(1, 5);
    const auto trace = tracePoints(model.architecture, foldedOf(model), features);
    QCOMPARE(trace.values.size(), trace.points.size());
    NativeClassifier engine(std::make_shared<const FoldedNetwork>(foldedOf(model)));
    std::vector<float> logits(kLogitCount);
    QVERIFY(engine.forward(features, logits).has_value());
    for (std::size_t i = 0; i < logits.size(); ++i) {
      QVERIFY(std::abs(trace.logits[i] - logits[i]) < 1e-5);
    }
    for (const auto& block : engine.blockOutputs(features)) {
      const auto point = std::find_if(trace.points.begin(), trace.points.end(),
                                      [&](const auto& p) { return p.name == block.module; });
      QVERIFY(point != trace.points.end());
      QCOMPARE(point->shape, block.shape);
      const auto& values = trace.values[std::size_t(point - trace.points.begin())];
      QCOMPARE(values.size(), block.values.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        QVERIFY(std::abs(values[i] - block.values[i]) < 1e-5 * (1.0 + std::abs(values[i])));
      }
    }
  }

  void theLargestRangeIsTheLargestMagnitude() {
    MagnitudeHistogram histogram;
    for (const float value : {0.0F, -3.25F, 1.0F, 1e-30F}) histogram.add(value);
    QCOMPARE(histogram.range(RangeRule::Largest, 127), 3.25F);
    QCOMPARE(MagnitudeHistogram().range(RangeRule::SquaredError, 127), 0.0F);
  }

  void aLonelyOutlierIsClippedForTheSakeOfTheRest() {
    // N values below 1 and one of 8: the error N (r / 127)^2 / 12 + (8 - r)^2 is least at
    // r = 8 / (1 + N / (12 * 127^2)), 5.27 for N = 100,000.
    MagnitudeHistogram histogram;
    SplitMix64 random(3);
    for (int i = 0; i < 100'000; ++i) histogram.add(float(random.uniform(-1.0, 1.0)));
    const float before = histogram.range(RangeRule::SquaredError, 127);
    QVERIFY2(before > 0.98F && before <= 1.0F, qPrintable(QString::number(before)));
    histogram.add(8.0F);
    QCOMPARE(histogram.range(RangeRule::Largest, 127), 8.0F);
    const float range = histogram.range(RangeRule::SquaredError, 127);
    QVERIFY2(std::abs(range - 5.27F) <= 8.0F / 128.0F, qPrintable(QString::number(range)));
  }

  void neitherOrderNorSplitOfTheClipsMatters() {
    const Model model = modelWithRandomNorms(*findArchitecture("model3"), 62);
    const auto folded = foldedOf(model);
    auto features = noiseFeatures(3, 5);
    for (std::size_t i = kFeatureSize; i < 2 * kFeatureSize; ++i) features[i] *= 20.0F;
    std::array<ActivationTrace, 3> traces;
    for (std::size_t i = 0; i < 3; ++i) {
      traces[i] = tracePoints(model.architecture, folded,
                              std::span(features).subspan(i * kFeatureSize, kFeatureSize));
    }
    Calibration forward(model.architecture);
    for (const auto& trace : traces) forward.add(trace);
    Calibration first(model.architecture);
    Calibration second(model.architecture);
    first.add(traces[2]);
    second.add(traces[1]);
    second.add(traces[0]);
    first.merge(second);
    QCOMPARE(first.clips(), std::size_t{3});
    for (const RangeRule rule : {RangeRule::Largest, RangeRule::SquaredError}) {
      QVERIFY(first.ranges(rule) == forward.ranges(rule));
    }
    QCOMPARE(forward.ranges(RangeRule::Largest).size(), traces[0].points.size());
  }

  void theNoiseRatioIsTenTimesTheLogarithm() {
    const Architecture& architecture = dsmnModels()[0];
    const Model model = modelWithRandomNorms(architecture, 63);
    const auto floats = tracePoints(architecture, foldedOf(model), noiseFeatures(1, 2));
    auto noisy = floats;
    for (auto& values : noisy.values) {
      for (float& value : values) value *= 1.01F;
    }
    QuantizationNoise noise(architecture);
    noise.add(floats, noisy);
    for (const auto& point : noise.points()) {
      QVERIFY(std::abs(point.total.ratio() - 40.0) < 0.1);  // 1 % of the amplitude
    }
    QCOMPARE(noise.logitError(), 0.0);
  }

  void theWorstPointsAndChannelsComeFirst() {
    const Architecture& architecture = dsmnModels()[0];
    const Model model = modelWithRandomNorms(architecture, 64);
    const auto floats = tracePoints(architecture, foldedOf(model), noiseFeatures(1, 2));
    auto noisy = floats;
    const std::size_t bad = 5;  // conv1.sum
    const std::size_t size = noisy.values[bad].size() / 8;
    for (std::size_t i = 3 * size; i < 4 * size; ++i) noisy.values[bad][i] = 0.0F;
    QuantizationNoise noise(architecture);
    noise.add(floats, noisy);
    QuantizationNoise merged(architecture);
    merged.merge(noise);
    QCOMPARE(merged.clips(), std::size_t{1});
    QCOMPARE(merged.worstPoints()[0].point.name, std::string("conv1.sum"));
    const auto channels = merged.worstChannels(3);
    QCOMPARE(channels.size(), std::size_t{3});
    QCOMPARE(channels[0].point, std::string("conv1.sum"));
    QCOMPARE(channels[0].channel, std::size_t{3});
    QCOMPARE(channels[0].ratio, 0.0);
    QVERIFY(std::isinf(channels[1].ratio));
  }
};

QTEST_GUILESS_MAIN(TestCalibration)
#include "tst_calibration.moc"
