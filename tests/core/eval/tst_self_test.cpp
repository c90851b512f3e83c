// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/self_test.h"
#include "core/features/feature_extractor.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <limits>

using namespace scenelens;

namespace {

const std::filesystem::path kModels = SCENELENS_SOURCE_DIR "/models";

std::vector<float> features() {
  FeatureMap map;
  FeatureExtractor().extract(selfTestClip(), map);
  return map.features;
}

std::vector<std::string> failedOf(const std::vector<SelfCheck>& checks) {
  std::vector<std::string> names;
  for (const auto& check : checks) {
    if (!check.passed) names.push_back(check.what);
  }
  return names;
}

}  // namespace

/// What `--self-test` finds, above all that it does find what is wrong.
class TestSelfTest final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    // The LibTorch module has a slot of its own; looking for it here would hide what is tested.
    qputenv("SCENELENS_TORCH_MODULE", "/nowhere/libscenelens-torch.so");
  }

  void everyShippedModelIsCheckedInBothPrecisions() {
    const auto checks = selfTest(kModels);
    QVERIFY2(allPassed(checks), selfTestText("test", checks).c_str());
    for (const auto* what : {"Model1 Float32", "Model2 Float32", "Model3 Float32", "Model4 Float32",
                             "Model1 Int8", "Model2 Int8", "Model3 Int8", "Model4 Int8"}) {
      QCOMPARE(std::count_if(checks.begin(), checks.end(),
                             [&](const SelfCheck& check) { return check.what == what; }),
               1);
    }
  }

  void aMissingModelIsTheOneThatFails() {
    const QTemporaryDir folder;
    const std::filesystem::path copy = folder.path().toStdString() + "/models";
    std::filesystem::copy(kModels, copy);
    std::filesystem::remove(copy / "model3.int8.safetensors");
    const auto checks = selfTest(copy);
    QCOMPARE(failedOf(checks), std::vector<std::string>{"Model3 Int8"});
    QVERIFY(!allPassed(checks));
    QVERIFY(selfTestText("test", checks).find("1 of 10 checks FAILED") != std::string::npos);
  }

  void aBrokenFileIsNamed() {
    const QTemporaryDir folder;
    const std::filesystem::path copy = folder.path().toStdString() + "/models";
    std::filesystem::copy(kModels, copy);
    std::filesystem::resize_file(copy / "model2.safetensors", 1000);
    const auto checks = selfTest(copy);
    QCOMPARE(failedOf(checks), (std::vector<std::string>{"Model2 Float32", "Weights"}));
    QVERIFY(selfTestText("test", checks).find("model2.safetensors") != std::string::npos);
  }

  void anEmptyFolderFailsEveryModel() {
    const QTemporaryDir folder;
    QCOMPARE(failedOf(selfTest(folder.path().toStdString())).size(), std::size_t{8});
  }

  void featuresOfTheClipPassAndSlightlyOtherOnesDoNot_data() {
    QTest::addColumn<double>("factor");
    QTest::addColumn<bool>("passes");
    QTest::newRow("as they are") << 1.0 << true;
    QTest::newRow("a thousandth too large") << 1.001 << false;
    QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN() << false;
  }
  void featuresOfTheClipPassAndSlightlyOtherOnesDoNot() {
    QFETCH(double, factor);
    QFETCH(bool, passes);
    auto values = features();
    for (auto& value : values) value = static_cast<float>(value * factor);
    const auto check = checkFeatures(values);
    QVERIFY2(check.passed == passes, check.found.c_str());
  }

  void oneBandThatIsOffIsFound() {
    auto values = features();
    const std::size_t band = 200;
    for (std::size_t i = 0; i < kFrames; ++i) values[band * kFrames + i] += 0.01F;
    QVERIFY(!checkFeatures(values).passed);
  }

  void probabilitiesThatAreNoNumbersFail() {
    auto model = loadModel(kModels / "model1.safetensors");
    QVERIFY(model.has_value());
    const auto values = features();
    QVERIFY(checkModel(*model, Engine::Native, values).passed);
    // In the last layer: a ReLU before it would take the NaN away.
    model->weights.tensors.at("l2.bias").floats()[0] = std::numeric_limits<float>::quiet_NaN();
    QVERIFY(!checkModel(*model, Engine::Native, values).passed);
  }

  void aLibTorchModuleThatCannotBeLoadedFails() {
    const QTemporaryDir folder;
    QFile module(folder.filePath(QStringLiteral("libscenelens-torch.so")));
    QVERIFY(module.open(QIODevice::WriteOnly));
    module.write("not a library");
    module.close();
    qputenv("SCENELENS_TORCH_MODULE", module.fileName().toUtf8());
    const auto failed = failedOf(selfTest(kModels));
    QCOMPARE(failed, (std::vector<std::string>{"Model1 LibTorch", "Model2 LibTorch",
                                               "Model3 LibTorch", "Model4 LibTorch"}));
  }
};

QTEST_GUILESS_MAIN(TestSelfTest)
#include "tst_self_test.moc"
