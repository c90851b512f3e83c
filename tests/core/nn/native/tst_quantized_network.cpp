// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/folding.h"
#include "core/nn/native/int8_arithmetic.h"
#include "core/nn/native/quantized_network.h"
#include "tests/core/nn/native/test_weights.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace scenelens;

namespace {

ActivationRanges rangesOf(const Architecture& architecture, float range) {
  ActivationRanges ranges;
  for (const auto& point : activationPoints(architecture)) ranges[point.name] = range;
  return ranges;
}

}  // namespace

class TestQuantizedNetwork final : public QObject {
  Q_OBJECT

 private slots:
  void thePointsFollowTheForwardPass() {
    const auto points = activationPoints(*findArchitecture("model3"));
    QCOMPARE(points.size(), std::size_t{2 + 5 + 4 * 6});
    QCOMPARE(points[0], (ActivationPoint{"input", {2, 44, 256}, true}));
    QCOMPARE(points[1], (ActivationPoint{"conv", {16, 44, 256}, true}));
    QCOMPARE(points[2], (ActivationPoint{"conv1.dilaconv1", {16, 44, 128}, false}));
    QCOMPARE(points[4], (ActivationPoint{"conv1.dilaconv3", {8, 44, 128}, false}));
    QCOMPARE(points[5], (ActivationPoint{"conv1.sum", {8, 44, 128}, true}));
    QCOMPARE(points[6], (ActivationPoint{"conv1", {24, 22, 128}, false}));
    QCOMPARE(points[10], (ActivationPoint{"conv2.conv1", {12, 22, 128}, true}));
    QCOMPARE(points[11], (ActivationPoint{"conv2.conv2", {12, 22, 128}, true}));
    QCOMPARE(points.back(), (ActivationPoint{"conv5", {64, 1, 8}, false}));
  }

  void aRangeBecomesTheScaleThatReachesIt() {
    QCOMPARE(activationScale({"a", {}, true}, 127.0F), 1.0F);
    QCOMPARE(activationScale({"a", {}, false}, 255.0F), 1.0F);
    QCOMPARE(activationScale({"a", {}, false}, 0.0F), kSmallestRange / 255.0F);
  }

  void anOutputsLargestWeightBecomes127() {
    const Model model = modelWithRandomNorms(*findArchitecture("model1"), 41);
    const auto folded = FoldedNetwork::from(model.architecture, model.weights);
    const auto network =
        quantize(model.architecture, model.weights, rangesOf(model.architecture, 6.35F));
    QVERIFY(network.has_value());
    const float scale = 6.35F / 127.0F;
    for (std::size_t o = 0; o < network->stem.outs; ++o) {
      const double largest =
          std::max(std::abs(folded->stem.at(0, o)), std::abs(folded->stem.at(1, o)));
      QCOMPARE(network->stem.scales[o], float(largest / 127.0));
      for (std::size_t i = 0; i < 2; ++i) {
        const double exact = folded->stem.at(i, o) / double(network->stem.scales[o]);
        QVERIFY(std::abs(network->stem.at(i, o) - exact) <= 0.5);
      }
      QCOMPARE(std::max(std::abs(network->stem.at(0, o)), std::abs(network->stem.at(1, o))), 127);
      const double unit = double(scale) * network->stem.scales[o];
      QCOMPARE(network->stem.bias[o], std::int32_t(std::nearbyint(folded->stem.bias[o] / unit)));
    }
  }

  void bothDistillationsOfASegmentedBlockShareAScale() {
    const Model model = modelWithRandomNorms(*findArchitecture("model1"), 42);
    const auto folded = FoldedNetwork::from(model.architecture, model.weights);
    const auto network =
        quantize(model.architecture, model.weights, rangesOf(model.architecture, 4.0F));
    QVERIFY(network.has_value());
    const QuantizedDense& distil = network->blocks[1].distilA;
    const FoldedBlock& block = folded->blocks[1];
    QCOMPARE(distil.ins, 2 * block.distilA.ins);
    double largest = 0.0;
    for (std::size_t i = 0; i < block.distilA.ins; ++i) {
      largest = std::max<double>(largest, std::abs(block.distilA.at(i, 3)));
      largest = std::max<double>(largest, std::abs(block.distilB.at(i, 3)));
    }
    QCOMPARE(distil.scales[3], float(largest / 127.0));
    QCOMPARE(distil.at(block.distilA.ins + 2, 3),
             std::int8_t(std::nearbyint(block.distilB.at(2, 3) / double(distil.scales[3]))));
    QVERIFY(network->blocks[1].distilB.weights.empty());
  }

  void theFusionsWeightsCarryTheScalesOfTheirInputs() {
    const Model model = modelWithRandomNorms(*findArchitecture("model2"), 43);
    const auto folded = FoldedNetwork::from(model.architecture, model.weights);
    auto ranges = rangesOf(model.architecture, 4.0F);
    ranges["conv1.dilaconv3"] = 40.0F;
    const auto network = quantize(model.architecture, model.weights, ranges);
    QVERIFY(network.has_value());
    const QuantizedDense& fuse = network->blocks[0].fuse;
    QCOMPARE(fuse.ins, std::size_t{24});
    for (std::size_t o = 0; o < fuse.outs; ++o) {
      for (std::size_t i = 0; i < fuse.ins; ++i) {
        const double scale = i < 16 ? 4.0F / 127.0F : 40.0F / 255.0F;
        const double exact = folded->blocks[0].fuse.at(i, o) * scale / fuse.scales[o];
        QVERIFY(std::abs(fuse.at(i, o) - exact) <= 0.5001);
      }
    }
  }

  void aBiasBesideTinyWeightsStillFits() {
    Model model = modelWithRandomNorms(*findArchitecture("model1"), 44);
    for (float& weight : model.weights.tensors["conv.weight"].floats()) weight *= 1e-20F;
    const auto network =
        quantize(model.architecture, model.weights, rangesOf(model.architecture, 4.0F));
    QVERIFY(network.has_value());
    const auto bias = model.weights.find("conv.bias")->floats();
    for (std::size_t o = 0; o < network->stem.outs; ++o) {
      QVERIFY(std::abs(network->stem.bias[o]) <= int8::kMapBiasLimit);
      const double value = network->stem.bias[o] * (4.0 / 127.0) * double(network->stem.scales[o]);
      QVERIFY(std::abs(value - bias[o]) < 1e-5);
    }
  }

  void equalInputGivesEqualNetworks() {
    const Model model = modelWithRandomNorms(*findArchitecture("model4"), 45);
    const auto ranges = rangesOf(model.architecture, 3.0F);
    const auto a = quantize(model.architecture, model.weights, ranges);
    const auto b = quantize(model.architecture, model.weights, ranges);
    QVERIFY(a && b);
    QVERIFY(a->blocks == b->blocks && a->hidden == b->hidden && a->scales == b->scales);
  }

  void aRangeThatMakesNoSenseIsAnErrorThatNamesIt_data() {
    QTest::addColumn<float>("range");
    QTest::newRow("negative") << -1.0F;
    QTest::newRow("nan") << std::numeric_limits<float>::quiet_NaN();
    QTest::newRow("infinite") << std::numeric_limits<float>::infinity();
    QTest::newRow("huge") << 1e7F;
  }
  void aRangeThatMakesNoSenseIsAnErrorThatNamesIt() {
    QFETCH(float, range);
    const Model model = modelWithRandomNorms(*findArchitecture("model1"), 46);
    auto ranges = rangesOf(model.architecture, 3.0F);
    ranges["conv4.sum"] = range;
    const auto network = quantize(model.architecture, model.weights, ranges);
    QVERIFY(!network.has_value());
    QVERIFY(QString::fromStdString(network.error().text()).contains("conv4.sum"));
  }

  void aMissingRangeIsAnErrorThatNamesIt() {
    const Model model = modelWithRandomNorms(*findArchitecture("model1"), 46);
    auto ranges = rangesOf(model.architecture, 3.0F);
    ranges.erase("conv2.dilaconv3");
    const auto network = quantize(model.architecture, model.weights, ranges);
    QVERIFY(!network.has_value());
    QVERIFY(QString::fromStdString(network.error().text()).contains("conv2.dilaconv3"));
  }

  void weightsThatFoldToNonsenseAreAnErrorThatNamesTheLayer() {
    Model model = modelWithRandomNorms(*findArchitecture("model1"), 47);
    model.weights.tensors["conv3.norm.running_var"].floats()[5] = -1.0F;
    const auto network =
        quantize(model.architecture, model.weights, rangesOf(model.architecture, 3.0F));
    QVERIFY(!network.has_value());
    QVERIFY(QString::fromStdString(network.error().text()).contains("conv3.conv3"));
  }
};

QTEST_GUILESS_MAIN(TestQuantizedNetwork)
#include "tst_quantized_network.moc"
