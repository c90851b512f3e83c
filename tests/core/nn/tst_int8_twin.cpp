// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/support/int8_weights.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace scenelens;
using namespace scenelens::test;

class TestInt8Twin final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    m_folder = m_scratch.path().toStdString();
    for (const auto& architecture : dsmnModels()) {
      const auto path = m_folder / (architecture.name + ".safetensors");
      QVERIFY(writeSafetensors(path, untrainedWeights(architecture, 5)).has_value());
      auto model = loadModel(path);
      QVERIFY(model.has_value());
      m_models.push_back(std::move(*model));
    }
    QCOMPARE(m_models.size(), std::size_t{4});
  }

  void cleanup() {
    for (const auto& model : m_models) std::filesystem::remove(int8Twin(model.path));
  }

  void twinsLieBesideTheirModels() {
    for (const auto& model : m_models) QVERIFY(write(model, model));
    std::vector<Error> problems;
    const auto twins = loadInt8Twins(m_models, problems);
    QCOMPARE(twins.size(), std::size_t{4});
    QVERIFY(problems.empty());
    for (std::size_t i = 0; i < 4; ++i) {
      QVERIFY(twins[i].has_value());
      QCOMPARE(twins[i]->precision, Precision::Int8);
      QCOMPARE(twins[i]->architecture.name, m_models[i].architecture.name);
      QCOMPARE(twins[i]->path, int8Twin(m_models[i].path));
      QVERIFY(tensorBytes(twins[i]->weights) < tensorBytes(m_models[i].weights) / 2);
    }
  }

  void aMissingTwinSaysWhatToDoAndIsNoProblem() {
    QVERIFY(write(m_models[1], m_models[1]));
    std::vector<Error> problems;
    const auto twins = loadInt8Twins(m_models, problems);
    QVERIFY(problems.empty());
    QVERIFY(!twins[0].has_value() && twins[1].has_value());
    QCOMPARE(twins[0].error().text(),
             std::string("No Int8 weights for Model1. Make them with 'scenelens-cli quantize "
                         "model1.safetensors --calibration DATASET -o model1.int8.safetensors'."));
    // Models that were never in a file have none either.
    Model homeless = m_models[2];
    homeless.path.clear();
    const auto none = loadInt8Twins({homeless}, problems);
    QVERIFY(!none[0].has_value() && problems.empty());
  }

  void aTwinThatCannotBeUsedIsAProblemOnce() {
    std::ofstream(int8Twin(m_models[0].path)) << "no weights";
    QVERIFY(write(m_models[1], m_models[2]));
    QVERIFY(writeSafetensors(int8Twin(m_models[2].path), m_models[2].weights).has_value());
    std::vector<Error> problems;
    for (int i = 0; i < 2; ++i) {
      const auto twins = loadInt8Twins(m_models, problems);
      QCOMPARE(problems.size(), std::size_t{3});
      for (std::size_t k = 0; k < 3; ++k) {
        QVERIFY(!twins[k].has_value());
        QCOMPARE(twins[k].error().file, int8Twin(m_models[k].path));
      }
      QVERIFY(problems[1].reason.find("is Model3, and the Float32 weights beside it are Model2") !=
              std::string::npos);
      QVERIFY(problems[2].reason.find("holds Float32 weights") != std::string::npos);
    }
  }

 private:
  /// Writes Int8 weights made of `source` as the twin of `model`.
  static bool write(const Model& model, const Model& source) {
    const auto twin = quantizedTwin(source);
    return twin && writeSafetensors(int8Twin(model.path), twin->weights).has_value();
  }

  QTemporaryDir m_scratch;
  std::filesystem::path m_folder;
  std::vector<Model> m_models;
};

QTEST_GUILESS_MAIN(TestInt8Twin)
#include "tst_int8_twin.moc"
