// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/prediction_tables.h"
#include "tests/widgets/workbench.h"
#include "widgets/base/figure_table.h"
#include "widgets/base/table_export.h"
#include "widgets/clips/agreement_grid.h"
#include "widgets/clips/filter_bar.h"
#include "widgets/compare/compare_page.h"
#include "widgets/plot/scatter_view.h"

#include <QFileDialog>
#include <QHelpEvent>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeData>
#include <QPushButton>
#include <QTableWidget>
#include <QThread>
#include <qcustomplot.h>

#include <set>

using namespace scenelens;
using namespace scenelens::test;

namespace {

bool firstRight(int clip) {
  return clip % 3 != 0;
}
bool secondRight(int clip) {
  return clip % 5 != 0;
}

}  // namespace

/// Importing foreign predictions into the real window and comparing them there.
class TestComparePage final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_truth = m_folder->filePath(u"truth.csv"_s);
    m_first = m_folder->filePath(u"first.csv"_s);
    m_second = m_folder->filePath(u"second.csv"_s);
    QVERIFY(writeTruthTable(m_truth));
    QVERIFY(writePredictionTable(m_first, firstRight, [](int i) { return 0.3 + 0.01 * i; }));
    QVERIFY(writePredictionTable(m_second, secondRight, [](int i) { return 0.95 - 0.01 * i; }));
    m_bench = std::make_unique<Workbench>();
  }
  void cleanup() { m_bench.reset(); }

  void droppedTablesBecomeADataSetAndItsRuns() {
    auto& bench = *m_bench;
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(m_first), QUrl::fromLocalFile(m_truth)});
    const QPoint at = bench.window.rect().center();
    QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&bench.window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&bench.window, &drop);
    QVERIFY(bench.settle());
    auto& workspace = bench.workspace;
    QCOMPARE(workspace.dataset()->clips.size(), std::size_t{kTableClips});
    QVERIFY(workspace.isOpened(workspace.currentRun()));
    QCOMPARE(toQString(workspace.runInfo(workspace.currentRun()).source), m_first);
    for (int i = 0; i < kTableClips; ++i) {
      const auto clip = clipNamed(tableName(i));
      QVERIFY(clip.has_value());
      QCOMPARE(workspace.judged(workspace.currentRun()).isCorrect(*clip), firstRight(i));
    }
    QVERIFY(workspace.problems().empty());
    // The page has a row for it.
    bench.window.showPage(MainWindow::Compare);
    QVERIFY(bench.settle());
    QCOMPARE(runsTable()->topLevelItemCount(), 1);
    QCOMPARE(runsTable()->row(0)->text(3), percentText(40.0 / 60.0));
  }

  void warningsAndErrorsGoToTheProblems() {
    auto& bench = *m_bench;
    QFile file(m_second);
    QVERIFY(file.open(QIODevice::ReadOnly));
    auto lines = QString::fromUtf8(file.readAll()).split(u'\n');
    lines.removeAt(5);
    QVERIFY(writeLines(m_second, lines));
    const QString broken = m_folder->filePath(u"broken.csv"_s);
    QVERIFY(writeLines(broken, {lines[0], lines[1].section(u'\t', 0, 4)}));
    bench.window.openPaths({m_truth, m_second, broken});
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.problems().size(), std::size_t{2});
    const auto& problems = bench.workspace.problems();
    const auto names = [&](const QString& path) {
      return std::count_if(problems.begin(), problems.end(), [&](const Error& problem) {
        return problem.file == toPath(path) && !problem.reason.empty();
      });
    };
    QCOMPARE(names(m_second), 1);
    QCOMPARE(names(broken), 1);
    QVERIFY(bench.problems()->isVisible());
  }

  void predictionsWithoutADataSetAskForTheTruth() {
    auto& bench = *m_bench;
    bench.window.openPaths({m_first});
    QVERIFY(bench.settle());
    auto* dialog = bench.find<QFileDialog>(u"truthDialog"_s);
    QVERIFY(dialog != nullptr);
    dialog->findChild<QLineEdit*>(u"fileNameEdit"_s)->setText(m_truth);
    static_cast<QDialog*>(dialog)->accept();
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.dataset()->clips.size(), std::size_t{kTableClips});
    QVERIFY(bench.workspace.isOpened(bench.workspace.currentRun()));
  }

  void figuresStandBesideEachOtherAndTheBestIsMarked() {
    openBoth();
    QCOMPARE(runsTable()->topLevelItemCount(), 2);
    const int first = rowOf(u"first"_s);
    const int second = rowOf(u"second"_s);
    QVERIFY(first >= 0 && second >= 0);
    QCOMPARE(runsTable()->row(first)->text(3), percentText(40.0 / 60.0));
    QCOMPARE(runsTable()->row(second)->text(3), percentText(48.0 / 60.0));
    QVERIFY(runsTable()->row(second)->font(3).bold());
    QVERIFY(!runsTable()->row(first)->font(3).bold());
    QCOMPARE(runsTable()->row(second)->text(1), u"A"_s);  // imported last
    QCOMPARE(runsTable()->row(first)->text(1), u"B"_s);
  }

  void theTableOfRunsIsCopiedAndSavedAsOthersAre() {
    openBoth();
    const auto menuAt = [&](const QPoint& at) {
      emit runsTable()->customContextMenuRequested(at);
      auto* menu = m_bench->find<QMenu>(u"runMenu"_s);
      QStringList texts;
      for (const auto* action : menu->actions()) texts.append(action->text());
      menu->close();
      delete menu;
      return texts;
    };
    const auto* second = runsTable()->row(rowOf(u"second"_s));
    const auto onRun = menuAt(runsTable()->visualItemRect(second).center());
    QVERIFY2(onRun.contains(u"Make it &A"_s) && onRun.contains(u"Save as CSV…"_s),
             qPrintable(onRun.join(u'|')));
    const auto elsewhere = menuAt(runsTable()->viewport()->rect().bottomRight());
    QVERIFY(!elsewhere.contains(u"Make it &A"_s) && elsewhere.contains(u"Save as CSV…"_s));
    runsTable()->setCurrentItem(runsTable()->row(rowOf(u"second"_s)));
    runsTable()->setFocus();
    QTest::keyClick(runsTable(), Qt::Key_C, Qt::ControlModifier);
    const auto cells = QApplication::clipboard()->text().split(u'\t');
    QVERIFY2(cells[0] == u"second"_s && cells.contains(percentText(48.0 / 60.0)),
             qPrintable(cells.join(u'|')));
    // All digits where the screen shows a rounded one.
    const QString csv = QString::fromUtf8(toCsv(textOf(*runsTable(), false, true)));
    QVERIFY2(csv.contains(u"Accuracy"_s) && csv.contains(u",0.8,"_s), qPrintable(csv));
  }

  void aClickOnWhoIsRightFindsExactlyThoseClips() {
    openBoth();
    auto* grid = m_bench->window.findChild<AgreementGrid*>();
    for (const auto agreement : {Agreement::BothRight, Agreement::OnlyFirst, Agreement::OnlySecond,
                                 Agreement::BothWrong}) {
      m_bench->workspace.filter().clear();
      QVERIFY(m_bench->settle());
      QTest::mouseClick(grid->button(agreement), Qt::LeftButton);
      QVERIFY(m_bench->settle());
      // A is the second table, which was imported last.
      const bool a = agreement == Agreement::BothRight || agreement == Agreement::OnlyFirst;
      const bool b = agreement == Agreement::BothRight || agreement == Agreement::OnlySecond;
      QCOMPARE(shownNames(),
               namesWhere([&](int i) { return secondRight(i) == a && firstRight(i) == b; }));
    }
  }

  void aCellOfTheMatrixShowsWhereTwoRunsDiffer() {
    openBoth();
    page()->showTab(ComparePage::Disagreements);
    auto* matrix = m_bench->find<QTableWidget>(u"disagreements"_s);
    QCOMPARE(matrix->rowCount(), 2);
    // Both are wrong alike, so they differ where exactly one is right.
    const auto differ = namesWhere([](int i) { return firstRight(i) != secondRight(i); });
    QCOMPARE(matrix->item(0, 1)->text(), percentText(double(differ.size()) / kTableClips));
    const std::size_t before = m_bench->workspace.currentRun();
    QTest::mouseClick(matrix->viewport(), Qt::LeftButton, {},
                      matrix->visualItemRect(matrix->item(0, 1)).center());
    QVERIFY(m_bench->settle());
    QCOMPARE(m_bench->workspace.otherRun(), std::optional(before));
    QCOMPARE(shownNames(), differ);
    auto* test = m_bench->find<FigureTable>(u"mcNemar"_s);
    QCOMPARE(test->topLevelItemCount(), 1);
  }

  void alignedPairsThatDifferAreShownTogether() {
    openBoth();
    page()->showTab(ComparePage::Devices);
    QVERIFY(m_bench->settle());
    auto* devices = m_bench->find<FigureTable>(u"alignedDevices"_s);
    QCOMPARE(devices->topLevelItemCount(), 1);
    QCOMPARE(devices->row(0)->text(0), u"s1"_s);
    QCOMPARE(devices->row(0)->text(2), u"30"_s);
    const auto differs = [](int i) { return secondRight(i / 2 * 2) != secondRight(i / 2 * 2 + 1); };
    const auto expected = namesWhere(differs);
    QCOMPARE(devices->row(0)->text(3).toInt(), int(expected.size()) / 2);
    const auto rect = devices->visualItemRect(devices->row(0));
    QTest::mouseClick(devices->viewport(), Qt::LeftButton, {}, rect.topLeft() + QPoint(5, 5));
    QVERIFY(m_bench->settle());
    QCOMPARE(shownNames(), expected);
  }

  void aLassoFiltersAndAClickChooses() {
    openBoth();
    auto* scatter = m_bench->find<ScatterView>(u"lossScatter"_s);
    QVERIFY(scatter->cloud() && scatter->cloud()->size() == std::size_t{kTableClips});
    auto* plot = scatter->plot();
    const CloudView view = scatter->view();
    // Round the points of the left half.
    const QRect area = plot->axisRect()->rect();
    const double middle = area.center().x();
    std::set<std::uint32_t> expected;
    for (const auto& point : *scatter->cloud()) {
      if (view.pixelOf(point).x < middle) expected.insert(point.clip);
    }
    QVERIFY(!expected.empty() && expected.size() < std::size_t{kTableClips});
    const QPoint corners[] = {area.topLeft() - QPoint(8, 2), QPoint(int(middle), area.top() - 2),
                              QPoint(int(middle), area.bottom() + 2),
                              area.bottomLeft() + QPoint(-8, 2)};
    QTest::mousePress(plot, Qt::LeftButton, {}, corners[0]);
    for (const auto& corner : corners) QTest::mouseMove(plot, corner);
    QTest::mouseRelease(plot, Qt::LeftButton, {}, corners[3]);
    QVERIFY(m_bench->settle());
    QCOMPARE(m_bench->workspace.filter().chips(), QStringList{u"is:picked"_s});
    const auto& shown = m_bench->workspace.shownClips();
    QCOMPARE(std::set<std::uint32_t>(shown.begin(), shown.end()), expected);
    m_bench->workspace.history().undo();
    QVERIFY(m_bench->settle());
    QCOMPARE(m_bench->workspace.shownClips().size(), std::size_t{kTableClips});

    const auto& point = scatter->cloud()->at(17);
    const Corner at = scatter->view().pixelOf(point);
    QTest::mouseClick(plot, Qt::LeftButton, {}, QPoint(qRound(at.x), qRound(at.y)));
    QVERIFY(m_bench->workspace.currentClip().has_value());
    const auto chosen = nearestPoint(*scatter->cloud(), scatter->view(),
                                     {double(qRound(at.x)), double(qRound(at.y))}, 12.0);
    QCOMPARE(*m_bench->workspace.currentClip(), std::size_t((*scatter->cloud())[*chosen].clip));
  }

  void anImportedRunCanBeClosed() {
    openBoth();
    auto& workspace = m_bench->workspace;
    const std::size_t run = workspace.currentRun();
    workspace.closeRun(run);
    QVERIFY(m_bench->settle());
    QCOMPARE(runsTable()->topLevelItemCount(), 1);
    QCOMPARE(rowOf(u"second"_s), -1);
    QCOMPARE(runsTable()->row(0)->text(1), u"A"_s);
  }

  void aResultThatIsOnItsWayToAHiddenPageIsDroppedWhenARunIsClosed() {
    openBoth();
    auto* matrix = m_bench->find<QTableWidget>(u"disagreements"_s);
    QCOMPARE(matrix->rowCount(), 2);
    auto& workspace = m_bench->workspace;
    workspace.filter().setText(u"device:a"_s);  // asks for another comparison
    QThread::msleep(200);
    QCoreApplication::processEvents();  // which begins
    QThread::msleep(300);               // and ends
    m_bench->window.showPage(MainWindow::Clips);
    workspace.closeRun(workspace.currentRun());
    QVERIFY(m_bench->settle());
    QVERIFY(!page()->isBusy());
    QCOMPARE(matrix->rowCount(), 0);
    m_bench->window.showPage(MainWindow::Compare);
    QVERIFY(m_bench->settle());
    QCOMPARE(matrix->rowCount(), 1);
  }

  void aSmallerDataSetTakesThePointsWithIt() {
    openBoth();
    auto* scatter = m_bench->find<ScatterView>(u"lossScatter"_s);
    QVERIFY(scatter->cloud());
    const auto last = scatter->view().pixelOf(scatter->cloud()->back());
    m_bench->workspace.setDataset(memoryDataset(2));
    QVERIFY(!scatter->cloud());  // at once: nothing points past the end of the clips
    const QPoint at(qRound(last.x), qRound(last.y));
    QHelpEvent hover(QEvent::ToolTip, at, scatter->plot()->mapToGlobal(at));
    QApplication::sendEvent(scatter->plot(), &hover);
    QVERIFY(m_bench->settle());
    QVERIFY(!scatter->cloud());
  }

  void aRealSystemHasTheFiguresOfScikitLearn() {
    const QString folder = QStringLiteral(SCENELENS_SHARED_DIR) + u"/data/predictions/"_s;
    if (!QFile::exists(folder + u"tau2020-truth.csv"_s)) {
      QSKIP(qPrintable(u"missing: "_s + folder + u"tau2020-truth.csv"_s));
    }
    QFile file(folder + u"tau2020-expected.json"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto expected = QJsonDocument::fromJson(file.readAll()).object();
    m_bench->window.openPaths(
        {folder + u"tau2020-truth.csv"_s, folder + u"tau2020-system.output.csv"_s});
    m_bench->window.showPage(MainWindow::Compare);
    QVERIFY(m_bench->settle());
    const auto* row = runsTable()->row(0);
    const auto number = [&](int column) {
      return row->data(column, FigureTable::kNumberRole).toDouble();
    };
    const auto isNear = [](double a, double b) { return std::abs(a - b) < 1e-6; };
    QVERIFY(isNear(number(2), expected[u"clips"_s].toDouble()));
    QVERIFY(isNear(number(3), expected[u"accuracy_overall"_s].toDouble()));
    QVERIFY(isNear(number(4), expected[u"accuracy_macro"_s].toDouble()));
    QVERIFY(isNear(number(5), expected[u"logloss"_s].toDouble()));
    QVERIFY(isNear(number(6), expected[u"ece_15_bins"_s].toDouble()));
  }

 private:
  ComparePage* page() const { return m_bench->window.comparePage(); }
  FigureTable* runsTable() const { return m_bench->find<FigureTable>(u"compareRuns"_s); }
  void openBoth() {
    m_bench->window.openPaths({m_truth, m_first, m_second});
    m_bench->window.showPage(MainWindow::Compare);
    QVERIFY(m_bench->settle());
  }
  int rowOf(const QString& name) const {
    for (int row = 0; row < runsTable()->topLevelItemCount(); ++row) {
      if (runsTable()->row(row)->text(0).contains(name)) return row;
    }
    return -1;
  }
  std::optional<std::size_t> clipNamed(const QString& name) const {
    const auto& clips = m_bench->workspace.dataset()->clips;
    for (std::size_t i = 0; i < clips.size(); ++i) {
      if (toQString(clips[i].file) == name) return i;
    }
    return std::nullopt;
  }
  QStringList shownNames() const {
    QStringList names;
    for (const auto clip : m_bench->workspace.shownClips()) {
      names.append(toQString(m_bench->workspace.dataset()->clips[clip].file));
    }
    names.sort();
    return names;
  }
  QStringList namesWhere(const std::function<bool(int)>& is) const {
    QStringList names;
    for (int i = 0; i < kTableClips; ++i) {
      if (is(i)) names.append(tableName(i));
    }
    names.sort();
    return names;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  QString m_truth, m_first, m_second;
  std::unique_ptr<Workbench> m_bench;
};

SCENELENS_GUI_TEST_MAIN(TestComparePage)
#include "tst_compare_page.moc"
