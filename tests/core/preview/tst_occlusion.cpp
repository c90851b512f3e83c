// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/engines.h"
#include "core/preview/occlusion.h"
#include "tests/core/preview/preview_reference.h"
#include "tests/core/support/int8_weights.h"

#include <QTest>

using namespace scenelens;
using namespace scenelens::test;

namespace {

using Classifiers = std::vector<std::unique_ptr<Classifier>>;

Model untrained() {
  Model model;
  model.architecture = *findArchitecture("model1");
  model.weights = untrainedWeights(model.architecture, 3);
  return model;
}

Classifiers classifiersOf(const Model& model, std::size_t count) {
  Classifiers all;
  for (std::size_t i = 0; i < count; ++i) {
    auto classifier = makeClassifier(model, engineFor(model));
    if (classifier) all.push_back(std::move(*classifier));
  }
  return all;
}

/// Knows nothing and fails after some clips.
class Broken final : public Classifier {
 public:
  std::string engineName() const override { return "broken"; }
  std::string_view precisionName() const override { return "Float32"; }
  Status forward(std::span<const float>, std::span<float>) override {
    if (++m_calls > 2) return fail({"out of order"});
    return {};
  }

 private:
  int m_calls = 0;
};

/// One patch after the other, without batches and threads.
std::vector<float> directly(Classifier& classifier, std::span<const float> features,
                            std::size_t bands, std::size_t frames) {
  std::vector<float> logits;
  for (std::size_t band = 0; band < kMels; band += bands) {
    for (std::size_t frame = 0; frame < kFrames; frame += frames) {
      std::vector<float> hidden(features.begin(), features.end());
      for (std::size_t m = band; m < std::min(kMels, band + bands); ++m) {
        for (std::size_t t = frame; t < std::min(kFrames, frame + frames); ++t) {
          hidden[m * kFrames + t] = 0.0F;
          hidden[kMapSize + m * kFrames + t] = 0.0F;
        }
      }
      std::vector<float> one(kLogitCount);
      if (!classifier.forward(hidden, one)) return {};
      logits.insert(logits.end(), one.begin(), one.end());
    }
  }
  return logits;
}

}  // namespace

class TestOcclusion final : public QObject {
  Q_OBJECT

 private slots:
  void equalsADirectLoopOverTheClassifier_data() {
    QTest::addColumn<bool>("int8");
    QTest::addColumn<int>("threads");
    QTest::newRow("float, one thread") << false << 1;
    QTest::newRow("float, three threads") << false << 3;
    QTest::newRow("int8, two threads") << true << 2;
  }
  void equalsADirectLoopOverTheClassifier() {
    QFETCH(const bool, int8);
    QFETCH(const int, threads);
    Model model = untrained();
    if (int8) {
      auto twin = quantizedTwin(model);
      QVERIFY(twin.has_value());
      model = std::move(*twin);
    }
    const auto classifiers = classifiersOf(model, std::size_t(threads));
    QCOMPARE(classifiers.size(), std::size_t(threads));
    const auto features = featuresOf(toneSignal()).features;
    // Neither divides its axis.
    const OcclusionGrid grid{48, 9};
    const auto map = occlusionMap(features, grid, classifiers, JobControl());
    QVERIFY2(map.has_value(), map ? "" : map.error().text().c_str());
    QCOMPARE(grid.rows(), std::size_t{6});
    QCOMPARE(grid.columns(), std::size_t{5});
    QCOMPARE(map->hidden, directly(*classifiers.front(), features, 48, 9));

    const auto whole = classifiers.front()->predict(features);
    QVERIFY(whole.has_value());
    const auto drop = map->drop(4);
    const auto group = map->drop(11);
    QCOMPARE(map->probability(4), whole->scenes[4]);
    for (std::size_t i = 0; i < drop.size(); ++i) {
      const auto hidden =
          predictionFromLogits(std::span(map->hidden).subspan(i * kLogitCount, kLogitCount));
      QCOMPARE(drop[i], whole->scenes[4] - hidden.scenes[4]);
      QCOMPARE(group[i], whole->groups[1] - hidden.groups[1]);
    }
    QVERIFY(std::ranges::any_of(drop, [](float value) { return value != 0.0F; }));
  }

  void oneGreatPatchHidesEverything() {
    const auto classifiers = classifiersOf(untrained(), 1);
    const auto map =
        occlusionMap(featuresOf(noiseSignal()).features, {256, 44}, classifiers, JobControl());
    QVERIFY(map.has_value());
    std::vector<float> silent(kLogitCount);
    QVERIFY(classifiers.front()->forward(std::vector<float>(kFeatureSize), silent).has_value());
    QCOMPARE(map->hidden, silent);
  }

  void reportsPatchesAndStopsWhenCancelled() {
    const auto classifiers = classifiersOf(untrained(), 2);
    const auto features = featuresOf(toneSignal()).features;
    std::size_t last = 0;
    std::size_t total = 0;
    const JobControl counting([&](std::size_t done, std::size_t all) {
      last = done;
      total = all;
    });
    QVERIFY(occlusionMap(features, {32, 11}, classifiers, counting).has_value());
    QCOMPARE(last, std::size_t{32});
    QCOMPARE(total, std::size_t{32});

    JobControl* self = nullptr;
    JobControl control([&](std::size_t, std::size_t) { self->cancel(); });
    self = &control;
    const auto cancelled = occlusionMap(features, {4, 1}, classifiers, control);
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().reason, std::string("cancelled"));
  }

  void aClassifierThatFailsIsAnError() {
    Classifiers broken;
    broken.push_back(std::make_unique<Broken>());
    const auto map = occlusionMap(std::vector<float>(kFeatureSize), {16, 4}, broken, JobControl());
    QVERIFY(!map);
    QCOMPARE(map.error().reason, std::string("out of order"));
  }

  void patchesWithoutASizeAreRefused() {
    QVERIFY(!checkOcclusion({0, 4}));
    QVERIFY(!checkOcclusion({257, 4}));
    QVERIFY(!checkOcclusion({16, 45}));
    QVERIFY(checkOcclusion({256, 44}).has_value());
    const auto classifiers = classifiersOf(untrained(), 1);
    QVERIFY(!occlusionMap(std::vector<float>(kFeatureSize), {16, 0}, classifiers, JobControl()));
  }
};

QTEST_APPLESS_MAIN(TestOcclusion)
#include "tst_occlusion.moc"
