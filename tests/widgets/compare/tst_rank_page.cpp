// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/prediction_tables.h"
#include "tests/widgets/workbench.h"
#include "widgets/base/figure_table.h"
#include "widgets/compare/rank_page.h"
#include "widgets/compare/what_if.h"

#include <QDateTime>
#include <QDoubleSpinBox>
#include <QSlider>

using namespace scenelens;
using namespace scenelens::test;

/// The rank score in the real window.
class TestRankPage final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_bench = std::make_unique<Workbench>();
    m_bench->window.showPage(MainWindow::Rank);
    QVERIFY(m_bench->settle());
  }
  void cleanup() { m_bench.reset(); }

  void theReportsRowsAreRankedByTheFormula() {
    // Accuracies 53.3, 56.4, 50.8, 52.4 %; bytes rise from Model1 to Model4; MACs 8.64, 16.74,
    // 25.44, 20.92 M: by hand R = 1.5 for row 1, 0.5 + 0.5 + 0.5 for row 2.
    QCOMPARE(ranking()->topLevelItemCount(), 4);
    const auto score = [&](const QString& name) {
      const int row = rowOf(name);
      return row < 0 ? -1.0 : ranking()->row(row)->data(2, FigureTable::kNumberRole).toDouble();
    };
    QCOMPARE(score(u"Model1"_s), 0.5 * 2 + 0.25 * 1 + 0.25 * 1);
    QCOMPARE(score(u"Model2"_s), 0.5 * 1 + 0.25 * 2 + 0.25 * 2);
    QCOMPARE(score(u"Model3"_s), 0.5 * 4 + 0.25 * 3 + 0.25 * 4);
    QCOMPARE(score(u"Model4"_s), 0.5 * 3 + 0.25 * 4 + 0.25 * 3);
    for (int row = 0; row < 4; ++row) QCOMPARE(ranking()->row(row)->text(9), u"kept"_s);
  }

  void theTieRuleChangesTheRanks() {
    const QString table = m_folder->filePath(u"mine.csv"_s);
    QVERIFY(writeLines(table, {u"system,development_accuracy_pct,bytes,macs_M,source"_s,
                               u"Twin 1,56.4,500,1,here"_s, u"Twin 2,56.4,600,2,here"_s,
                               u"Silent,57,,2,here"_s, u"Large,10,200000,31,here"_s}));
    page()->addTable(table);
    QCOMPARE(ranking()->topLevelItemCount(), 7);
    const auto accuracyRank = [&](const QString& name) {
      return ranking()->row(rowOf(name))->text(4);
    };
    auto* ties = m_bench->find<QComboBox>(u"tieRule"_s);
    choose(ties, 0);
    QCOMPARE(accuracyRank(u"Twin 2"_s), u"1"_s);
    QCOMPARE(accuracyRank(u"Report, Model1"_s), u"4"_s);
    choose(ties, 1);
    QCOMPARE(accuracyRank(u"Report, Model1"_s), u"2"_s);
    choose(ties, 2);
    QCOMPARE(accuracyRank(u"Twin 2"_s), u"2"_s);
    // Who cannot be ranked is named with the reason; who breaks limits is marked in words.
    const QString unranked = m_bench->find<QLabel>(u"unranked"_s)->text();
    QVERIFY2(unranked.contains(u"Silent (bytes are unknown)"_s), qPrintable(unranked));
    const QString limits = ranking()->row(rowOf(u"Large"_s))->text(9);
    QVERIFY2(limits.contains(u"128000 bytes"_s) && limits.contains(u"30 M"_s), qPrintable(limits));
  }

  void theTreeStaysAsItIsWhileRunsGrow() {
    auto& space = m_bench->workspace;
    space.setModels(bareModels());
    auto dataset = memoryDataset(60);
    for (auto& clip : dataset.clips) clip.missing = true;
    space.setDataset(std::move(dataset));
    space.addPredictions(0, {{0, predictionOf(Scene::Bus, 0.9F)}});
    QVERIFY(m_bench->settle());
    auto* tree = m_bench->find<QTreeWidget>(u"rankSystems"_s);
    const auto* run = tree->topLevelItem(0)->child(0);
    tree->setCurrentItem(tree->topLevelItem(1)->child(1));
    tree->collapseItem(tree->topLevelItem(0));
    space.addPredictions(0, {{1, predictionOf(Scene::Bus, 0.9F)}});
    QVERIFY(m_bench->settle());
    QVERIFY(tree->currentItem() == tree->topLevelItem(1)->child(1));
    QVERIFY(!tree->topLevelItem(0)->isExpanded());
    QCOMPARE(tree->topLevelItem(0)->child(0), run);
    space.addPredictions(1, {{1, predictionOf(Scene::Bus, 0.9F)}});  // another system
    QVERIFY(m_bench->settle());
    QCOMPARE(tree->topLevelItem(0)->childCount(), 2);
  }

  void tickingIsRememberedInTheSettings() {
    auto* tree = m_bench->find<QTreeWidget>(u"rankSystems"_s);
    auto found = tree->findItems(u"Report, Model3 Int8"_s, Qt::MatchExactly | Qt::MatchRecursive);
    QCOMPARE(found.size(), 1);
    found[0]->setCheckState(0, Qt::Unchecked);
    QCOMPARE(ranking()->topLevelItemCount(), 3);
    page()->whatIf()->field(WhatIf::Bytes)->setValue(4321);
    Workspace other;
    RankPage again(other, m_bench->settings);
    QCOMPARE(again.findChild<FigureTable*>(u"ranking"_s)->topLevelItemCount(), 3);
    QCOMPARE(again.whatIf()->value(WhatIf::Bytes), 4321.0);
  }

  void slidersShowWhereASystemWouldLand() {
    auto* whatIf = page()->whatIf();
    const auto* place = m_bench->find<QLabel>(u"whatIfPlace"_s);
    whatIf->setValue(WhatIf::Accuracy, 60.0);
    whatIf->setValue(WhatIf::Bytes, 1000.0);
    whatIf->setValue(WhatIf::Macs, 1e5);
    QVERIFY2(place->text().contains(u"place 1 of 5"_s) && place->text().endsWith(u"= 1"_s),
             qPrintable(place->text()));
    whatIf->slider(WhatIf::Accuracy)->setValue(0);
    QVERIFY2(place->text().contains(u"0.5·5 + 0.25·1 + 0.25·1 = 3"_s), qPrintable(place->text()));
    QCOMPARE(whatIf->field(WhatIf::Accuracy)->value(), 0.0);
    // Half of a logarithmic scale from 1e3 to 1e6.
    whatIf->slider(WhatIf::Bytes)->setValue(500);
    QVERIFY(std::abs(whatIf->value(WhatIf::Bytes) - std::sqrt(1e9)) < 1.0);
    whatIf->slider(WhatIf::Macs)->setValue(1000);
    QVERIFY2(place->text().contains(u"over 30 M MACs"_s), qPrintable(place->text()));
  }

  void openRunsAreRankedWithTheirMacroAccuracy() {
    const QString truth = m_folder->filePath(u"truth.csv"_s);
    const QString table = m_folder->filePath(u"mine.csv"_s);
    QVERIFY(writeTruthTable(truth));
    QVERIFY(writePredictionTable(
        table, [](int i) { return i % 3 != 0; }, [](int) { return 0.5; }));
    m_bench->window.openPaths({truth, table});
    QVERIFY(m_bench->settle());
    // Its cost is unknown, so it is named instead of ranked.
    const QString unranked = m_bench->find<QLabel>(u"unranked"_s)->text();
    QVERIFY2(unranked.contains(u"bytes and MACs are unknown"_s), qPrintable(unranked));
  }

  void aFileImportedTwiceIsTwoRunsThatAreTickedApart() {
    const QString truth = m_folder->filePath(u"truth.csv"_s);
    const QString table = m_folder->filePath(u"mine.csv"_s);
    QVERIFY(writeTruthTable(truth));
    QVERIFY(writePredictionTable(
        table, [](int i) { return i % 3 != 0; }, [](int) { return 0.5; }));
    const auto before = QDateTime::currentDateTimeUtc().addSecs(-1);
    m_bench->window.openPaths({truth, table});
    QVERIFY(m_bench->settle());
    m_bench->window.openPaths({table});
    QVERIFY(m_bench->settle());
    auto& space = m_bench->workspace;
    const std::size_t first = space.firstOpenedRun();
    QCOMPARE(space.runCount(), first + 2);
    QCOMPARE(space.runInfo(first).name, std::string("mine"));
    QCOMPARE(space.runInfo(first + 1).name, std::string("mine (2)"));
    const auto date = QDateTime::fromString(toQString(space.runInfo(first + 1).date), Qt::ISODate);
    QVERIFY(before <= date && date <= QDateTime::currentDateTimeUtc());
    auto* tree = m_bench->find<QTreeWidget>(u"rankSystems"_s);
    const auto item = [tree](const QString& name) {
      return tree->findItems(name, Qt::MatchExactly | Qt::MatchRecursive).value(0);
    };
    QVERIFY(item(u"mine"_s) && item(u"mine (2)"_s));
    item(u"mine (2)"_s)->setCheckState(0, Qt::Unchecked);
    QVERIFY(m_bench->settle());
    QCOMPARE(item(u"mine"_s)->checkState(0), Qt::Checked);
    const QString unranked = m_bench->find<QLabel>(u"unranked"_s)->text();
    QVERIFY2(unranked.contains(u"mine ("_s) && !unranked.contains(u"mine (2)"_s),
             qPrintable(unranked));
    // The same run opened from the store has the name of the first; only their keys differ.
    Run again{space.runInfo(first), space.run(first)};
    space.openRun(std::move(again));
    QVERIFY(m_bench->settle());
    auto same = tree->findItems(u"mine"_s, Qt::MatchExactly | Qt::MatchRecursive);
    QCOMPARE(same.size(), 2);
    same[1]->setCheckState(0, Qt::Unchecked);
    same = tree->findItems(u"mine"_s, Qt::MatchExactly | Qt::MatchRecursive);
    QCOMPARE(same[0]->checkState(0), Qt::Checked);
    QCOMPARE(same[1]->checkState(0), Qt::Unchecked);
  }

 private:
  RankPage* page() const { return m_bench->window.findChild<RankPage*>(); }
  FigureTable* ranking() const { return m_bench->find<FigureTable>(u"ranking"_s); }
  int rowOf(const QString& name) const {
    for (int row = 0; row < ranking()->topLevelItemCount(); ++row) {
      if (ranking()->row(row)->text(1).contains(name)) return row;
    }
    return -1;
  }
  static void choose(QComboBox* box, int index) {
    box->setCurrentIndex(index);
    emit box->activated(index);
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<Workbench> m_bench;
};

SCENELENS_GUI_TEST_MAIN(TestRankPage)
#include "tst_rank_page.moc"
