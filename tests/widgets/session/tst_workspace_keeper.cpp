// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/workspace_file.h"
#include "tests/widgets/workbench.h"
#include "widgets/compare/rank_page.h"
#include "widgets/preview/preview_page.h"
#include "widgets/session/message_bar.h"
#include "widgets/session/workspace_keeper.h"

#include <QDialog>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QSplitter>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

using namespace scenelens;
using namespace scenelens::test;

namespace {

StoreAddress storeIn(const QTemporaryDir& folder) {
  StoreAddress address;
  address.file = toPath(folder.filePath(u"runs.sqlite"_s));
  return address;
}

/// Predictions for every clip of the open data set in the DCASE output format.
bool writeTable(const QString& file, const Dataset& dataset) {
  QFile out(file);
  if (!out.open(QIODevice::WriteOnly)) return false;
  out.write("filename\tscene_label");
  for (std::size_t i = 0; i < kSceneCount; ++i) {
    out.write("\t" + bytes(std::string(sceneLabel(Scene(i)))));
  }
  out.write("\n");
  for (const auto& clip : dataset.clips) {
    out.write(bytes(clip.file) + "\t" + bytes(std::string(sceneLabel(Scene(2)))));
    for (std::size_t i = 0; i < kSceneCount; ++i) out.write(i == 2 ? "\t0.91" : "\t0.01");
    out.write("\n");
  }
  return true;
}

/// The first line that is not the same, of both; empty for equal texts.
QString firstDifference(const std::string& a, const std::string& b) {
  const auto left = QString::fromStdString(a).split(u'\n');
  const auto right = QString::fromStdString(b).split(u'\n');
  for (qsizetype i = 0; i < std::max(left.size(), right.size()); ++i) {
    if (left.value(i) != right.value(i)) return left.value(i) + u" | "_s + right.value(i);
  }
  return {};
}

bool press(const MainWindow& window, const QString& name) {
  auto* button = window.messageBar()->findChild<QPushButton*>(name);
  if (!button || !button->isVisible()) return false;
  QTest::mouseClick(button, Qt::LeftButton);
  return true;
}

bool waitForBar(const MainWindow& window, const QString& button) {
  return QTest::qWaitFor(
      [&] {
        auto* found = window.messageBar()->findChild<QPushButton*>(button);
        return found && found->isVisible();
      },
      30'000);
}

}  // namespace

/// Workspace files in the real window: what was before oneself is there again.
class TestWorkspaceKeeper final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(makeDemoSet(data()));
  }
  void cleanup() { m_folder.reset(); }

  void everythingThatWasChosenIsThereAgain_data() {
    QTest::addColumn<bool>("store");
    QTest::newRow("without a store") << false;
    QTest::newRow("with a store") << true;
  }
  void everythingThatWasChosenIsThereAgain() {
    QFETCH(bool, store);
    const auto address = store ? std::optional(storeIn(*m_folder)) : std::nullopt;
    {
      Workbench bench(address);
      bench.window.loadModels();
      bench.window.openPaths({data()});
      QVERIFY(bench.settle());
      QVERIFY(changeEverything(bench));
      bench.window.workspaceKeeper()->saveTo(file());
      QVERIFY(bench.settle());
      QCOMPARE(bench.window.windowTitle(), u"study[*] – data (synthetic) – SceneLens"_s);
      QVERIFY(!bench.window.isWindowModified());
    }
    const auto saved = readWorkspace(toPath(file()));
    QVERIFY2(saved.has_value(), saved ? "" : saved.error().text().c_str());
    QFile text(file());
    QVERIFY(text.open(QIODevice::ReadOnly));
    // One small file with relative paths.
    QVERIFY(text.size() < 100'000);
    QVERIFY(!text.readAll().contains(QFile::encodeName(m_folder->path())));
    QCOMPARE(saved->notes.empty(), store);

    Workbench bench(address);
    bench.window.loadModels();
    bench.window.openPaths({file()});
    QVERIFY(bench.settle());
    checkEverything(bench);
    QVERIFY(!bench.window.isWindowModified());
    bench.window.workspaceKeeper()->saveTo(m_folder->filePath(u"again.scenelens"_s));
    QVERIFY(bench.settle());
    const auto again = readWorkspace(toPath(m_folder->filePath(u"again.scenelens"_s)));
    QVERIFY(again.has_value());
    // Bit by bit, but for the window's place, which the platform may correct, and the splitters of
    // pages that were not seen: those have no sizes yet.
    auto expected = *saved;
    auto found = *again;
    QVERIFY(!expected.layout.at("clips-0").empty());
    for (auto* state : {&expected, &found}) {
      std::erase_if(state->layout, [](const auto& entry) { return entry.first != "clips-0"; });
    }
    if (store) {
      // The table was stored meanwhile, so its run now has a number and a date.
      for (auto* state : {&expected, &found}) {
        for (auto& run : state->runs) std::tie(run.stored, run.date) = std::tuple(0, "");
      }
    }
    QCOMPARE(firstDifference(workspaceText(found), workspaceText(expected)), QString());
  }

  void aFolderThatMovedWithItsDataOpensAtItsNewPlace() {
    const QString home = m_folder->filePath(u"a"_s);
    const QString moved = m_folder->filePath(u"b"_s);
    QVERIFY(QDir().mkpath(home));
    QVERIFY(QDir().rename(data(), home + u"/data"_s));
    {
      Workbench bench;
      bench.window.openPaths({home + u"/data"_s});
      QVERIFY(bench.settle());
      bench.workspace.setCurrentClip(42);
      bench.window.workspaceKeeper()->saveTo(home + u"/s.scenelens"_s);
      QVERIFY(bench.settle());
    }
    QVERIFY(QDir().rename(home, moved));
    Workbench bench;
    bench.window.openPaths({moved + u"/s.scenelens"_s});
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.dataset()->clips.size(), std::size_t{100});
    QCOMPARE(bench.workspace.currentClip(), std::optional<std::size_t>(42));
  }

  void aDataSetThatMovedIsAskedForAndItsNotesWait() {
    {
      Workbench bench;
      bench.window.openPaths({data()});
      QVERIFY(bench.settle());
      bench.workspace.filter().push({u"scene:tram"_s});
      bench.workspace.setNote(7, {"kept", {"check"}});
      bench.workspace.setCurrentClip(7);
      bench.window.workspaceKeeper()->saveTo(file());
      QVERIFY(bench.settle());
    }
    const QString moved = m_folder->filePath(u"elsewhere"_s);
    QVERIFY(QDir().rename(data(), moved));
    Workbench bench;
    bench.window.openPaths({file()});
    QVERIFY(waitForBar(bench.window, u"locateData"_s));
    QVERIFY(bench.window.messageBar()->text().contains(data()));
    QVERIFY(!bench.window.findChild<QDialog*>());
    // Saved now, nothing would be missing from the file.
    bench.window.workspaceKeeper()->save();
    QVERIFY(bench.settle());
    const auto waiting = readWorkspace(toPath(file()));
    QVERIFY(waiting.has_value());
    QCOMPARE(waiting->notes.size(), std::size_t{1});
    QCOMPARE(waiting->data.paths, std::vector{toPath(data())});

    QVERIFY(press(bench.window, u"locateData"_s));
    auto* dialog = bench.window.findChild<QFileDialog*>(u"locateDialog"_s);
    QVERIFY(dialog);
    emit dialog->fileSelected(moved);
    dialog->close();
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.dataset()->clips.size(), std::size_t{100});
    QCOMPARE(bench.workspace.currentClip(), std::optional<std::size_t>(7));
    QCOMPARE(*bench.workspace.note(7), (ClipNote{"kept", {"check"}}));
    QCOMPARE(bench.workspace.filter().chips(), QStringList{u"scene:tram"_s});
    QVERIFY(bench.window.messageBar()->isHidden());
    QVERIFY(bench.window.isWindowModified());
    bench.window.workspaceKeeper()->save();
    QVERIFY(bench.settle());
    QFile text(file());
    QVERIFY(text.open(QIODevice::ReadOnly));
    QVERIFY(text.readAll().contains("\"elsewhere\""));
    QVERIFY(!bench.window.isWindowModified());
  }

  void openedWithoutItsDataSetNothingIsDropped() {
    {
      Workbench bench;
      bench.window.loadModels();
      bench.window.openPaths({data()});
      QVERIFY(bench.settle());
      QVERIFY(changeEverything(bench));
      bench.window.workspaceKeeper()->saveTo(file());
      QVERIFY(bench.settle());
    }
    const auto saved = readWorkspace(toPath(file()));
    const QString hidden = m_folder->filePath(u"hidden"_s);
    QVERIFY(QDir().rename(data(), hidden));
    {
      Workbench bench;
      bench.window.loadModels();
      bench.window.openPaths({file()});
      QVERIFY(waitForBar(bench.window, u"openWithoutData"_s));
      QVERIFY(press(bench.window, u"openWithoutData"_s));
      QVERIFY(bench.settle());
      QVERIFY(bench.workspace.dataset()->clips.empty());
      QCOMPARE(bench.workspace.filter().chips().size(), qsizetype(saved->chips.size()));
      bench.window.workspaceKeeper()->save();
      QVERIFY(bench.settle());
    }
    const auto kept = readWorkspace(toPath(file()));
    QVERIFY(kept.has_value());
    QVERIFY(kept->notes == saved->notes);
    QVERIFY(kept->runs == saved->runs);
    QVERIFY(kept->history == saved->history);
    QVERIFY(kept->clip == saved->clip);
    QVERIFY(kept->data == saved->data);
    // Back where it was, it is as if nothing had happened.
    QVERIFY(QDir().rename(hidden, data()));
    Workbench bench;
    bench.window.loadModels();
    bench.window.openPaths({file()});
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.note(12)->text, std::string("a note"));
    QCOMPARE(bench.workspace.runCount(), bench.workspace.firstOpenedRun() + 1);
  }

  void aRefusedWriteLeavesTheOldFileAndSaysSo() {
    Workbench bench;
    bench.window.openPaths({data()});
    QVERIFY(bench.settle());
    bench.window.workspaceKeeper()->saveTo(file());
    QVERIFY(bench.settle());
    bench.workspace.filter().push({u"scene:tram"_s});
    // A folder in the place of the file cannot be replaced by a file, whoever tries.
    const QString old = m_folder->filePath(u"old"_s);
    QVERIFY(QFile::rename(file(), old));
    QVERIFY(QDir().mkpath(file() + u"/in the way"_s));
    bench.window.workspaceKeeper()->save();
    QVERIFY(waitForBar(bench.window, u"saveAgain"_s));
    QVERIFY(bench.window.messageBar()->text().contains(u"study.scenelens"_s));
    QVERIFY(bench.window.workspaceKeeper()->isModified());
    QVERIFY(!bench.window.findChild<QMessageBox*>());
    QVERIFY(QDir(file()).removeRecursively());
    QVERIFY(QFile::rename(old, file()));
    QVERIFY(press(bench.window, u"saveAgain"_s));
    QVERIFY(bench.settle());
    QVERIFY(bench.window.messageBar()->isHidden());
    QCOMPARE(readWorkspace(toPath(file()))->chips, std::vector<std::string>{"scene:tram"});
  }

  void aFileThatAnotherProgramChangedIsNotOverwrittenUnasked() {
    Workbench first;
    first.window.openPaths({data()});
    QVERIFY(first.settle());
    first.window.workspaceKeeper()->saveTo(file());
    QVERIFY(first.settle());
    Workbench second;
    second.window.openPaths({file()});
    QVERIFY(second.settle());
    second.workspace.filter().push({u"scene:bus"_s});
    second.window.workspaceKeeper()->save();
    QVERIFY(second.settle());
    first.workspace.filter().push({u"scene:tram"_s});
    first.window.workspaceKeeper()->save();
    QVERIFY(waitForBar(first.window, u"saveOverwriting"_s));
    QCOMPARE(readWorkspace(toPath(file()))->chips, std::vector<std::string>{"scene:bus"});
    QVERIFY(press(first.window, u"saveOverwriting"_s));
    QVERIFY(first.settle());
    QCOMPARE(readWorkspace(toPath(file()))->chips, std::vector<std::string>{"scene:tram"});
  }

  void closingAsksOnlyForANamedWorkspaceThatWasChanged() {
    Workbench bench;
    bench.window.openPaths({data()});
    QVERIFY(bench.settle());
    bench.workspace.filter().push({u"scene:tram"_s});
    QVERIFY(bench.window.close());  // it has no name
    bench.window.show();
    bench.window.workspaceKeeper()->saveTo(file());
    QVERIFY(bench.settle());
    bench.workspace.setCurrentClip(5);  // where one is does not count
    QVERIFY(bench.window.close());
    bench.window.show();
    bench.workspace.filter().push({u"scene:bus"_s});
    QVERIFY(!bench.window.close());
    auto* question = bench.window.findChild<QMessageBox*>(u"unsavedQuestion"_s);
    QVERIFY(question);
    QTest::mouseClick(question->button(QMessageBox::Cancel), Qt::LeftButton);
    QVERIFY(bench.window.isVisible());
    QTest::qWait(50);
    QVERIFY(!bench.window.close());
    question = bench.window.findChild<QMessageBox*>(u"unsavedQuestion"_s);
    QVERIFY(question);
    QTest::mouseClick(question->button(QMessageBox::Save), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return !bench.window.isVisible(); }, 30'000));
    QCOMPARE(readWorkspace(toPath(file()))->chips, std::vector<std::string>{"scene:bus"});
  }

  void aDamagedWorkspaceIsAProblemAndChangesNothing() {
    Workbench bench;
    bench.window.openPaths({data()});
    QVERIFY(bench.settle());
    QFile out(file());
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write("{\"format\":\"scenelens-workspace\",\"version\":1,\n\"data\":{");
    out.close();
    bench.window.openPaths({file()});
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.problems().size(), std::size_t{1});
    QCOMPARE(bench.workspace.problems()[0].line, std::int64_t{2});
    QCOMPARE(bench.workspace.dataset()->clips.size(), std::size_t{100});
    QVERIFY(bench.window.workspaceKeeper()->name().isEmpty());
  }

  void undoReachesTheStore() {
    const auto address = storeIn(*m_folder);
    {
      Workbench bench(address);
      bench.window.openPaths({data()});
      QVERIFY(bench.settle());
      bench.workspace.setNote(3, {"first", {"x"}});
      bench.workspace.setNote(4, {"second", {}});
      bench.workspace.history().undo();
      bench.workspace.history().undo();
      bench.workspace.history().redo();
    }
    Workbench bench(address);
    bench.window.openPaths({data()});
    QVERIFY(bench.settle());
    QVERIFY(QTest::qWaitFor([&] { return !bench.workspace.notes().empty(); }, 10'000));
    QCOMPARE(bench.workspace.notes().size(), std::size_t{1});
    QCOMPARE(*bench.workspace.note(3), (ClipNote{"first", {"x"}}));
  }

  void twoWindowsOnOneStoreKeepTheNotesOfBoth() {
    const auto address = storeIn(*m_folder);
    {
      Workbench first(address);
      Workbench second(address);
      for (auto* bench : {&first, &second}) {
        bench->window.openPaths({data()});
        QVERIFY(bench->settle());
      }
      for (std::size_t i = 0; i < 10; ++i) {
        first.workspace.setNote(2 * i, {"first", {}});
        second.workspace.setNote(2 * i + 1, {"second", {}});
      }
    }
    Workbench bench(address);
    bench.window.openPaths({data()});
    QVERIFY(bench.settle());
    QVERIFY(QTest::qWaitFor([&] { return bench.workspace.notes().size() == 20; }, 10'000));
    QCOMPARE(bench.workspace.note(6)->text, std::string("first"));
    QCOMPARE(bench.workspace.note(7)->text, std::string("second"));
  }

  void filesThatVanishWhileOpenAreProblemsAndTheRestIsSaved() {
    Workbench bench;
    bench.window.openPaths({data()});
    QVERIFY(bench.settle());
    bench.workspace.setNote(3, {"before", {}});
    QVERIFY(QDir(data()).removeRecursively());
    bench.workspace.setCurrentClip(50);
    QVERIFY(bench.settle());
    QVERIFY(!bench.workspace.problems().empty());
    bench.window.workspaceKeeper()->saveTo(file());
    QVERIFY(bench.settle());
    const auto saved = readWorkspace(toPath(file()));
    QVERIFY(saved.has_value());
    QCOMPARE(saved->notes.size(), std::size_t{1});
  }

  void aNewWorkspaceIsEmptyAndHasNoName() {
    Workbench bench;
    bench.window.openPaths({data()});
    QVERIFY(bench.settle());
    bench.workspace.filter().push({u"scene:tram"_s});
    bench.window.workspaceKeeper()->saveTo(file());
    QVERIFY(bench.settle());
    bench.window.workspaceKeeper()->startNew();
    QVERIFY(bench.workspace.dataset()->clips.empty());
    QVERIFY(bench.workspace.filter().isEmpty());
    QCOMPARE(bench.window.windowTitle(), u"SceneLens"_s);
  }

 private:
  QString data() const { return m_folder->filePath(u"data"_s); }
  QString file() const { return m_folder->filePath(u"study.scenelens"_s); }

  /// Something of every kind.
  bool changeEverything(Workbench& bench) {
    auto& workspace = bench.workspace;
    const QString table = m_folder->filePath(u"peer.output.csv"_s);
    if (!writeTable(table, *workspace.dataset())) return false;
    bench.window.openPaths({table});
    if (!bench.settle()) return false;
    workspace.setCurrentRun(workspace.runOf(2, Precision::Int8));
    workspace.setOtherRun(workspace.firstOpenedRun());
    workspace.setRule(DecisionRule::Combined);
    workspace.setNote(12, {"a note", {"check", "loud"}});
    workspace.filter().push({u"device:a,b,c"_s});
    workspace.filter().setDraft(u"audio"_s);
    workspace.filterToPicked({10, 11, 12, 40});
    workspace.filter().push({u"scene:tram"_s});
    workspace.history().undo();
    workspace.setCurrentClip(12);
    bench.rows()->sort(ClipTableModel::File, Qt::DescendingOrder);
    bench.settings.setSavedFilters({{u"mine"_s, u"is:wrong"_s}});
    auto rank = bench.window.findChild<RankPage*>()->choice();
    rank.accuracy = 61.25;
    rank.tieRule = u"dense"_s;
    bench.window.findChild<RankPage*>()->setChoice(rank);
    auto* preview = bench.window.previewPage();
    preview->findChild<QSpinBox*>(u"seed"_s)->setValue(7);
    preview->findChild<QSpinBox*>(u"melWidth"_s)->setValue(33);
    preview->findChild<QSlider*>(u"gain3"_s)->setValue(-12);
    preview->showKind(PreviewKind::Equaliser);
    bench.window.clipsPage()->splitter()->setSizes({400, 600, 400});
    bench.window.showPage(MainWindow::Preview);
    return bench.settle();
  }

  void checkEverything(Workbench& bench) {
    auto& workspace = bench.workspace;
    QCOMPARE(workspace.dataset()->clips.size(), std::size_t{100});
    QCOMPARE(workspace.currentRun(), workspace.runOf(2, Precision::Int8));
    QCOMPARE(workspace.otherRun(), std::optional(workspace.firstOpenedRun()));
    QCOMPARE(workspace.runInfo(workspace.firstOpenedRun()).hasGroups, false);
    QVERIFY(workspace.judged(workspace.firstOpenedRun()).isPredicted(99));
    QVERIFY(workspace.rule() == DecisionRule::Combined);
    QVERIFY(QTest::qWaitFor([&] { return workspace.note(12) != nullptr; }, 10'000));
    QCOMPARE(*workspace.note(12), (ClipNote{"a note", {"check", "loud"}}));
    QCOMPARE(workspace.filter().chips(), (QStringList{u"device:a,b,c"_s, u"is:picked"_s}));
    QCOMPARE(workspace.filter().draft(), u"audio"_s);
    for (const auto clip : workspace.shownClips()) {
      QVERIFY(clip == 10 || clip == 11 || clip == 12 || clip == 40);
    }
    QVERIFY(!workspace.shownClips().empty());
    QCOMPARE(workspace.history().stack()->redoText(), u"filter scene:tram"_s);
    QCOMPARE(workspace.history().stack()->undoText(), u"filter is:picked"_s);
    QCOMPARE(workspace.currentClip(), std::optional<std::size_t>(12));
    QCOMPARE(bench.rows()->sortColumn(), int(ClipTableModel::File));
    QVERIFY(bench.rows()->sortOrder() == Qt::DescendingOrder);
    QCOMPARE(bench.settings.savedFilters().value(u"mine"_s), u"is:wrong"_s);
    const auto& rank = bench.window.findChild<RankPage*>()->choice();
    QCOMPARE(rank.accuracy, 61.25);
    QCOMPARE(rank.tieRule, u"dense"_s);
    auto* preview = bench.window.previewPage();
    QCOMPARE(preview->findChild<QSpinBox*>(u"seed"_s)->value(), 7);
    QCOMPARE(preview->findChild<QSpinBox*>(u"melWidth"_s)->value(), 33);
    QCOMPARE(preview->findChild<QSlider*>(u"gain3"_s)->value(), -12);
    QVERIFY(preview->kind() == PreviewKind::Equaliser);
    QVERIFY(preview->isVisible());
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

SCENELENS_GUI_TEST_MAIN(TestWorkspaceKeeper)
#include "tst_workspace_keeper.moc"
