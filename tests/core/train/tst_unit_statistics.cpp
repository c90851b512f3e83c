// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/features/feature_shape.h"
#include "core/nn/engines.h"
#include "core/train/unit_statistics.h"

#include <QTest>

#include <cmath>

using namespace scenelens;

namespace {

/// Untrained weights whose statistics are far from 1, as after training with weight decay.
TensorFile shrunkWeights(const Architecture& architecture) {
  auto weights = untrainedWeights(architecture, 3);
  SplitMix64 random(5);
  for (auto& [name, tensor] : weights.tensors) {
    if (name.ends_with(".running_var")) {
      for (float& value : tensor.floats()) value = float(std::pow(10.0, random.uniform(-4.0, 1.0)));
    }
    if (name.ends_with(".running_mean")) {
      for (float& value : tensor.floats()) value = float(random.uniform(-0.1, 0.1));
    }
  }
  return weights;
}

std::vector<float> logitsOf(const Architecture& architecture, const TensorFile& weights) {
  Model model;
  model.architecture = architecture;
  model.weights = weights;
  const auto classifier = makeClassifier(model, Engine::Native);
  if (!classifier) qFatal("%s", classifier.error().text().c_str());
  std::vector<float> features(kFeatureSize), logits(kLogitCount);
  for (std::size_t i = 0; i < features.size(); ++i) features[i] = std::sin(0.37F * float(i % 9973));
  if (!(*classifier)->forward(features, logits)) qFatal("forward failed");
  return logits;
}

}  // namespace

class TestUnitStatistics final : public QObject {
  Q_OBJECT

 private slots:
  void everyVarianceIsOneAndInferenceIsTheSame_data() {
    QTest::addColumn<QString>("name");
    for (const auto& model : dsmnModels()) {
      QTest::newRow(model.name.c_str()) << QString::fromStdString(model.name);
    }
  }
  void everyVarianceIsOneAndInferenceIsTheSame() {
    QFETCH(QString, name);
    const auto& architecture = *findArchitecture(name.toStdString());
    const auto before = shrunkWeights(architecture);
    const auto after = withUnitStatistics(architecture, before);
    int norms = 0;
    for (const auto& [tensor, values] : after.tensors) {
      if (!tensor.ends_with(".running_var")) continue;
      ++norms;
      for (const float value : values.floats()) QCOMPARE(value, 1.0F);
    }
    QCOMPARE(norms, 20);
    const auto expected = logitsOf(architecture, before);
    const auto logits = logitsOf(architecture, after);
    float largest = 0.0F;
    for (const float value : expected) largest = std::max(largest, std::abs(value));
    QVERIFY(largest > 0.0F);
    for (std::size_t i = 0; i < logits.size(); ++i) {
      QVERIFY2(std::abs(logits[i] - expected[i]) <= 1e-5F * largest,
               qPrintable(QStringLiteral("%1 %2").arg(logits[i]).arg(expected[i])));
    }
  }
};

QTEST_APPLESS_MAIN(TestUnitStatistics)
#include "tst_unit_statistics.moc"
