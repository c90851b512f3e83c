// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/nn/model.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace scenelens;

class TestModel final : public QObject {
  Q_OBJECT

 private slots:
  void theShippedWeightsLoadAndSayWhatTheyAre() {
    std::vector<Error> problems;
    const auto models = loadModels(SCENELENS_SOURCE_DIR "/models", problems);
    for (const auto& problem : problems) qWarning("%s", problem.text().c_str());
    QVERIFY(problems.empty());
    QCOMPARE(models.size(), size_t(4));
    for (std::size_t i = 0; i < models.size(); ++i) {
      QCOMPARE(models[i].architecture.name, dsmnModels()[i].name);
      QVERIFY(!models[i].data.empty() && models[i].data != "unknown");
    }
  }

  void untrainedWeightsAreTheSameForASeedAndMarkedAsUntrained() {
    const auto& architecture = *findArchitecture("model1");
    const auto first = untrainedWeights(architecture, 1);
    QCOMPARE(first.metadata.at(weights_key::kTrained), std::string("no"));
    QVERIFY(first.tensors.at("l1.weight").bytes ==
            untrainedWeights(architecture, 1).tensors.at("l1.weight").bytes);
    QVERIFY(first.tensors.at("l1.weight").bytes !=
            untrainedWeights(architecture, 2).tensors.at("l1.weight").bytes);
    const float bound = 1.0F / std::sqrt(224.0F);
    for (const float v : first.tensors.at("l1.weight").floats()) QVERIFY(std::abs(v) <= bound);
  }

  void aFileWithoutMetadataIsRecognisedByItsTensors() {
    QTemporaryDir folder;
    const auto path = folder.filePath("foreign.safetensors").toStdString();
    auto file = untrainedWeights(*findArchitecture("model3"), 1);
    file.metadata.clear();
    QVERIFY(writeSafetensors(path, file).has_value());
    const auto model = loadModel(path);
    QVERIFY2(model.has_value(), model ? "" : model.error().text().c_str());
    QCOMPARE(model->architecture.name, std::string("model3"));
    QVERIFY(!model->trained);
  }

  void whatTheFileSaysOfItselfIsRead() {
    QTemporaryDir folder;
    const auto path = folder.filePath("model1.safetensors").toStdString();
    auto file = untrainedWeights(*findArchitecture("model1"), 1);
    file.metadata[weights_key::kTrained] = "yes";
    file.metadata[weights_key::kData] = "12 clips";
    file.metadata[weights_key::kNote] = "Not a TAU result";
    QVERIFY(writeSafetensors(path, file).has_value());
    const auto model = loadModel(path);
    QVERIFY2(model.has_value(), model ? "" : model.error().text().c_str());
    QVERIFY(model->trained);
    QCOMPARE(model->data, std::string("12 clips"));
    QCOMPARE(model->note, std::string("Not a TAU result"));
  }

  void brokenWeightsAreErrorsThatNameTheTensor_data() {
    QTest::addColumn<QString>("what");
    for (const char* what : {"missing", "shape", "nan", "extra", "type"}) {
      QTest::newRow(what) << QString::fromUtf8(what);
    }
  }
  void brokenWeightsAreErrorsThatNameTheTensor() {
    QFETCH(QString, what);
    auto file = untrainedWeights(*findArchitecture("model1"), 1);
    auto& bias = file.tensors.at("l2.bias");
    if (what == "missing") file.tensors.erase("l2.bias");
    if (what == "shape") bias = Tensor::zeros({10});
    if (what == "nan") bias.floats()[3] = std::numeric_limits<float>::quiet_NaN();
    if (what == "extra") file.tensors["l2.bias2"] = Tensor::zeros({1});
    if (what == "type") bias.dtype = DType::I32;
    QTemporaryDir folder;
    const auto path = folder.filePath("broken.safetensors").toStdString();
    QVERIFY(writeSafetensors(path, file).has_value());
    const auto model = loadModel(path);
    QVERIFY(!model.has_value());
    const auto text = QString::fromStdString(model.error().text());
    QVERIFY2(text.contains("l2.bias") && text.contains("broken.safetensors"), qPrintable(text));
  }

  void aTrainingFoldersStateIsNoModelAndNoProblem() {
    QTemporaryDir folder;
    const auto weights = untrainedWeights(*findArchitecture("model1"), 1);
    QVERIFY(writeSafetensors(folder.filePath("model1.safetensors").toStdString(), weights));
    QVERIFY(writeSafetensors(folder.filePath("checkpoint.safetensors").toStdString(), {}));
    std::vector<Error> problems;
    QCOMPARE(loadModels(folder.path().toStdString(), problems).size(), size_t(1));
    QCOMPARE(problems.size(), size_t(0));
    QVERIFY(writeSafetensors(folder.filePath("other.safetensors").toStdString(), {}));
    QCOMPARE(loadModels(folder.path().toStdString(), problems).size(), size_t(1));
    QCOMPARE(problems.size(), size_t(1));
  }

  void aFolderThatDoesNotExistIsAProblemNotACrash() {
    std::vector<Error> problems;
    QVERIFY(loadModels("/nonexistent/models", problems).empty());
    QCOMPARE(problems.size(), size_t(1));
  }
};

QTEST_GUILESS_MAIN(TestModel)
#include "tst_model.moc"
