// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/nn/model.h"
#include "core/nn/torch_backend.h"
#include "tests/core/support/golden_models.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <thread>

using namespace scenelens;

namespace {

Model untrainedModel(const Architecture& architecture) {
  Model model;
  model.architecture = architecture;
  model.weights = untrainedWeights(architecture, 7);
  return model;
}

std::vector<float> ramp(std::size_t clips) {
  std::vector<float> features(clips * kFeatureSize);
  for (std::size_t i = 0; i < features.size(); ++i) {
    features[i] = std::sin(0.37F * float(i % 9973));
  }
  return features;
}

}  // namespace

class TestTorchClassifier final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    const auto backend = loadTorchBackend();
    QVERIFY2(backend.has_value(), backend ? "" : backend.error().text().c_str());
    m_backend = *backend;
  }

  void reproducesThePublishedModels_data() {
    QTest::addColumn<QString>("name");
    for (const auto& model : dsmnModels()) {
      QTest::newRow(model.name.c_str()) << QString::fromStdString(model.name);
    }
  }
  void reproducesThePublishedModels() {
    // forward.safetensors: logits of the authors' PyTorch models with the checkpoints beside it.
    QFETCH(QString, name);
    const auto checkpoint = test::goldenCheckpoint(name.toStdString());
    if (!std::filesystem::exists(checkpoint)) QSKIP(("missing: " + checkpoint.string()).c_str());
    const auto golden = test::goldenForward();
    QVERIFY2(golden.has_value(), golden ? "" : golden.error().text().c_str());
    const auto model = test::goldenModel(name.toStdString());
    QVERIFY2(model.has_value(), model ? "" : model.error().text().c_str());

    auto classifier = m_backend->makeClassifier(*model);
    QVERIFY2(classifier.has_value(), classifier ? "" : classifier.error().text().c_str());
    const auto input = golden->find("input")->floats();
    const auto expected = golden->find(name.toStdString() + ".logits")->floats();
    std::vector<float> logits(expected.size());
    const auto done = (*classifier)->forward(input, logits);
    QVERIFY2(done.has_value(), done ? "" : done.error().text().c_str());
    float largest = 0.0F;
    for (std::size_t i = 0; i < logits.size(); ++i) {
      largest = std::max(largest, std::abs(logits[i] - expected[i]));
    }
    QVERIFY2(largest < 1e-5F, qPrintable(QString::number(double(largest))));
  }

  void aBatchGivesTheLogitsOfItsClips() {
    auto classifier = m_backend->makeClassifier(untrainedModel(*findArchitecture("model3")));
    QVERIFY(classifier.has_value());
    const auto features = ramp(3);
    std::vector<float> batch(3 * kLogitCount);
    QVERIFY((*classifier)->forward(features, batch).has_value());
    for (std::size_t clip = 0; clip < 3; ++clip) {
      std::vector<float> one(kLogitCount);
      const auto input = std::span(features).subspan(clip * kFeatureSize, kFeatureSize);
      QVERIFY((*classifier)->forward(input, one).has_value());
      for (std::size_t i = 0; i < kLogitCount; ++i) {
        QVERIFY(std::abs(one[i] - batch[clip * kLogitCount + i]) < 1e-5F);
      }
    }
  }

  void runsInSeveralThreadsAtOnce() {
    const Model model = untrainedModel(*findArchitecture("model1"));
    const auto features = ramp(1);
    std::array<std::vector<float>, 3> results;
    std::vector<std::thread> threads;
    for (auto& result : results) {
      result.resize(kLogitCount);
      threads.emplace_back([&] {
        auto classifier = m_backend->makeClassifier(model);
        for (int i = 0; classifier && i < 3; ++i) {
          if (!(*classifier)->forward(features, result)) result.clear();
        }
      });
    }
    for (auto& thread : threads) thread.join();
    QCOMPARE(results[0].size(), kLogitCount);
    QVERIFY(results[0] == results[1] && results[1] == results[2]);
  }

  void weightsThatDoNotFitAreAnError() {
    Model model = untrainedModel(*findArchitecture("model1"));
    model.weights.tensors["l2.bias"] = Tensor::zeros({12});
    const auto classifier = m_backend->makeClassifier(model);
    QVERIFY(!classifier.has_value());
    QVERIFY(QString::fromStdString(classifier.error().text()).contains("l2.bias"));
  }

  void theEngineNamesItselfAndItsVersion() {
    auto classifier = m_backend->makeClassifier(untrainedModel(*findArchitecture("model1")));
    QVERIFY(classifier.has_value());
    QVERIFY((*classifier)->engineName().starts_with("LibTorch " + m_backend->version()));
    QCOMPARE((*classifier)->precisionName(), std::string_view("Float32"));
  }

 private:
  TorchBackend* m_backend = nullptr;
};

QTEST_GUILESS_MAIN(TestTorchClassifier)
#include "tst_torch_classifier.moc"
