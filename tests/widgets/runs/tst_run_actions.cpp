// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/predictions_file.h"
#include "tests/widgets/prediction_tables.h"
#include "tests/widgets/results_bench.h"

#include <QAction>
#include <QFileDialog>
#include <QPushButton>
#include <QStatusBar>
#include <QTableWidget>

#include <cmath>

using namespace scenelens;
using namespace scenelens::test;

namespace {

QByteArray contentOf(const QString& file) {
  QFile opened(file);
  return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

}  // namespace

/// How a run leaves the real window, and how one that came in stays.
class TestRunActions final : public QObject {
  Q_OBJECT

 private slots:
  void withoutPredictionsThereIsNothingToWrite() {
    Workbench bench;
    for (const auto& name : {u"runs.report"_s, u"runs.submission"_s, u"runs.predictions"_s}) {
      QVERIFY(!bench.find<QAction>(name)->isEnabled());
    }
    bench.workspace.setModels(bareModels());
    bench.workspace.setDataset(memoryDataset(4));
    bench.workspace.addPredictions(0, {{0, predictionOf(Scene::Tram, 0.5F)}});
    QVERIFY(bench.find<QAction>(u"runs.report"_s)->isEnabled());
    bench.workspace.setCurrentRun(1);
    QVERIFY(!bench.find<QAction>(u"runs.report"_s)->isEnabled());
  }

  void theReportIsAboutTheShownClips() {
    ResultsBench bench;
    bench.workspace.filter().setText(u"device:s1"_s);
    QVERIFY(bench.settle());
    int clips = 0;
    int right = 0;
    for (const auto clip : bench.workspace.shownClips()) {
      const auto& truth = bench.workspace.dataset()->clips[clip].scene;
      const Prediction* prediction = bench.workspace.run(0).find(clip);
      if (!truth || !prediction) continue;
      ++clips;
      if (prediction->decision() == *truth) ++right;
    }
    QVERIFY(clips > 50 && right > 0 && right < clips);
    const QString file = m_folder.filePath(u"report.html"_s);
    QVERIFY(writeTo(bench, u"runs.report"_s, file));
    const QByteArray html = contentOf(file);
    QVERIFY(html.contains("<h1>Model1"));
    QVERIFY(html.contains(QByteArray::number(clips) + " with truth and prediction, of: device:s1"));
    const auto accuracy = QByteArray::number(100.0 * right / clips, 'f', 2) + " %";
    QVERIFY2(html.contains("<td>Accuracy</td><td>" + accuracy), accuracy);
    QVERIFY(bench.window.statusBar()->currentMessage().contains(u"report.html"_s));
    QVERIFY(bench.workspace.problems().empty());
  }

  void predictionsAsATableAreTheRun() {
    ResultsBench bench;
    bench.workspace.filter().setText(u"device:s1"_s);  // the table has all of them all the same
    const QString name = m_folder.filePath(u"output.csv"_s);
    QVERIFY(writeTo(bench, u"runs.predictions"_s, name));
    const auto file = readPredictions(toPath(name));
    QVERIFY2(file.has_value(), file ? "" : file.error().text().c_str());
    const auto& dataset = *bench.workspace.dataset();
    const auto imported = runFromPredictions(*file, dataset, {});
    QVERIFY(imported.has_value());
    const auto& table = bench.workspace.run(0);
    for (std::size_t clip = 0; clip < table.size(); ++clip) {
      const Prediction* before = table.find(clip);
      const Prediction* after = imported->run.table.find(clip);
      QCOMPARE(after != nullptr, before != nullptr);
      if (!before) continue;
      QCOMPARE(after->decision(), before->decision());
      for (std::size_t c = 0; c < kSceneCount; ++c) {
        // Six decimals, each off by up to 5e-7, so a row is off by up to 5e-6 before it is
        // normalised on the way in.
        QVERIFY(std::abs(after->scenes[c] - before->scenes[c]) < 6e-6F);
      }
    }
  }

  void aFileThatCannotBeWrittenIsAProblem() {
    ResultsBench bench;
    bench.window.showProblems(false);
    QVERIFY(writeTo(bench, u"runs.predictions"_s, u"/nowhere/output.csv"_s));
    QCOMPARE(bench.workspace.problems().size(), std::size_t{1});
    QVERIFY(bench.workspace.problems()[0].text().find("/nowhere/output.csv") != std::string::npos);
    QVERIFY(bench.problems()->isVisible());
  }

  void aSubmissionIsWrittenAndItsFaultsAreNamed() {
    ResultsBench bench;
    bench.find<QAction>(u"runs.submission"_s)->trigger();
    auto* dialog = bench.find<QDialog>(u"submissionDialog"_s);
    QVERIFY(dialog && dialog->isVisible());
    auto* write = dialog->findChild<QPushButton*>(u"submissionWrite"_s);
    auto* label = dialog->findChild<QLineEdit*>(u"submissionLabel"_s);
    auto* folder = dialog->findChild<QLineEdit*>(u"submissionFolder"_s);
    auto* meta = dialog->findChild<QLineEdit*>(u"submissionMeta"_s);
    label->setText(u"Wang_SCUT_task1_5"_s);
    folder->setText(m_folder.path());
    QVERIFY(!write->isEnabled());
    label->setText(u"Wang_SCUT_task1_1"_s);
    QVERIFY(write->isEnabled());
    meta->setText(u"/nowhere/meta.yaml"_s);
    QVERIFY(!write->isEnabled());
    const QString words = m_folder.filePath(u"words.yaml"_s);
    QVERIFY(writeLines(words, {u"submission:"_s, u"  name: Our own words"_s}));
    meta->setText(words);
    QTest::mouseClick(write, Qt::LeftButton);
    QVERIFY(bench.settle());
    const QString place = m_folder.filePath(u"task1/Wang_SCUT_task1_1/Wang_SCUT_task1_1"_s);
    QCOMPARE(
        contentOf(place + u".output.csv"_s).count('\n'),
        1 + std::count(bench.workspace.run(0).done.begin(), bench.workspace.run(0).done.end(), 1));
    const QByteArray yaml = contentOf(place + u".meta.yaml"_s);
    QVERIFY(yaml.contains("Our own words") && yaml.contains("Wang_SCUT_task1_1"));
    // 900 clips are not the evaluation set, and nobody named the authors.
    const auto& faults = bench.workspace.problems();
    const auto names = [&faults](std::string_view what) {
      return std::any_of(faults.begin(), faults.end(), [what](const Error& fault) {
        return fault.text().find(what) != std::string::npos;
      });
    };
    QVERIFY(names("Wang_SCUT_task1_1.output.csv"));
    QVERIFY(names("submission.authors"));
    QVERIFY(bench.window.statusBar()->currentMessage().endsWith(
        u"%1 faults are left"_s.arg(faults.size())));
    QVERIFY(bench.problems()->isVisible());
  }

  void anImportedRunStaysInTheStoreAndIsReopened() {
    const QString truth = m_folder.filePath(u"truth.csv"_s);
    const QString table = m_folder.filePath(u"peer.csv"_s);
    QVERIFY(writeTruthTable(truth));
    QVERIFY(writePredictionTable(
        table, [](int i) { return i % 3 != 0; }, [](int i) { return 0.4 + 0.005 * i; }));
    StoreAddress address;
    address.file = toPath(m_folder.filePath(u"runs.sqlite"_s));
    RunTable before;
    for (int turn = 0; turn < 2; ++turn) {  // importing it again stores nothing new
      Workbench bench(address);
      bench.window.openPaths({truth, table});
      QVERIFY(bench.settle());
      before = bench.workspace.run(bench.workspace.currentRun());
      QVERIFY(before.size() > 0);
    }
    Workbench bench(address);
    bench.window.openPaths({truth});
    QVERIFY(bench.settle());
    QVERIFY(!bench.workspace.isOpened(bench.workspace.currentRun()));
    triggerStoredRuns(bench);
    QTRY_VERIFY(bench.find<QTableWidget>(u"storedRuns"_s));
    auto* runs = bench.find<QTableWidget>(u"storedRuns"_s);
    QTRY_COMPARE(runs->rowCount(), 1);
    QCOMPARE(runs->item(0, 0)->text(), u"peer"_s);
    QCOMPARE(runs->item(0, 2)->text(), QString::number(kTableClips));
    runs->selectRow(0);
    emit runs->activated(runs->model()->index(0, 0));
    QTRY_VERIFY(bench.workspace.isOpened(bench.workspace.currentRun()));
    const auto& after = bench.workspace.run(bench.workspace.currentRun());
    QCOMPARE(after.done, before.done);
    for (std::size_t clip = 0; clip < after.size(); ++clip) {
      QCOMPARE(after.predictions[clip].scenes, before.predictions[clip].scenes);
    }
    QCOMPARE(bench.workspace.runInfo(bench.workspace.currentRun()).source, table.toStdString());
    QVERIFY(!bench.workspace.runInfo(bench.workspace.currentRun()).hasGroups);
    QVERIFY(bench.workspace.problems().empty());
  }

 private:
  /// Triggers an action that asks for a file, names it, and waits until it is written.
  [[nodiscard]] static bool writeTo(Workbench& bench, const QString& action, const QString& file) {
    bench.find<QAction>(action)->trigger();
    auto* dialog = bench.find<QFileDialog>(u"runFileDialog"_s);
    if (!dialog) return false;
    emit dialog->fileSelected(file);
    dialog->close();
    return bench.settle();
  }

  static void triggerStoredRuns(const Workbench& bench) {
    for (auto* action : bench.window.findChildren<QAction*>()) {
      if (action->text() == u"&Stored runs…"_s) action->trigger();
    }
  }

  QTemporaryDir m_folder;
};

SCENELENS_GUI_TEST_MAIN(TestRunActions)
#include "tst_run_actions.moc"
