// SPDX-License-Identifier: GPL-3.0-or-later
// The training step against PyTorch's autograd on the authors' unfused network, in double precision
// (tests/data/training, made by bench/train_step_pytorch.py --gradients).
#include "core/base/safetensors.h"
#include "core/nn/checkpoint.h"
#include "core/nn/model.h"
#include "core/nn/torch_backend.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>

using namespace scenelens;

namespace {

struct Golden {
  Model model;
  std::vector<float> features;
  std::vector<float> targets;
  QJsonObject numbers;
};

QString sharedFile(const QString& name) {
  return QStringLiteral(SCENELENS_SHARED_DIR "/golden/") + name;
}

Result<Golden> loadGolden(const std::string& name) {
  Golden golden;
  golden.model.architecture = *findArchitecture(name);
  auto stateDict = readTorchCheckpoint(
      sharedFile(QString::fromStdString(name) + "_state_dict.pt").toStdString());
  if (!stateDict) return fail(std::move(stateDict.error()));
  auto fitted = fitCheckpoint(std::move(*stateDict), golden.model.architecture, {});
  if (!fitted) return fail(std::move(fitted.error()));
  golden.model.weights = std::move(fitted->weights);
  const auto forward = readSafetensors(sharedFile("forward.safetensors").toStdString());
  if (!forward) return fail(forward.error());
  const auto input = forward->find("input")->floats();
  golden.features.assign(input.begin(), input.end());
  QFile file(QStringLiteral(SCENELENS_TEST_DATA "/training/%1.json").arg(name.c_str()));
  if (!file.open(QIODevice::ReadOnly)) return fail({"missing golden"});
  golden.numbers = QJsonDocument::fromJson(file.readAll()).object();
  for (const auto& row : golden.numbers["targets"].toArray()) {
    for (const auto& value : row.toArray()) golden.targets.push_back(float(value.toDouble()));
  }
  return golden;
}

/// Norm, sum and first values against the golden's, to `tolerance` of the norm.
QString difference(const QJsonObject& expected, std::span<const float> values, double tolerance) {
  double norm = 0.0, sum = 0.0;
  for (const float value : values) {
    norm += double(value) * value;
    sum += value;
  }
  norm = std::sqrt(norm);
  const double wanted = expected["norm"].toDouble();
  const double allowed = tolerance * wanted + 1e-6;
  if (!(std::abs(norm - wanted) <= allowed)) {
    return QStringLiteral("norm %1, expected %2").arg(norm).arg(wanted);
  }
  // A sum over many elements can differ by more than each of them.
  if (!(std::abs(sum - expected["sum"].toDouble()) <= allowed * std::sqrt(double(values.size())))) {
    return QStringLiteral("sum %1, expected %2").arg(sum).arg(expected["sum"].toDouble());
  }
  const auto first = expected["first"].toArray();
  for (int i = 0; i < first.size(); ++i) {
    if (!(std::abs(values[std::size_t(i)] - first[i].toDouble()) <= allowed)) {
      return QStringLiteral("element %1 is %2, expected %3")
          .arg(i)
          .arg(double(values[std::size_t(i)]))
          .arg(first[i].toDouble());
    }
  }
  return {};
}

}  // namespace

class TestTrainNet final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    const auto backend = loadTorchBackend();
    QVERIFY2(backend.has_value(), backend ? "" : backend.error().text().c_str());
    m_backend = *backend;
    if (!QFile::exists(sharedFile("forward.safetensors"))) {
      QSKIP("../shared/golden is not here: its checkpoints are what the goldens start from");
    }
  }

  void gradientsOfBothTasksArePyTorchs_data() { models(); }
  void gradientsOfBothTasksArePyTorchs() {
    QFETCH(QString, name);
    const auto golden = loadGolden(name.toStdString());
    QVERIFY2(golden.has_value(), golden ? "" : golden.error().text().c_str());
    TrainableOptions options;
    options.dropout = 0.0;
    options.threads = 2;
    auto net = m_backend->makeTrainable(golden->model, options);
    QVERIFY2(net.has_value(), net ? "" : net.error().text().c_str());

    const std::size_t count = (*net)->parameters().size();
    std::vector<float> scenes(count), groups(count);
    StepOutcome outcome;
    const auto step =
        (*net)->gradients({golden->features, golden->targets, 4, 0, 0}, scenes, groups, outcome);
    QVERIFY2(step.has_value(), step ? "" : step.error().text().c_str());

    const auto& numbers = golden->numbers;
    QVERIFY(std::abs(outcome.sceneLoss - numbers["loss_scenes_sum"].toDouble()) < 1e-4);
    QVERIFY(std::abs(outcome.groupLoss - numbers["loss_groups_sum"].toDouble()) < 1e-4);
    std::size_t at = 0;
    for (const auto& spec : parameterSpecs(golden->model.architecture)) {
      if (!spec.trained) continue;
      std::size_t size = 1;
      for (const auto extent : spec.shape) size *= std::size_t(extent);
      const auto expected = numbers["gradients"].toObject()[spec.name.c_str()].toObject();
      QVERIFY2(!expected.isEmpty(), spec.name.c_str());
      for (const auto& [task, gradient] : {std::pair{"scenes", &scenes}, {"groups", &groups}}) {
        const auto wrong = difference(expected[task].toObject(),
                                      std::span(*gradient).subspan(at, size), kTolerance);
        QVERIFY2(wrong.isEmpty(),
                 qPrintable(QStringLiteral("%1 (%2): %3").arg(spec.name.c_str(), task, wrong)));
      }
      at += size;
    }
    QCOMPARE(at, count);

    const auto weights = (*net)->weights();
    const auto statistics = numbers["running_statistics"].toObject();
    QVERIFY(!statistics.isEmpty());
    for (auto it = statistics.begin(); it != statistics.end(); ++it) {
      const auto wrong =
          difference(it.value().toObject(), weights.find(it.key().toStdString())->floats(), 1e-5);
      QVERIFY2(wrong.isEmpty(), qPrintable(it.key() + ": " + wrong));
    }
  }

  void inferenceAgreesWithTheReferenceClassifier_data() { models(); }
  void inferenceAgreesWithTheReferenceClassifier() {
    QFETCH(QString, name);
    const auto golden = loadGolden(name.toStdString());
    QVERIFY2(golden.has_value(), golden ? "" : golden.error().text().c_str());
    auto net = m_backend->makeTrainable(golden->model, {});
    auto classifier = m_backend->makeClassifier(golden->model);
    QVERIFY(net.has_value() && classifier.has_value());
    std::vector<float> ours(4 * kLogitCount), reference(4 * kLogitCount);
    QVERIFY((*net)->logits(golden->features, ours).has_value());
    QVERIFY((*classifier)->forward(golden->features, reference).has_value());
    for (std::size_t i = 0; i < ours.size(); ++i) {
      QVERIFY2(std::abs(ours[i] - reference[i]) < 1e-5F, qPrintable(QString::number(i)));
    }
  }

  void resultsDoNotDependOnTheNumberOfThreads() {
    const auto golden = loadGolden("model3");
    QVERIFY2(golden.has_value(), golden ? "" : golden.error().text().c_str());
    std::vector<std::vector<float>> gradients;
    for (const unsigned threads : {1U, 2U}) {
      TrainableOptions options;
      options.threads = threads;
      auto net = m_backend->makeTrainable(golden->model, options);
      QVERIFY(net.has_value());
      std::vector<float> scenes((*net)->parameters().size()), groups(scenes.size());
      StepOutcome outcome;
      QVERIFY(
          (*net)
              ->gradients({golden->features, golden->targets, 4, 0, 11}, scenes, groups, outcome)
              .has_value());
      gradients.push_back(scenes);
    }
    QCOMPARE(gradients[0], gradients[1]);
  }

 private:
  /// Float32 against double precision through 20 BatchNorms.
  static constexpr double kTolerance = 2e-3;

  static void models() {
    QTest::addColumn<QString>("name");
    for (const auto& model : dsmnModels()) {
      QTest::newRow(model.name.c_str()) << QString::fromStdString(model.name);
    }
  }

  TorchBackend* m_backend = nullptr;
};

QTEST_GUILESS_MAIN(TestTrainNet)
#include "tst_train_net.moc"
