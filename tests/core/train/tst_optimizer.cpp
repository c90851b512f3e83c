// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/train/optimizer.h"

#include <QFile>
#include <QTest>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace scenelens;

namespace {

constexpr std::size_t kParameters = 37;

std::vector<float> noise(std::uint64_t seed) {
  SplitMix64 random(seed);
  std::vector<float> values(kParameters);
  for (float& value : values) value = static_cast<float>(random.uniform(-1, 1));
  return values;
}

OptimizerOptions optionsOf(const std::string& name, const nlohmann::json& json) {
  OptimizerOptions options;
  options.kind = name.starts_with("sgd") ? OptimizerKind::Sgd : OptimizerKind::RAdam;
  options.momentum = json.value("momentum", 0.0);
  options.weightDecay = json.value("weight_decay", 0.0);
  if (json.contains("betas")) {
    options.beta1 = json["betas"][0];
    options.beta2 = json["betas"][1];
  }
  options.epsilon = json.value("eps", 1e-8);
  return options;
}

}  // namespace

class TestOptimizer final : public QObject {
  Q_OBJECT

 private slots:
  /// tests/data/optimizer.json: twelve steps of PyTorch 1.13's SGD and RAdam, single precision.
  void stepsAreAsPyTorchMakesThem() {
    QFile file(QStringLiteral(SCENELENS_TEST_DATA "/optimizer.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto json = nlohmann::json::parse(file.readAll().toStdString());
    const std::vector<std::vector<float>> gradients = json["gradients"];
    QVERIFY(json["runs"].size() == 5);
    for (const auto& [name, run] : json["runs"].items()) {
      std::vector<float> parameters = json["start"];
      Optimizer optimizer(optionsOf(name, run["options"]), parameters.size());
      for (std::size_t step = 0; step < gradients.size(); ++step) {
        optimizer.step(parameters, gradients[step], json["rates"][step]);
        const std::vector<float> expected = run["parameters"][step];
        for (std::size_t i = 0; i < expected.size(); ++i) {
          const double tolerance = 5e-7 * std::max(1.0, std::abs(double{expected[i]}));
          QVERIFY2(std::abs(double{parameters[i]} - double{expected[i]}) <= tolerance,
                   qPrintable(QStringLiteral("%1, step %2, parameter %3: %4 instead of %5")
                                  .arg(QString::fromStdString(name))
                                  .arg(step)
                                  .arg(i)
                                  .arg(double{parameters[i]})
                                  .arg(double{expected[i]})));
        }
      }
      QCOMPARE(optimizer.steps(), std::int64_t(gradients.size()));
    }
  }

  void aRestoredOptimizerGoesOnBitForBit_data() {
    QTest::addColumn<OptimizerOptions>("options");
    QTest::newRow("sgd") << OptimizerOptions{.kind = OptimizerKind::Sgd};
    QTest::newRow("momentum") << OptimizerOptions{.kind = OptimizerKind::Sgd, .momentum = 0.9};
    QTest::newRow("radam") << OptimizerOptions{.weightDecay = 1e-3};
  }

  void aRestoredOptimizerGoesOnBitForBit() {
    QFETCH(OptimizerOptions, options);
    auto whole = noise(1);
    Optimizer uninterrupted(options, kParameters);
    for (std::uint64_t step = 0; step < 20; ++step) uninterrupted.step(whole, noise(step), 0.01);

    auto halves = noise(1);
    Optimizer first(options, kParameters);
    for (std::uint64_t step = 0; step < 7; ++step) first.step(halves, noise(step), 0.01);
    Optimizer second(options, kParameters);
    QVERIFY(second.restore(first.state()));
    for (std::uint64_t step = 7; step < 20; ++step) second.step(halves, noise(step), 0.01);
    QCOMPARE(halves, whole);
    QCOMPARE(second.steps(), uninterrupted.steps());
  }

  void aStateThatDoesNotFitIsRefusedAndChangesNothing() {
    Optimizer source({}, kParameters);
    auto parameters = noise(1);
    source.step(parameters, noise(2), 0.01);
    for (const std::string name : {"steps", "mean", "square"}) {
      auto state = source.state();
      state.erase(name);
      Optimizer optimizer({}, kParameters);
      const auto lacking = optimizer.restore(state);
      QVERIFY(!lacking);
      QVERIFY2(lacking.error().reason.find(name) != std::string::npos,
               lacking.error().reason.c_str());
      state[name] = Tensor::zeros({std::int64_t(kParameters) + 1});
      QVERIFY(!optimizer.restore(state));
      QCOMPARE(optimizer.steps(), std::int64_t(0));
    }
    Optimizer other({.kind = OptimizerKind::Sgd, .momentum = 0.9}, kParameters);
    QVERIFY(!other.restore(source.state()));
  }

  void numbersThatMakeNoSenseAreNamed_data() {
    QTest::addColumn<OptimizerOptions>("options");
    QTest::addColumn<QString>("word");
    QTest::newRow("decay") << OptimizerOptions{.weightDecay = -1} << "weight decay";
    QTest::newRow("momentum") << OptimizerOptions{.momentum = 1.0} << "momentum";
    QTest::newRow("beta1") << OptimizerOptions{.beta1 = -0.1} << "beta1";
    QTest::newRow("beta2") << OptimizerOptions{.beta2 = NAN} << "beta2";
    QTest::newRow("epsilon") << OptimizerOptions{.epsilon = 0.0} << "epsilon";
  }

  void numbersThatMakeNoSenseAreNamed() {
    QFETCH(OptimizerOptions, options);
    QFETCH(QString, word);
    const auto status = checkOptimizer(options);
    QVERIFY(!status);
    QVERIFY2(QString::fromStdString(status.error().text()).contains(word),
             status.error().text().c_str());
    QVERIFY(checkOptimizer({}));
  }
};

QTEST_APPLESS_MAIN(TestOptimizer)
#include "tst_optimizer.moc"
