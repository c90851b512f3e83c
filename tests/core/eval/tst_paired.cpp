// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/paired.h"
#include "run_figures_fixture.h"

#include <QTest>

using namespace scenelens;

namespace {

/// Clips of one scene, right where the text has '+', wrong where '-' or 'x' (another scene), and
/// not predicted where '.'.
JudgedRun judgedAs(std::string_view marks) {
  JudgedRun run;
  for (const char mark : marks) {
    run.truth.push_back(0);
    run.decision.push_back(mark == '+'   ? std::uint8_t{0}
                           : mark == '-' ? std::uint8_t{1}
                           : mark == 'x' ? std::uint8_t{2}
                                         : JudgedRun::kNone);
    run.loss.push_back(mark == '+' ? 0.25F : 2.0F);
  }
  return run;
}

}  // namespace

class TestPaired final : public QObject {
  Q_OBJECT

 private slots:
  void clipsAreCountedByWhoIsRight() {
    const auto first = judgedAs("++--+-.-");
    const auto second = judgedAs("+-+-.x+-");
    const auto counts = compareDecisions(first, second, everyClip(9));
    QCOMPARE(counts.clips, std::size_t{6});
    QCOMPARE(counts.bothRight, std::size_t{1});
    QCOMPARE(counts.onlyFirst, std::size_t{1});
    QCOMPARE(counts.onlySecond, std::size_t{1});
    QCOMPARE(counts.bothWrong, std::size_t{3});
    QCOMPARE(counts.disagreements, std::size_t{3});  // one of them wrong in two ways
    QCOMPARE(int(agreementOf(first, second, 1)), int(Agreement::OnlyFirst));
    QCOMPARE(int(agreementOf(first, second, 4)), int(Agreement::Unknown));
    QCOMPARE(int(agreementOf(first, second, 99)), int(Agreement::Unknown));
  }

  void mcNemarEqualsScipy() {
    const auto cases = readJsonObject(QStringLiteral(
        SCENELENS_TEST_DATA "/run_figures.json"))[QStringLiteral("mcnemar")]
                           .toArray();
    QCOMPARE(cases.size(), 11);
    for (const auto& one : cases) {
      const auto test = mcNemar(std::size_t(one[QStringLiteral("b")].toInt()),
                                std::size_t(one[QStringLiteral("c")].toInt()));
      QCOMPARE(test.exact, one[QStringLiteral("exact")].toBool());
      QVERIFY(isNear(test.statistic, one[QStringLiteral("statistic")].toDouble(), 1e-12));
      QVERIFY(isNear(test.p, one[QStringLiteral("p")].toDouble(), 1e-12));
    }
  }

  void lossesOfBothStandTogether() {
    const auto first = judgedAs("+-.+");
    const auto second = judgedAs("-++.");
    const auto pairs = lossPairs(first, second, std::vector<std::uint32_t>{3, 2, 1, 0});
    QCOMPARE(pairs.size(), std::size_t{2});
    QCOMPARE(pairs[0].clip, 1U);
    QCOMPARE(pairs[0].first, 2.0F);
    QCOMPARE(pairs[0].second, 0.25F);
    QCOMPARE(pairs[1].clip, 0U);
  }

  void manyRunsAreCountedTogether() {
    const auto a = judgedAs("+-+-.");
    const auto b = judgedAs("+-+x+");
    const auto c = judgedAs("+--x+");
    const auto many = compareMany(std::vector{&a, &b, &c}, everyClip(5));
    QCOMPARE(many.clips, std::size_t{4});
    QVERIFY(many.rightBy == (std::vector<std::size_t>{2, 0, 1, 1}));
    QVERIFY(many.onlyRight == (std::vector<std::size_t>{0, 0, 0}));
    QCOMPARE(many.unanimous, std::size_t{2});
    const auto d = judgedAs("-----");
    const auto alone = compareMany(std::vector{&d, &c}, everyClip(5));
    QVERIFY(alone.onlyRight == (std::vector<std::size_t>{0, 2}));
    QCOMPARE(compareMany({}, everyClip(5)).clips, std::size_t{0});
  }

  void theSameMomentByTwoDevicesIsAPair() {
    Dataset dataset;
    DatasetBuilder builder;
    std::string buffer;
    for (const char* name :
         {"audio/airport-lisbon-1-2-0-a.wav", "audio/airport-lisbon-1-2-0-s5.wav",
          "audio/airport-lisbon-1-2-1-s5.wav", "other/airport-lisbon-1-2-0-b.wav",
          "audio/airport-lisbon-1-3-0-s5.wav", "audio/airport-lisbon-1-3-0-a.wav", "noise.wav"})
      builder.add(name, 0, DatasetBuilder::factsFromName(name, buffer));
    dataset = builder.finish();
    const auto run = judgedAs("+-++--+");
    const auto partners = findPartners(dataset);
    const auto rows = alignedDevices(dataset, run, partners, everyClip(7));
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].device, std::string("b"));
    QCOMPARE(rows[0].pairs, std::size_t{1});
    QCOMPARE(rows[0].bothRight, std::size_t{1});
    QCOMPARE(rows[1].device, std::string("s5"));
    QCOMPARE(int(rows[1].group), int(DeviceGroup::Unseen));
    QCOMPARE(rows[1].pairs, std::size_t{2});  // second 1 has no partner
    QCOMPARE(rows[1].differ, std::size_t{1});
    QCOMPARE(rows[1].onlyReference, std::size_t{1});
    QCOMPARE(rows[1].bothWrong, std::size_t{1});
    QVERIFY(isNear(rows[1].referenceLogLoss, (0.25 + 2.0) / 2));
    // A filter on the device keeps its pairs though device a is filtered out.
    const auto filtered =
        alignedDevices(dataset, run, partners, std::vector<std::uint32_t>{1, 2, 4});
    QCOMPARE(filtered.size(), std::size_t{1});
    QCOMPARE(filtered[0].pairs, std::size_t{2});
    QVERIFY(alignedDevices(dataset, run, partners, std::vector<std::uint32_t>{0, 5}).empty());
  }
};

QTEST_GUILESS_MAIN(TestPaired)
#include "tst_paired.moc"
