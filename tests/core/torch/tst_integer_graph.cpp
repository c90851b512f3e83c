// SPDX-License-Identifier: GPL-3.0-or-later
// The graph of quantization-aware training against the integer engine: the shipped networks on
// demo clips. Both round alike or fine-tuning learns for another network than the one that runs.
#include "core/dataset/dataset.h"
#include "core/dataset/demo_set.h"
#include "core/eval/clip_features.h"
#include "core/nn/native/calibration.h"
#include "core/nn/native/int8_engine.h"
#include "core/nn/torch_backend.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

using namespace scenelens;

namespace {

/// A shipped network with ranges from a few clips, in both forms.
struct Pair {
  std::unique_ptr<Trainable> graph;
  std::unique_ptr<Int8Classifier> engine;
};

std::size_t decision(std::span<const float> logits) {
  return static_cast<std::size_t>(std::max_element(logits.begin(), logits.begin() + kSceneCount) -
                                  logits.begin());
}

double cosine(std::span<const float> a, std::span<const float> b) {
  double product = 0.0, squares = 0.0, others = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += double{a[i]} * b[i];
    squares += double{a[i]} * a[i];
    others += double{b[i]} * b[i];
  }
  return product / std::sqrt(squares * others);
}

}  // namespace

class TestIntegerGraph final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void decisionsAndLogitsAreTheEngines_data() { models(); }
  void decisionsAndLogitsAreTheEngines();
  void everyNumberBetweenTwoLayersIsTheEngines_data() { models(); }
  void everyNumberBetweenTwoLayersIsTheEngines();
  void fineTuningComputesWhatInferenceComputes_data() { models(); }
  void fineTuningComputesWhatInferenceComputes();
  void aChannelThatBatchNormSwitchesOffStaysExact();

 private:
  static void models() {
    QTest::addColumn<QString>("name");
    for (const auto& model : dsmnModels()) {
      QTest::newRow(model.name.c_str()) << QString::fromStdString(model.name);
    }
  }
  [[nodiscard]] Result<Model> shipped(const QString& name) const {
    return loadModel(std::filesystem::path(SCENELENS_SOURCE_DIR) / "models" /
                     (name.toStdString() + ".safetensors"));
  }
  [[nodiscard]] Result<Pair> pairOf(const Model& model) const;
  [[nodiscard]] std::span<const float> clip(std::size_t index) const {
    return std::span(m_features).subspan(index * kFeatureSize, kFeatureSize);
  }
  [[nodiscard]] std::size_t clips() const { return m_features.size() / kFeatureSize; }
  /// Fails when a map differs anywhere.
  void compareMaps(const Pair& pair, std::size_t index) const;

  TorchBackend* m_backend = nullptr;
  std::vector<float> m_features;  ///< 100 clips
};

void TestIntegerGraph::initTestCase() {
  const auto backend = loadTorchBackend();
  QVERIFY2(backend.has_value(), backend ? "" : backend.error().text().c_str());
  m_backend = *backend;
  QTemporaryDir folder;
  const std::array roots{std::filesystem::path(folder.filePath("demo").toStdString())};
  QVERIFY(writeDemoSet(roots[0], {10, 1}, JobControl()).has_value());
  const auto dataset = openDataset(roots, JobControl());
  QVERIFY2(dataset.has_value(), dataset ? "" : dataset.error().text().c_str());
  std::vector<std::uint32_t> all(dataset->clips.size());
  std::iota(all.begin(), all.end(), 0U);
  const auto read = forEachClip(
      *dataset, all, 1,
      [&](std::size_t, std::span<const float> features) {
        m_features.insert(m_features.end(), features.begin(), features.end());
      },
      JobControl());
  QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
  QCOMPARE(clips(), std::size_t{100});
}

Result<Pair> TestIntegerGraph::pairOf(const Model& model) const {
  const auto folded = FoldedNetwork::from(model.architecture, model.weights);
  if (!folded) return fail(folded.error());
  Calibration calibration(model.architecture);
  for (std::size_t i = 0; i < clips(); i += 25) {
    calibration.add(tracePoints(model.architecture, *folded, clip(i)));
  }
  const auto ranges = calibration.ranges(RangeRule::SquaredError);
  auto network = quantize(model.architecture, model.weights, ranges);
  if (!network) return fail(network.error());
  TrainableOptions options;
  options.dropout = 0.0;
  options.threads = 2;
  auto graph = m_backend->makeTrainable(model, options);
  if (!graph) return fail(graph.error());
  (*graph)->freezeStatistics(true);
  (*graph)->quantize(ranges);
  return Pair{std::move(*graph),
              std::make_unique<Int8Classifier>(std::make_shared<int8::PackedNetwork>(
                  int8::PackedNetwork::from(std::move(*network))))};
}

void TestIntegerGraph::decisionsAndLogitsAreTheEngines() {
  QFETCH(QString, name);
  const auto model = shipped(name);
  QVERIFY2(model.has_value(), model ? "" : model.error().text().c_str());
  const auto pair = pairOf(*model);
  QVERIFY2(pair.has_value(), pair ? "" : pair.error().text().c_str());
  std::vector<float> graph(clips() * kLogitCount), integers(graph.size());
  QVERIFY(pair->graph->logits(m_features, graph).has_value());
  QVERIFY(pair->engine->forward(m_features, integers).has_value());
  std::size_t same = 0;
  for (std::size_t i = 0; i < clips(); ++i) {
    const auto of = [i](const std::vector<float>& logits) {
      return decision(std::span(logits).subspan(i * kLogitCount, kLogitCount));
    };
    same += of(graph) == of(integers) ? 1U : 0U;
  }
  // The demand is 99.9 % of the decisions and logits within two quantization steps of the 8 bits
  // over their range; what holds is more, so that a single wrong rounding shows.
  QCOMPARE(same, clips());
  QVERIFY(*std::ranges::max_element(graph) - *std::ranges::min_element(graph) > 1.0F);
  QVERIFY(graph == integers);
}

void TestIntegerGraph::compareMaps(const Pair& pair, std::size_t index) const {
  const auto graph = pair.graph->trace(clip(index));
  QVERIFY2(graph.has_value(), graph ? "" : graph.error().text().c_str());
  const auto integers = pair.engine->trace(clip(index));
  QCOMPARE(graph->values.size(), integers.values.size());
  for (std::size_t i = 0; i < graph->values.size(); ++i) {
    const auto& numbers = graph->values[i];
    QVERIFY2(numbers == integers.values[i], graph->points[i].name.c_str());
    QVERIFY2(std::ranges::any_of(numbers, [](float value) { return value != 0.0F; }),
             graph->points[i].name.c_str());
  }
}

void TestIntegerGraph::everyNumberBetweenTwoLayersIsTheEngines() {
  QFETCH(QString, name);
  const auto model = shipped(name);
  QVERIFY2(model.has_value(), model ? "" : model.error().text().c_str());
  const auto pair = pairOf(*model);
  QVERIFY2(pair.has_value(), pair ? "" : pair.error().text().c_str());
  for (const std::size_t index : {0U, 57U}) compareMaps(*pair, index);
}

void TestIntegerGraph::fineTuningComputesWhatInferenceComputes() {
  QFETCH(QString, name);
  const auto model = shipped(name);
  QVERIFY2(model.has_value(), model ? "" : model.error().text().c_str());
  const auto pair = pairOf(*model);
  QVERIFY2(pair.has_value(), pair ? "" : pair.error().text().c_str());
  constexpr std::size_t kClips = 30;
  const auto features = std::span(m_features).first(kClips * kFeatureSize);
  std::vector<float> targets(kClips * kLogitCount);
  for (std::size_t i = 0; i < kClips; ++i) {
    targets[i * kLogitCount + i % kSceneCount] = 1.0F;
    targets[i * kLogitCount + kSceneCount + i % 3] = 1.0F;
  }
  std::vector<float> scenes(pair->graph->parameters().size()), groups(scenes.size());
  StepOutcome outcome;
  QVERIFY(pair->graph->gradients({features, targets, kClips, 0, 0}, scenes, groups, outcome)
              .has_value());
  std::vector<float> integers(kClips * kLogitCount);
  QVERIFY(pair->engine->forward(features, integers).has_value());
  QCOMPARE(outcome.logits, integers);

  // The gradient passes rounding as if it were not there, so it points where the float network's
  // does, apart from what rounding does to the activations.
  std::vector<float> floatScenes(scenes.size()), floatGroups(scenes.size());
  pair->graph->quantize({});
  QVERIFY(
      pair->graph->gradients({features, targets, kClips, 0, 0}, floatScenes, floatGroups, outcome)
          .has_value());
  QVERIFY(outcome.logits != integers);
  for (const double like : {cosine(scenes, floatScenes), cosine(groups, floatGroups)}) {
    qInfo("cosine of the gradients with and without rounding: %.4f", like);
    QVERIFY2(like > 0.9, qPrintable(QString::number(like)));
  }
}

void TestIntegerGraph::aChannelThatBatchNormSwitchesOffStaysExact() {
  auto model = shipped(QStringLiteral("model1"));
  QVERIFY2(model.has_value(), model ? "" : model.error().text().c_str());
  // Switched off, turned round, and a bias too large for its weights' own scale.
  const auto set = [&](const char* name, std::size_t at, float value) {
    auto& tensor = model->weights.tensors.at(name);
    auto values = std::vector<float>(tensor.floats().begin(), tensor.floats().end());
    values[at] = value;
    tensor = Tensor::fromFloats(tensor.shape, values);
  };
  set("conv1.dilaconv1.norm.weight", 0, 0.0F);
  set("conv1.dilaconv1.norm.bias", 0, 0.5F);
  set("conv1.norm.weight", 1, 0.0F);
  set("conv1.norm.bias", 1, 0.25F);
  set("conv2.dilaconv2.norm.weight", 3, -0.7F);
  set("conv2.norm.weight", 2, -0.4F);
  set("conv3.dilaconv1.norm.weight", 0, 1e-8F);
  set("conv3.dilaconv1.norm.bias", 0, 0.3F);
  const auto pair = pairOf(*model);
  QVERIFY2(pair.has_value(), pair ? "" : pair.error().text().c_str());
  for (const std::size_t index : {0U, 57U}) compareMaps(*pair, index);
}

QTEST_GUILESS_MAIN(TestIntegerGraph)
#include "tst_integer_graph.moc"
