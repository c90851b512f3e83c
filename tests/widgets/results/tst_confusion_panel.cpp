// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/breakdown.h"
#include "tests/widgets/contrast.h"
#include "tests/widgets/results_bench.h"
#include "widgets/plot/colour_maps.h"
#include "widgets/plot/plot_table.h"
#include "widgets/results/confusion_content.h"
#include "widgets/results/confusion_panel.h"

#include <QCheckBox>

using namespace scenelens;
using namespace scenelens::test;

namespace {

using Place = ConfusionMatrix::Place;

}  // namespace

/// The confusion matrix in the real window.
class TestConfusionPanel final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_bench = std::make_unique<ResultsBench>();
    m_bench->window.resultsPage()->showTab(ResultsPage::Confusion);
    QVERIFY(m_bench->settle());
  }
  void cleanup() { m_bench.reset(); }

  void theCellsAreCoresNumbers() {
    const auto counts = confusion(m_bench->judged(0), everyClip(ResultsBench::kClips));
    checkCells([&](std::size_t r, std::size_t c) { return double(counts[r][c]); });
    for (const auto& [index, share] : {std::pair{1, ConfusionShare::Row},
                                       {2, ConfusionShare::Column},
                                       {3, ConfusionShare::All}}) {
      choose(u"confusionShare"_s, index);
      const auto expected = shares(counts, share);
      checkCells([&](std::size_t r, std::size_t c) { return expected[r][c]; });
    }
    choose(u"confusionShare"_s, 0);
    auto* mistakes = m_bench->find<QCheckBox>(u"confusionMistakes"_s);
    mistakes->click();
    QVERIFY(m_bench->settle());
    QVERIFY(std::isnan(matrix()->content().cells[0].value));
    QCOMPARE(matrix()->content().cells[1].value, double(counts[0][1]));
  }

  void aClickOnACellShowsExactlyItsClips() {
    const auto before = values();
    for (const auto& [row, column] : {std::pair{2, 9}, {4, 4}, {0, 7}}) {
      click({row, column});
      const auto& judged = m_bench->judged(0);
      const auto expected = ResultsBench::clipsWhere([&, r = row, c = column](std::uint32_t i) {
        return judged.truth[i] == r && judged.decision[i] == c;
      });
      QVERIFY(!expected.empty());
      QCOMPARE(m_bench->listed(), expected);
      QCOMPARE(values(), before);  // the matrix did not collapse to one cell
      for (int r = 0; r < 10; ++r) {
        for (int c = 0; c < 10; ++c) {
          QCOMPARE(matrix()->isMarked(r, c), r == row && c == column);
        }
      }
    }
    m_bench->workspace.history().undo();
    QVERIFY(m_bench->settle());
    QVERIFY(matrix()->isMarked(4, 4));
  }

  void aClickOnALabelShowsTheRowOrTheColumn() {
    click({3, 8});
    click({6, -1});
    const auto& judged = m_bench->judged(0);
    const auto& clips = m_bench->workspace.dataset()->clips;
    QCOMPARE(m_bench->listed(), ResultsBench::clipsWhere([&](std::uint32_t i) {
               return clips[i].scene == Scene::ShoppingMall;
             }));
    QVERIFY(matrix()->isMarked(6, 0) && matrix()->isMarked(6, 9) && !matrix()->isMarked(3, 8));
    click({-1, 1});
    QCOMPARE(m_bench->listed(),
             ResultsBench::clipsWhere([&](std::uint32_t i) { return judged.decision[i] == 1; }));
    QVERIFY(matrix()->isMarked(0, 1) && !matrix()->isMarked(6, 0));
  }

  void otherTermsOfTheFilterCount() {
    m_bench->workspace.filter().setText(u"device:s1 scene:tram -pred:bus"_s);
    QVERIFY(m_bench->settle());
    const auto& dataset = *m_bench->workspace.dataset();
    const auto& judged = m_bench->judged(0);
    const auto clips = ResultsBench::clipsWhere([&](std::uint32_t i) {
      return dataset.device(dataset.clips[i]) == "s1" && judged.decision[i] != 1;
    });
    const auto counts = confusion(judged, clips);
    checkCells([&](std::size_t r, std::size_t c) { return double(counts[r][c]); });
    QVERIFY(matrix()->isMarked(9, 0) && !matrix()->isMarked(8, 0));
  }

  void keysMoveAndReturnFilters() {
    m_bench->window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&m_bench->window));
    matrix()->setFocus();
    for (const auto key : {Qt::Key_Down, Qt::Key_Down, Qt::Key_Right, Qt::Key_Return}) {
      QTest::keyClick(matrix(), key);
    }
    QVERIFY(m_bench->settle());
    QCOMPARE(m_bench->workspace.filter().chips(), QStringList({u"scene:metro"_s, u"pred:bus"_s}));
    for (const auto key : {Qt::Key_Left, Qt::Key_Left, Qt::Key_Return}) {
      QTest::keyClick(matrix(), key);
    }
    QCOMPARE(matrix()->current(), (Place{2, -1}));
    QCOMPARE(m_bench->workspace.filter().chips(), QStringList{u"scene:metro"_s});
  }

  void theDifferenceIsRunAMinusRunB() {
    choose(u"confusionWhat"_s, 1);
    const auto pair =
        confusionOfBoth(m_bench->judged(0), m_bench->judged(1), everyClip(ResultsBench::kClips));
    const auto zero = ConfusionShare::None;
    const auto expected = difference(shares(pair.first, zero), shares(pair.second, zero));
    checkCells([&](std::size_t r, std::size_t c) { return expected[r][c]; });
    QVERIFY(matrix()->content().signedValues);
    QCOMPARE(m_bench->find<QComboBox>(u"confusionWhat"_s)->currentText(),
             u"Model1 · Float32 minus Model2 · Float32"_s);
    m_bench->workspace.setOtherRun({});
    QVERIFY(m_bench->settle());
    QVERIFY(matrix()->content().hint.contains(u"against"_s));
  }

  void groupsStandTogether() {
    choose(u"confusionOrder"_s, 1);
    QCOMPARE(matrix()->content().separators, (std::vector<int>{3, 7}));
    QCOMPARE(matrix()->content().labels.mid(0, 3),
             QStringList({u"Airport"_s, u"Metro station"_s, u"Shopping mall"_s}));
    choose(u"confusionOrder"_s, 2);
    const auto counts = byGroup(confusion(m_bench->judged(0), everyClip(ResultsBench::kClips)));
    QCOMPARE(matrix()->content().cells.size(), std::size_t{9});
    QCOMPARE(matrix()->content().cells[5].value, double(counts[1][2]));
    click({1, 2});
    const auto& judged = m_bench->judged(0);
    QCOMPARE(m_bench->listed(), ResultsBench::clipsWhere([&](std::uint32_t i) {
               return judged.isJudged(i) &&
                      groupOf(Scene(judged.truth[i])) == SceneGroup::Outdoor &&
                      groupOf(Scene(judged.decision[i])) == SceneGroup::Transport;
             }));
    QVERIFY(matrix()->isMarked(1, 2) && !matrix()->isMarked(1, 1));
  }

  void hoveringExplainsInWords() {
    const auto counts = confusion(m_bench->judged(0), everyClip(ResultsBench::kClips));
    std::uint64_t clips = 0;
    for (const auto count : counts[2]) clips += count;
    const auto share = double(counts[2][9]) / double(clips);
    QCOMPARE(matrix()->wordsOf({2, 9}),
             u"%1 of %2 metro clips (%3) were decided as tram"_s.arg(counts[2][9])
                 .arg(clips)
                 .arg(percentText(share)));
    QVERIFY(matrix()->wordsOf({2, -1}).contains(u"recall"_s));
    QVERIFY(matrix()->wordsOf({-1, 2}).contains(u"precision"_s));
    QVERIFY(plotSummary(*matrix()).contains(u"decided right"_s));
  }

  void whatOneChoseIsRemembered() {
    choose(u"confusionShare"_s, 2);
    choose(u"confusionOrder"_s, 1);
    choose(u"confusionWhat"_s, 1);
    m_bench->find<QCheckBox>(u"confusionMistakes"_s)->click();
    ConfusionPanel again(m_bench->workspace, m_bench->settings);
    QCOMPARE(again.findChild<QComboBox*>(u"confusionShare"_s)->currentIndex(), 2);
    QCOMPARE(again.findChild<QComboBox*>(u"confusionOrder"_s)->currentIndex(), 1);
    QCOMPARE(again.findChild<QComboBox*>(u"confusionWhat"_s)->currentIndex(), 1);
    QVERIFY(again.findChild<QCheckBox*>(u"confusionMistakes"_s)->isChecked());
  }

  void anEmptyMatrixSaysWhatToDo() {
    m_bench->workspace.filter().setText(u"nowhere"_s);
    QVERIFY(m_bench->settle());
    QCOMPARE(matrix()->content().hint, u"No clip matches the filter."_s);
    m_bench->workspace.filter().clear();
    m_bench->workspace.setCurrentRun(3);
    QVERIFY(m_bench->settle());
    QVERIFY(matrix()->content().hint.contains(u"Ctrl+R"_s));
    auto dataset = memoryDataset(5);
    for (auto& clip : dataset.clips) {
      clip.scene.reset();
      clip.missing = true;
    }
    m_bench->workspace.setDataset(std::move(dataset));
    QVERIFY(m_bench->settle());
    QVERIFY(matrix()->content().hint.contains(u"true scene"_s));
    m_bench->workspace.setDataset({});
    QVERIFY(m_bench->settle());
    QVERIFY(matrix()->content().hint.contains(u"demo set"_s));
  }

  void textIsLegibleOnEveryColour() {
    for (const bool dark : {false, true}) {
      for (int i = 0; i <= 50; ++i) {
        for (const auto stops : {amountStops(dark), divergingStops(dark)}) {
          const QColor fill = colourAt(stops, i / 50.0);
          QVERIFY(contrast(inkOn(fill), fill) >= 4.5);
        }
      }
    }
  }

  void differencesAreWrittenInTheLanguagesOwnNumbers_data() {
    QTest::addColumn<QLocale>("locale");
    QTest::addColumn<QString>("change");
    QTest::newRow("de_DE") << QLocale(QLocale::German, QLocale::Germany) << u"+12,5"_s;
    QTest::newRow("en_US") << QLocale(QLocale::English, QLocale::UnitedStates) << u"+12.5"_s;
  }
  void differencesAreWrittenInTheLanguagesOwnNumbers() {
    QFETCH(QLocale, locale);
    QFETCH(QString, change);
    MatrixQuestion question;
    question.share = ConfusionShare::Row;
    question.first[0][0] = 6;  // 75 %
    question.first[0][1] = 2;
    question.second.emplace();
    (*question.second)[0][0] = 5;  // 62.5 %
    (*question.second)[0][1] = 3;
    question.first[2][2] = question.first[2][3] = 1;
    (*question.second)[2][2] = 500'000;
    (*question.second)[2][3] = 500'100;
    QLocale::setDefault(locale);
    const auto content = matrixContent(question);
    QLocale::setDefault(QLocale::c());
    QCOMPARE(content.cells[0].text, change);
    QCOMPARE(content.rowTotals[0].share, change);
    QCOMPARE(content.rowTotals[0].shortShare, u"+13"_s);
    // A thousandth of a point: nothing changed that could be shown.
    QCOMPARE(content.cells[2 * kSceneCount + 2].text, u"0"_s);
  }

  void aReturnInTheListOpensTheClip() {
    click({2, 9});
    auto* table = m_bench->window.resultsPage()->list()->table();
    table->setCurrentIndex(table->model()->index(1, 0));
    const auto clip = m_bench->workspace.currentClip();
    QVERIFY(clip);
    emit table->activated(table->currentIndex());
    QVERIFY(m_bench->table()->isVisible());
    QCOMPARE(m_bench->workspace.currentClip(), clip);
    QCOMPARE(m_bench->selectedClip(), clip);
  }

 private:
  [[nodiscard]] ConfusionMatrix* matrix() const {
    return m_bench->window.resultsPage()->confusion()->matrix();
  }
  void click(Place place) {
    QTest::mouseClick(matrix(), Qt::LeftButton, {}, matrix()->rectOf(place).center());
    QVERIFY(m_bench->settle());
  }
  void choose(const QString& box, int index) {
    m_bench->find<QComboBox>(box)->setCurrentIndex(index);
    QVERIFY(m_bench->settle());
  }
  [[nodiscard]] std::vector<double> values() const {
    std::vector<double> values;
    for (const auto& cell : matrix()->content().cells) values.push_back(cell.value);
    return values;
  }
  template <typename Expected>
  void checkCells(const Expected& expected) {
    QCOMPARE(matrix()->content().cells.size(), kSceneCount * kSceneCount);
    for (std::size_t r = 0; r < kSceneCount; ++r) {
      for (std::size_t c = 0; c < kSceneCount; ++c) {
        QCOMPARE(matrix()->content().cells[r * kSceneCount + c].value, expected(r, c));
      }
    }
  }

  std::unique_ptr<ResultsBench> m_bench;
};

SCENELENS_GUI_TEST_MAIN(TestConfusionPanel)
#include "tst_confusion_panel.moc"
