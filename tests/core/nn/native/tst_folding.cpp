// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/complexity.h"
#include "core/nn/native/folding.h"
#include "tests/core/nn/native/test_weights.h"

#include <QTest>

#include <cmath>

using namespace scenelens;

namespace {

std::span<const float> valuesOf(const Model& model, const std::string& name) {
  return model.weights.find(name)->floats();
}

bool near(double a, double b) {
  return std::abs(a - b) <= 1e-6 * std::max(1.0, std::abs(b));
}

std::size_t countOf(const Dense& layer) {
  return layer.weights.size() + layer.bias.size();
}

/// One channel of a small map.
constexpr int kTime = 7;
constexpr int kMel = 9;
using Map = std::vector<double>;

double at(const Map& map, int t, int f) {
  return t < 0 || t >= kTime || f < 0 || f >= kMel ? 0.0
                                                   : map[std::size_t(t) * kMel + std::size_t(f)];
}

}  // namespace

class TestFolding final : public QObject {
  Q_OBJECT

 private slots:
  void aDsscIsACrossOfFiveTapsUpToTheBorder() {
    // The layers one after the other in double precision, zeros around the projected map, against
    // the folded cross; the first channel of a third DSSC, so that two inputs meet.
    const Model model = modelWithRandomNorms(*findArchitecture("model1"), 21);
    const auto network = FoldedNetwork::from(model.architecture, model.weights);
    QVERIFY(network.has_value());
    const std::string module = "conv2.dilaconv3.";
    const std::size_t channel = 3;
    SplitMix64 random(1);
    std::array<Map, 2> inputs;
    for (auto& map : inputs) {
      for (int i = 0; i < kTime * kMel; ++i) map.push_back(random.uniform(-1.0, 1.0));
    }
    const auto gain = valuesOf(model, module + "ch_conv1.weight");
    Map projected(kTime * kMel);
    for (std::size_t i = 0; i < projected.size(); ++i) {
      projected[i] = gain[2 * channel] * inputs[0][i] + gain[2 * channel + 1] * inputs[1][i];
    }
    const auto alongTime = valuesOf(model, module + "sp_conv1.weight").subspan(3 * channel, 3);
    const auto alongMel = valuesOf(model, module + "sp_conv2.weight").subspan(3 * channel, 3);
    const double scale = valuesOf(model, module + "norm.weight")[channel] /
                         std::sqrt(valuesOf(model, module + "norm.running_var")[channel] + 1e-5);
    const Cross& cross = network->blocks[1].third;
    QCOMPARE(cross.fan, std::size_t{2});
    for (int t = 0; t < kTime; ++t) {
      for (int f = 0; f < kMel; ++f) {
        double sum = 0.0;
        double folded = cross.bias[channel];
        for (int k = 0; k < 3; ++k) {
          sum += alongTime[std::size_t(k)] * at(projected, t + 2 * k - 2, f);
          sum += alongMel[std::size_t(k)] * at(projected, t, f + 2 * k - 2);
        }
        for (std::size_t i = 0; i < 2; ++i) {
          const float* taps = cross.tapsOf(channel, i);
          folded += taps[Cross::Centre] * at(inputs[i], t, f) +
                    taps[Cross::Earlier] * at(inputs[i], t - 2, f) +
                    taps[Cross::Later] * at(inputs[i], t + 2, f) +
                    taps[Cross::Lower] * at(inputs[i], t, f - 2) +
                    taps[Cross::Higher] * at(inputs[i], t, f + 2);
        }
        const double expected =
            (sum - valuesOf(model, module + "norm.running_mean")[channel]) * scale +
            valuesOf(model, module + "norm.bias")[channel];
        QVERIFY2(near(folded, expected), qPrintable(QStringLiteral("%1 %2").arg(t).arg(f)));
      }
    }
  }

  void theLastNormMovesIntoTheFusion() {
    const Model model = modelWithRandomNorms(*findArchitecture("model2"), 22);
    const auto network = FoldedNetwork::from(model.architecture, model.weights);
    QVERIFY(network.has_value());
    const Dense& fuse = network->blocks[2].fuse;
    QCOMPARE(fuse.ins, std::size_t{48});
    QCOMPARE(fuse.outs, std::size_t{64});
    const auto weight = valuesOf(model, "conv3.conv3.weight");
    for (std::size_t o = 0; o < fuse.outs; ++o) {
      const double scale = valuesOf(model, "conv3.norm.weight")[o] /
                           std::sqrt(valuesOf(model, "conv3.norm.running_var")[o] + 1e-5);
      const double shift = valuesOf(model, "conv3.norm.bias")[o] -
                           valuesOf(model, "conv3.norm.running_mean")[o] * scale;
      QVERIFY(near(fuse.bias[o], valuesOf(model, "conv3.conv3.bias")[o] * scale + shift));
      for (std::size_t i = 0; i < fuse.ins; ++i) {
        QVERIFY(near(fuse.at(i, o), weight[o * fuse.ins + i] * scale));
      }
    }
  }

  void theStemMovesIntoTheFirstDistillations() {
    const Model model = modelWithRandomNorms(*findArchitecture("model1"), 23);
    const auto network = FoldedNetwork::from(model.architecture, model.weights);
    QVERIFY(network.has_value());
    const auto expect = [&](const Dense& composed, const Dense& distil) {
      QCOMPARE(composed.ins, std::size_t{2});
      QCOMPARE(composed.outs, std::size_t{8});
      const std::array<double, 2> features{0.7, -1.3};
      for (std::size_t o = 0; o < composed.outs; ++o) {
        double expected = distil.bias[o];
        for (std::size_t c = 0; c < distil.ins; ++c) {
          const Dense& stem = network->stem;
          expected += distil.at(c, o) *
                      (stem.bias[c] + stem.at(0, c) * features[0] + stem.at(1, c) * features[1]);
        }
        QVERIFY(near(
            composed.bias[o] + composed.at(0, o) * features[0] + composed.at(1, o) * features[1],
            expected));
      }
    };
    expect(network->stemDistilA, network->blocks[0].distilA);
    expect(network->stemDistilB, network->blocks[0].distilB);
  }

  void aBlockOfTheWholeMelAxisKeepsItsSecondDistillation() {
    const Model model = modelWithRandomNorms(*findArchitecture("model2"), 23);
    const auto network = FoldedNetwork::from(model.architecture, model.weights);
    QVERIFY(network.has_value());
    QVERIFY(network->stemDistilB.weights.empty());  // it reads the first DSSC, not the input
    QCOMPARE(network->blocks[0].branch.mel, 256);
    QCOMPARE(network->blocks[0].output, (MapShape{24, 22, 128}));
    QCOMPARE(network->blocks[4].output, (MapShape{64, 1, 8}));
  }

  void leavesAsManyBiasesAsTheComplexityTableCounts_data() {
    QTest::addColumn<QString>("name");
    for (const auto& model : dsmnModels()) {
      QTest::newRow(model.name.c_str()) << QString::fromStdString(model.name);
    }
  }
  void leavesAsManyBiasesAsTheComplexityTableCounts() {
    QFETCH(QString, name);
    const Model model = modelWithRandomNorms(*findArchitecture(name.toStdString()), 24);
    const auto network = FoldedNetwork::from(model.architecture, model.weights);
    QVERIFY(network.has_value());
    std::size_t biases = network->stem.outs + network->hidden.outs + network->output.outs;
    std::size_t dense =
        countOf(network->stem) + countOf(network->hidden) + countOf(network->output);
    for (const auto& block : network->blocks) {
      biases += block.first.channels + block.second.channels + block.third.channels +
                block.distilA.outs + block.distilB.outs + block.fuse.outs;
      dense += countOf(block.distilA) + countOf(block.distilB) + countOf(block.fuse);
    }
    QCOMPARE(std::int64_t(biases), complexityOf(model.architecture).foldedBiases);
    QVERIFY(dense > biases);
  }

  void aTensorOfAnotherShapeIsAnErrorThatNamesIt() {
    Model model = modelWithRandomNorms(*findArchitecture("model1"), 25);
    model.weights.tensors["conv3.att.conv.weight"] = Tensor::zeros({1, 1, 5});
    const auto misshapen = FoldedNetwork::from(model.architecture, model.weights);
    QVERIFY(!misshapen.has_value());
    QVERIFY(QString::fromStdString(misshapen.error().text()).contains("conv3.att.conv.weight"));
    model.weights.tensors.erase("conv3.att.conv.weight");
    QVERIFY(!FoldedNetwork::from(model.architecture, model.weights).has_value());
  }
};

QTEST_GUILESS_MAIN(TestFolding)
#include "tst_folding.moc"
