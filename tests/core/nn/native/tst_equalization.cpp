// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/engines.h"
#include "core/nn/native/equalization.h"
#include "core/nn/native/noise_probe.h"
#include "core/nn/native/quantized_network.h"
#include "tests/core/nn/native/test_weights.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace scenelens;

namespace {

std::vector<float> logitsOf(const Model& model, std::span<const float> features) {
  std::vector<float> logits(kLogitCount);
  const auto engine = makeClassifier(model, engineFor(model));
  if (!engine || !(*engine)->forward(features, logits)) logits.assign(kLogitCount, NAN);
  return logits;
}

double largestDifference(std::span<const float> a, std::span<const float> b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(double{a[i]} - double{b[i]}));
  }
  return largest;
}

ChannelRanges rangesOf(const Model& model, std::span<const float> features) {
  const auto network = FoldedNetwork::from(model.architecture, model.weights);
  ChannelCalibration calibration(model.architecture);
  calibration.add(tracePoints(model.architecture, *network, features));
  return calibration.ranges();
}

/// Some channels that every second DSSC puts out become 30 times larger and its reader's weights
/// as much smaller: the same network, and a bad one to quantize with one scale for a map.
Model unequal(Model model) {
  for (std::size_t i = 0; i < model.architecture.blocks.size(); ++i) {
    const auto name = "conv" + std::to_string(i + 1);
    const auto gain = model.weights.tensors.at(name + ".dilaconv2.norm.weight").floats();
    const auto bias = model.weights.tensors.at(name + ".dilaconv2.norm.bias").floats();
    const auto reader = model.weights.tensors.at(name + ".dilaconv3.ch_conv1.weight").floats();
    for (std::size_t c = 0; c < gain.size(); c += 5) {
      gain[c] *= 30.0F;
      bias[c] *= 30.0F;
      reader[c] /= 30.0F;
    }
  }
  return model;
}

/// Signal-to-quantization-noise ratio in dB of what the last block's third DSSC puts out.
double ratioInDb(const Model& model, std::span<const float> features) {
  const auto network = FoldedNetwork::from(model.architecture, model.weights);
  Calibration calibration(model.architecture);
  calibration.add(tracePoints(model.architecture, *network, features));
  const auto quantized =
      quantize(model.architecture, model.weights, calibration.ranges(RangeRule::SquaredError));
  if (!quantized) return NAN;
  Model int8 = model;
  int8.precision = Precision::Int8;
  int8.weights = quantizedFile(*quantized, {});
  const auto probe = NoiseProbe::make(model, int8);
  if (!probe) return NAN;
  QuantizationNoise noise(model.architecture);
  probe->add(features, noise);
  const auto& points = noise.points();
  const auto found = std::ranges::find_if(
      points, [](const auto& point) { return point.point.name == "conv5.dilaconv3"; });
  return found->total.ratio();
}

float median(std::vector<float> values) {
  std::ranges::nth_element(values, values.begin() + std::ptrdiff_t(values.size() / 2));
  return values[values.size() / 2];
}

}  // namespace

class TestEqualization final : public QObject {
  Q_OBJECT

 private slots:
  void theNetworkStaysTheSame_data() {
    QTest::addColumn<QString>("name");
    for (const auto& architecture : dsmnModels()) {
      QTest::newRow(architecture.name.c_str()) << QString::fromStdString(architecture.name);
    }
  }
  void theNetworkStaysTheSame() {
    QFETCH(QString, name);
    const Model model = modelWithRandomNorms(*findArchitecture(name.toStdString()), 7);
    const auto features = noiseFeatures(1, 3);
    Model equal = model;
    equal.weights = equalized(model.architecture, model.weights, rangesOf(model, features));
    QVERIFY(equal.weights.find("conv2.dilaconv2.norm.weight")->bytes !=
            model.weights.find("conv2.dilaconv2.norm.weight")->bytes);
    const auto before = logitsOf(model, features);
    const double size = std::abs(
        *std::ranges::max_element(before, {}, [](float value) { return std::abs(value); }));
    // Rounding of single precision only.
    QVERIFY2(largestDifference(before, logitsOf(equal, features)) < 1e-5 * std::max(1.0, size),
             qPrintable(QString::number(largestDifference(before, logitsOf(equal, features)))));
  }

  void channelsThatOnlyADepthwiseConvolutionReadsBecomeEqual() {
    const Model model = unequal(modelWithRandomNorms(*findArchitecture("model1"), 7));
    const auto features = noiseFeatures(1, 3);
    const auto before = rangesOf(model, features);
    Model equal = model;
    equal.weights = equalized(model.architecture, model.weights, before);
    const auto after = rangesOf(equal, features);
    const auto spread = [](const std::vector<float>& ranges) {
      return std::ranges::max(ranges) / median(ranges);
    };
    // Factors end at 16, so what was further away stays so.
    const float was = spread(before.at("conv3.dilaconv2"));
    const float is = spread(after.at("conv3.dilaconv2"));
    QVERIFY2(was > 16.0F, qPrintable(QString::number(double(was))));
    QVERIFY2(is < was / 10.0F, qPrintable(QString::number(double(is))));
    // The third DSSC is left alone: attention compares its channels.
    for (std::size_t c = 0; c < after.at("conv3.dilaconv3").size(); ++c) {
      const double range = before.at("conv3.dilaconv3")[c];
      QVERIFY(std::abs(after.at("conv3.dilaconv3")[c] - range) <= 0.02 * range + 1e-6);
    }
  }

  void unequalChannelsLoseLessInInt8() {
    const auto features = noiseFeatures(1, 5);
    const Model model = unequal(modelWithRandomNorms(*findArchitecture("model1"), 11));
    Model equal = model;
    equal.weights = equalized(model.architecture, model.weights, rangesOf(model, features));
    const double before = ratioInDb(model, features);
    const double after = ratioInDb(equal, features);
    qInfo("%.1f dB before, %.1f dB after", before, after);
    QVERIFY(after > before + 3.0);
  }

  void aChannelThatIsAlwaysZeroIsNoTrouble() {
    Model model = modelWithRandomNorms(*findArchitecture("model1"), 7);
    model.weights.tensors.at("conv2.dilaconv2.norm.weight").floats()[4] = 0.0F;
    model.weights.tensors.at("conv2.dilaconv2.norm.bias").floats()[4] = -1.0F;
    const auto features = noiseFeatures(1, 3);
    const auto ranges = rangesOf(model, features);
    QCOMPARE(ranges.at("conv2.dilaconv2")[4], 0.0F);
    Model equal = model;
    equal.weights = equalized(model.architecture, model.weights, ranges);
    QVERIFY(largestDifference(logitsOf(model, features), logitsOf(equal, features)) < 1e-4);
  }
};

QTEST_GUILESS_MAIN(TestEqualization)
#include "tst_equalization.moc"
