// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/rank_score.h"
#include "run_figures_fixture.h"

#include <QTest>

using namespace scenelens;

namespace {

RankedSystem systemOf(std::string name, double accuracy, std::uint64_t bytes, std::uint64_t macs) {
  RankedSystem system;
  system.name = std::move(name);
  system.accuracy = accuracy;
  system.bytes = bytes;
  system.macs = macs;
  return system;
}

}  // namespace

class TestRankScore final : public QObject {
  Q_OBJECT

 private slots:
  void ranksAndScoresEqualScipy_data() {
    QTest::addColumn<QString>("ties");
    for (const char* ties : {"competition", "dense", "average"}) QTest::newRow(ties) << ties;
  }
  void ranksAndScoresEqualScipy() {
    // run_figures.json: scipy.stats.rankdata, see make_run_figures.py beside it.
    QFETCH(QString, ties);
    const QJsonValue made = readJsonObject(
        QStringLiteral(SCENELENS_TEST_DATA "/run_figures.json"))[QStringLiteral("ranking")];
    std::vector<RankedSystem> systems;
    for (qsizetype i = 0; i < made[QStringLiteral("bytes")].toArray().size(); ++i)
      systems.push_back(systemOf({}, made[QStringLiteral("accuracy")][i].toDouble(),
                                 std::uint64_t(made[QStringLiteral("bytes")][i].toInteger()),
                                 std::uint64_t(made[QStringLiteral("macs")][i].toInteger())));
    QCOMPARE(systems.size(), std::size_t{12});
    const auto rule = tieRuleFromName(ties.toStdString());
    QVERIFY(rule.has_value());
    const auto ranking = rankSystems(systems, *rule);
    QCOMPARE(ranking.rows.size(), std::size_t{12});
    const QJsonValue expected = made[QStringLiteral("rules")][ties];
    double last = 0.0;
    for (const auto& row : ranking.rows) {
      const auto i = qsizetype(row.system);
      QCOMPARE(row.accuracyRank, expected[QStringLiteral("accuracy")][i].toDouble());
      QCOMPARE(row.memoryRank, expected[QStringLiteral("memory")][i].toDouble());
      QCOMPARE(row.macRank, expected[QStringLiteral("macs")][i].toDouble());
      QCOMPARE(row.score, expected[QStringLiteral("score")][i].toDouble());
      QCOMPARE(row.place, expected[QStringLiteral("place")][i].toDouble());
      QVERIFY(row.score >= last);
      last = row.score;
    }
  }

  void whatIsOverALimitIsFlagged() {
    const std::vector systems{systemOf("within", 0.5, 128'000, 30'000'000),
                              systemOf("heavy", 0.5, 128'001, 30'000'000),
                              systemOf("slow", 0.5, 128'000, 30'000'001)};
    const auto ranking = rankSystems(systems);
    QCOMPARE(ranking.rows.size(), std::size_t{3});
    for (const auto& row : ranking.rows) {
      QCOMPARE(row.overMemory, row.system == 1);
      QCOMPARE(row.overMacs, row.system == 2);
    }
  }

  void whatIsUnknownIsLeftOutWithAReason() {
    std::vector systems{systemOf("whole", 0.5, 1, 1), systemOf("no bytes", 0.6, 1, 1),
                        systemOf("nothing", 0.7, 1, 1), systemOf("no number", NAN, 1, 1)};
    systems[1].bytes.reset();
    systems[2].accuracy.reset();
    systems[2].bytes.reset();
    systems[2].macs.reset();
    const auto ranking = rankSystems(systems);
    QCOMPARE(ranking.rows.size(), std::size_t{1});
    QCOMPARE(ranking.rows[0].accuracyRank, 1.0);
    QCOMPARE(ranking.unranked.size(), std::size_t{3});
    QCOMPARE(ranking.unranked[0].system, std::size_t{1});
    QCOMPARE(ranking.unranked[0].reason, std::string("bytes are unknown"));
    QCOMPARE(ranking.unranked[1].reason, std::string("accuracy, bytes and MACs are unknown"));
    QCOMPARE(ranking.unranked[2].reason, std::string("accuracy is unknown"));
  }

  void aHypotheticalSystemLandsAmongTheOthers() {
    const std::vector systems{systemOf("good", 0.6, 120'000, 29'000'000),
                              systemOf("small", 0.5, 20'000, 2'000'000)};
    const auto best = placeOf(systems, systemOf("best", 0.61, 10'000, 1'000'000));
    QVERIFY(best.has_value());
    QCOMPARE(best->system, std::size_t{2});
    QCOMPARE(best->score, 1.0);
    QCOMPARE(best->place, 1.0);
    const auto middle = placeOf(systems, systemOf("middle", 0.55, 50'000, 10'000'000));
    QCOMPARE(middle->accuracyRank, 2.0);
    QCOMPARE(middle->score, 2.0);
    QVERIFY(!placeOf(systems, RankedSystem()).has_value());
    QCOMPARE(placeOf({}, systemOf("alone", 0.1, 1, 1))->place, 1.0);
  }

  void noSystemsAreNoRanking() {
    const auto ranking = rankSystems({});
    QVERIFY(ranking.rows.empty() && ranking.unranked.empty());
    QVERIFY(!tieRuleFromName("random").has_value());
  }
};

QTEST_GUILESS_MAIN(TestRankScore)
#include "tst_rank_score.moc"
