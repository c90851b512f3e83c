// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/scene.h"
#include "core/nn/engines.h"
#include "core/nn/torch_backend.h"
#include "tests/core/nn/native/test_weights.h"

#include <QTest>

#include <cmath>

using namespace scenelens;

class TestEngines final : public QObject {
  Q_OBJECT

 private slots:
  void bothEnginesAgree() {
    if (const auto backend = loadTorchBackend(); !backend) QSKIP(backend.error().text().c_str());
    const Model model = modelWithRandomNorms(*findArchitecture("model1"), 31);
    const auto features = noiseFeatures(1, 32);
    std::array<std::array<float, kLogitCount>, 2> logits{};
    for (const Engine engine : {Engine::Native, Engine::Torch}) {
      auto classifier = makeClassifier(model, engine);
      QVERIFY(classifier.has_value());
      const bool native = engine == Engine::Native;
      QVERIFY((*classifier)->engineName().starts_with(native ? "Native" : "LibTorch"));
      QVERIFY((*classifier)->forward(features, logits[native ? 0 : 1]).has_value());
    }
    for (std::size_t i = 0; i < kLogitCount; ++i) {
      QVERIFY(std::abs(logits[0][i] - logits[1][i]) < 1e-5F);
    }
  }

  void weightsThatDoNotFitAreAnErrorThatNamesTheFile() {
    Model model = modelWithRandomNorms(*findArchitecture("model1"), 31);
    model.weights.tensors.erase("l1.weight");
    model.path = "short.safetensors";
    const auto classifier = makeClassifier(model, Engine::Native);
    QVERIFY(!classifier.has_value());
    const QString text = QString::fromStdString(classifier.error().text());
    QVERIFY2(text.contains("l1.weight") && text.contains("short.safetensors"), qPrintable(text));
  }
};

QTEST_GUILESS_MAIN(TestEngines)
#include "tst_engines.moc"
