// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/holdout.h"
#include "tests/core/train/training_fixture.h"

#include <QTest>

#include <array>
#include <map>
#include <set>

using namespace scenelens;

namespace {

using Names = std::set<std::string>;

Names locationsOf(const TrainingSet& set, const std::vector<TrainingClip>& clips) {
  Names names;
  for (const auto& clip : clips)
    names.insert(std::string(set.datasets[clip.dataset]->location(set.clip(clip))));
  return names;
}

bool equal(const std::vector<TrainingClip>& a, const std::vector<TrainingClip>& b) {
  return std::ranges::equal(a, b, [](const TrainingClip& x, const TrainingClip& y) {
    return x.dataset == y.dataset && x.clip == y.clip;
  });
}

std::map<Scene, std::size_t> perScene(const std::vector<TrainingClip>& clips) {
  std::map<Scene, std::size_t> counts;
  for (const auto& clip : clips) ++counts[clip.scene];
  return counts;
}

}  // namespace

class TestHoldOut final : public QObject {
  Q_OBJECT

 private slots:
  void noLocationIsOnBothSides() {
    const auto dataset = test::datasetOf("x", nullptr, 10, 30, 4);
    const auto set = split({&dataset}, 0.2);
    QVERIFY(set);
    const auto train = locationsOf(*set, set->train);
    for (const auto& name : locationsOf(*set, set->validation)) QVERIFY(!train.contains(name));
    QCOMPARE(Names(set->heldOut.begin(), set->heldOut.end()), locationsOf(*set, set->validation));
  }

  void theFractionHoldsForEveryScene() {
    const auto dataset = test::datasetOf("x", nullptr, 10, 30, 4);  // 20 locations to train on
    const auto set = split({&dataset}, 0.2);
    QVERIFY(set);
    for (const Scene scene : allScenes()) {
      QCOMPARE(perScene(set->train)[scene], std::size_t(64));
      QCOMPARE(perScene(set->validation)[scene], std::size_t(16));
    }
  }

  void onlyLabelledClipsOfTheTrainingFoldAreUsed() {
    auto dataset = test::datasetOf("x", nullptr);
    dataset.clips[0].scene.reset();
    dataset.clips[1].fold = Fold::None;
    const auto set = split({&dataset}, 0.2);
    QVERIFY(set);
    std::size_t expected = 0;
    for (const auto& clip : dataset.clips)
      expected += clip.fold == Fold::Train && clip.scene ? 1 : 0;
    QCOMPARE(set->size(), expected);
    for (std::size_t i = 0; i < set->size(); ++i) {
      const auto& clip = set->at(i);
      QVERIFY(set->clip(clip).fold == Fold::Train);
      QVERIFY(clip.scene == set->clip(clip).scene);
      QCOMPARE(clip.device, std::string(dataset.device(set->clip(clip))));
    }
  }

  void aSeedGivesTheSameSplitAndAnotherSeedAnother() {
    const auto dataset = test::datasetOf("x", nullptr, 10, 30, 4);
    const auto one = split({&dataset}, 0.2, 7);
    const auto again = split({&dataset}, 0.2, 7);
    const auto other = split({&dataset}, 0.2, 8);
    QVERIFY(one && again && other);
    QVERIFY(equal(one->validation, again->validation) && equal(one->train, again->train));
    QVERIFY(!equal(one->validation, other->validation));
  }

  void everySceneKeepsALocationOnEachSide() {
    for (const double fraction : {1e-6, 0.5, 0.9}) {
      const auto dataset = test::datasetOf("x", nullptr, 10, 3, 2);  // two to train on
      const auto set = split({&dataset}, fraction);
      QVERIFY(set);
      for (const Scene scene : allScenes()) {
        QCOMPARE(perScene(set->train)[scene], std::size_t(2));
        QCOMPARE(perScene(set->validation)[scene], std::size_t(2));
      }
    }
  }

  void aLocationThatIsMostOfASceneIsTrainedOn() {
    auto dataset = test::datasetOf("x", nullptr, 10, 2, 10);
    std::size_t kept = 0;  // one clip of every second location
    std::erase_if(dataset.clips,
                  [&](const Clip& clip) { return clip.location % 2 == 1 && kept++ % 10 != 0; });
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const auto set = split({&dataset}, 0.15, seed);
      QVERIFY(set);
      for (const Scene scene : allScenes()) {
        QCOMPARE(perScene(set->train)[scene], std::size_t(10));
        QCOMPARE(perScene(set->validation)[scene], std::size_t(1));
      }
    }
  }

  void aSceneWithOneLocationIsTrainedOn() {
    auto dataset = test::datasetOf("x", nullptr, 2, 4, 2);
    for (auto& clip : dataset.clips)
      if (clip.scene == Scene::Airport && clip.location != 0) clip.fold = Fold::Test;
    const auto set = split({&dataset}, 0.3);
    QVERIFY(set);
    QCOMPARE(perScene(set->train)[Scene::Airport], std::size_t(2));
    QCOMPARE(perScene(set->validation)[Scene::Airport], std::size_t(0));
    QVERIFY(perScene(set->validation)[Scene::Bus] > 0);
  }

  void severalDataSetsAreJoinedAndEachIsHeldOutFrom() {
    const auto one = test::datasetOf("x", nullptr, 10, 12, 3);
    const auto two = test::datasetOf("y", nullptr, 10, 6, 2);
    const auto set = split({&one, &two}, 0.25);
    QVERIFY(set);
    std::array<std::map<Scene, std::size_t>, 2> held;
    for (const auto& clip : set->validation) ++held[clip.dataset][clip.scene];
    for (const auto& counts : held) QCOMPARE(counts.size(), std::size_t(10));
    QCOMPARE(set->datasets.size(), std::size_t(2));
  }

  void aLocationOfTwoDataSetsStaysOnOneSide() {
    const auto one = test::datasetOf("x", nullptr, 10, 12, 3);
    auto two = one;
    two.name = "copy";
    const auto set = split({&one, &two}, 0.25);
    QVERIFY(set);
    const auto train = locationsOf(*set, set->train);
    for (const auto& name : locationsOf(*set, set->validation)) QVERIFY(!train.contains(name));
    QVERIFY(!set->validation.empty());
  }

  void aSingleLocationInEachOfTwoDataSetsLeavesOneForEachSide() {
    const auto one = test::datasetOf("x", nullptr, 10, 1, 3);
    const auto two = test::datasetOf("y", nullptr, 10, 1, 3);
    const auto set = split({&one, &two}, 0.25);
    QVERIFY(set);
    QCOMPARE(perScene(set->train).size(), std::size_t(10));
    QCOMPARE(perScene(set->validation).size(), std::size_t(10));
  }

  void clipsWithoutALocationAreTrainedOn() {
    auto dataset = test::datasetOf("x", nullptr, 10, 6, 2);
    for (std::size_t i = 0; i < dataset.clips.size(); i += 2) dataset.clips[i].location = -1;
    const auto set = split({&dataset}, 0.25);
    QVERIFY(set);
    for (const auto& clip : set->validation) QVERIFY(set->clip(clip).location >= 0);
  }

  void nothingIsHeldOutWhenNothingIsAskedFor() {
    const auto dataset = test::datasetOf("x", nullptr);
    const auto set = split({&dataset}, 0.0);
    QVERIFY(set);
    QVERIFY(set->validation.empty() && set->heldOut.empty());
    QCOMPARE(set->train.size(), std::size_t(90));
  }

  void theTestFoldCanBeTheJudgeAsTheAuthorsHadIt() {
    const auto dataset = test::datasetOf("x", nullptr);
    const Dataset* const datasets[] = {&dataset};
    const auto set = makeTrainingSet(datasets, HoldOut::TestFold, 0.15, 1);
    QVERIFY(set);
    QCOMPARE(set->train.size(), std::size_t(90));
    QCOMPARE(set->validation.size(), std::size_t(30));
    for (const auto& clip : set->validation) QVERIFY(set->clip(clip).fold == Fold::Test);
  }

  void whatCannotBeSplitIsAnError() {
    QVERIFY(!split({}, 0.2));
    auto dataset = test::datasetOf("lonely", nullptr, 10, 1, 3);
    dataset.root = "/data/lonely";
    const auto nothing = split({&dataset}, 0.2);
    QVERIFY(!nothing);
    QVERIFY(nothing.error().text().find("two locations") != std::string::npos);
    for (auto& clip : dataset.clips) clip.fold = Fold::Test;
    const auto noTrain = split({&dataset}, 0.2);
    QVERIFY(!noTrain);
    QVERIFY(noTrain.error().text().find("/data/lonely: the train fold") != std::string::npos);
  }

 private:
  static Result<TrainingSet> split(const std::vector<const Dataset*>& datasets, double fraction,
                                   std::uint64_t seed = 1) {
    return makeTrainingSet(datasets, HoldOut::Locations, fraction, seed);
  }
};

QTEST_APPLESS_MAIN(TestHoldOut)
#include "tst_holdout.moc"
