// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/confusion.h"
#include "run_figures_fixture.h"

#include <QTest>

using namespace scenelens;

namespace {

std::uint64_t total(const SceneCounts& counts) {
  std::uint64_t sum = 0;
  for (const auto& row : counts)
    for (const auto count : row) sum += count;
  return sum;
}

}  // namespace

class TestConfusion final : public QObject {
  Q_OBJECT

 private slots:
  // run_figures.json: scikit-learn 1.2.1, see make_run_figures.py beside it.
  void initTestCase() {
    m_made = readRunFigures();
    QCOMPARE(m_made.clips.size(), std::size_t{116});
  }

  void countsEqualScikitLearn() {
    const auto counts = confusion(m_made.judged[0], m_made.clips);
    for (std::size_t row = 0; row < kSceneCount; ++row)
      for (std::size_t column = 0; column < kSceneCount; ++column)
        QCOMPARE(double(counts[row][column]), expected("counts", row, column));
    QCOMPARE(total(counts), std::uint64_t{116});
  }

  void sharesEqualScikitLearn_data() {
    QTest::addColumn<int>("share");
    QTest::addColumn<QString>("name");
    QTest::newRow("row") << int(ConfusionShare::Row) << "true";
    QTest::newRow("column") << int(ConfusionShare::Column) << "pred";
    QTest::newRow("all") << int(ConfusionShare::All) << "all";
  }
  void sharesEqualScikitLearn() {
    QFETCH(int, share);
    QFETCH(QString, name);
    const auto counts = confusion(m_made.judged[0], m_made.clips);
    const auto cells = shares(counts, ConfusionShare(share));
    for (std::size_t row = 0; row < kSceneCount; ++row) {
      for (std::size_t column = 0; column < kSceneCount; ++column) {
        // scikit-learn writes 0 where it would divide by 0.
        const double cell = std::isnan(cells[row][column]) ? 0.0 : cells[row][column];
        QVERIFY(isNear(cell, expected(name, row, column), 1e-12));
      }
    }
  }

  void aSceneWithoutClipsHasNoRecall() {
    const auto counts = confusion(m_made.judged[0], m_made.clips);
    const auto cells = shares(counts, ConfusionShare::Row);
    QVERIFY(std::isnan(cells[std::size_t(Scene::Tram)][std::size_t(Scene::Bus)]));
    QCOMPARE(shares(counts, ConfusionShare::None)[std::size_t(Scene::Tram)][0], 0.0);
    QVERIFY(std::isnan(shares(SceneCounts{}, ConfusionShare::All)[3][3]));
  }

  void onlyTheGivenClipsCount() {
    const std::vector<std::uint32_t> some{0, 5, 115, 116, 4'000'000};
    QCOMPARE(total(confusion(m_made.judged[0], some)), std::uint64_t{3});
    QCOMPARE(total(confusion(JudgedRun(), some)), std::uint64_t{0});
  }

  void groupsAddUpTheirScenes() {
    SceneCounts counts{};
    counts[std::size_t(Scene::Airport)][std::size_t(Scene::ShoppingMall)] = 3;
    counts[std::size_t(Scene::MetroStation)][std::size_t(Scene::Airport)] = 4;
    counts[std::size_t(Scene::Tram)][std::size_t(Scene::Park)] = 5;
    const auto groups = byGroup(counts);
    QCOMPARE(groups[std::size_t(SceneGroup::Indoor)][std::size_t(SceneGroup::Indoor)],
             std::uint64_t{7});
    QCOMPARE(groups[std::size_t(SceneGroup::Transport)][std::size_t(SceneGroup::Outdoor)],
             std::uint64_t{5});
    QCOMPARE(shares(groups, ConfusionShare::Row)[2][1], 1.0);
  }

  void theDiagonalCanBeLeftOut() {
    auto cells = shares(confusion(m_made.judged[0], m_made.clips), ConfusionShare::Row);
    const auto before = cells;
    blankDiagonal(cells);
    QVERIFY(std::isnan(cells[0][0]));
    QCOMPARE(cells[0][3], before[0][3]);
  }

  void twoRunsAreSubtractedOverTheClipsOfBoth() {
    auto second = m_made.judged[1];
    second.decision[2] = JudgedRun::kNone;
    const auto both = confusionOfBoth(m_made.judged[0], second, m_made.clips);
    QCOMPARE(both.clips, std::size_t{115});
    QCOMPARE(total(both.first), std::uint64_t{115});
    QCOMPARE(total(both.second), std::uint64_t{115});
    const auto whole = confusionOfBoth(m_made.judged[0], m_made.judged[1], m_made.clips);
    const auto less = difference(shares(whole.first, ConfusionShare::None),
                                 shares(whole.second, ConfusionShare::None));
    for (std::size_t row = 0; row < kSceneCount; ++row)
      for (std::size_t column = 0; column < kSceneCount; ++column)
        QCOMPARE(less[row][column],
                 expected("counts", row, column) - expected("second", row, column));
  }

  void scenesStandByGroup() {
    const auto& order = scenesInOrder(SceneOrder::Group);
    QCOMPARE(order[0], Scene::Airport);
    QCOMPARE(order[2], Scene::ShoppingMall);
    QCOMPARE(order[3], Scene::Park);
    QCOMPARE(order[7], Scene::Bus);
    QCOMPARE(order[9], Scene::Tram);
    QVERIFY(scenesInOrder(SceneOrder::Label) == allScenes());
  }

 private:
  [[nodiscard]] double expected(const QString& name, std::size_t row, std::size_t column) const {
    return m_made.expected[QStringLiteral("confusion")][name][qsizetype(row)][qsizetype(column)]
        .toDouble(NAN);
  }

  RunFiguresFixture m_made;
};

QTEST_GUILESS_MAIN(TestConfusion)
#include "tst_confusion.moc"
