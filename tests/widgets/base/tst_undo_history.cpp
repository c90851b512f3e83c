// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/clips/filter_bar.h"
#include "widgets/clips/note_editor.h"
#include "widgets/workspace.h"

#include <QAction>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace scenelens;
using namespace scenelens::test;

namespace {

QString undoText(Workspace& workspace) {
  return workspace.history().stack()->undoText();
}

}  // namespace

/// One history of the filter, notes and tags.
class TestUndoHistory final : public QObject {
  Q_OBJECT

 private slots:
  void filterNotesAndTagsAreUndoneInTheOrderTheyWereDone() {
    Workspace workspace;
    workspace.setDataset(memoryDataset(20));
    workspace.filter().push({u"device:s1"_s});
    workspace.setNote(3, {{}, {"check"}});
    workspace.filter().push({u"is:noted"_s});
    workspace.setNote(3, {"loud", {"check"}});
    QCOMPARE(undoText(workspace), u"note"_s);
    workspace.history().undo();
    QCOMPARE(*workspace.note(3), (ClipNote{{}, {"check"}}));
    QCOMPARE(undoText(workspace), u"filter is:noted"_s);
    workspace.history().undo();
    QCOMPARE(workspace.filter().chips(), QStringList{u"device:s1"_s});
    QCOMPARE(undoText(workspace), u"tag ‘check’ on 1 clip"_s);
    workspace.history().undo();
    QVERIFY(!workspace.note(3));
    workspace.history().undo();
    QVERIFY(workspace.filter().isEmpty() && !workspace.history().canUndo());
    for (int i = 0; i < 4; ++i) workspace.history().redo();
    QVERIFY(!workspace.history().canRedo());
    QCOMPARE(workspace.filter().chips(), (QStringList{u"device:s1"_s, u"is:noted"_s}));
    QCOMPARE(*workspace.note(3), (ClipNote{"loud", {"check"}}));
  }

  void aTagOnSeveralClipsIsOneStepWithAName() {
    Workspace workspace;
    workspace.setDataset(memoryDataset(20));
    workspace.setNote(2, {"old", {"x"}});
    QSignalSpy changes(&workspace, &Workspace::noteChanged);
    workspace.setNotesOf({{1, {{}, {"check"}}},
                          {2, {"old", {"x", "check"}}},
                          {5, {{}, {"check"}}},
                          {99, {{}, {"check"}}}});
    QCOMPARE(changes.size(), 3);
    QCOMPARE(undoText(workspace), u"tag ‘check’ on 3 clips"_s);
    workspace.setCurrentClip(7);
    workspace.history().undo();
    QCOMPARE(changes.size(), 6);
    QVERIFY(!workspace.note(1) && !workspace.note(5));
    QCOMPARE(*workspace.note(2), (ClipNote{"old", {"x"}}));
    // What was undone is shown.
    QCOMPARE(workspace.currentClip(), std::optional<std::size_t>(1));
    QCOMPARE(workspace.history().stack()->redoText(), u"tag ‘check’ on 3 clips"_s);
  }

  void aNoteTypedWithShortPausesIsOneStepAndTypingItAwayNone() {
    Workspace workspace;
    workspace.setDataset(memoryDataset(20));
    for (const char* text : {"l", "lo", "loud"}) workspace.setNote(4, {text, {}});
    QCOMPARE(workspace.history().steps().size(), std::size_t{1});
    workspace.setNote(5, {"other clip", {}});
    QCOMPARE(workspace.history().steps().size(), std::size_t{2});
    workspace.history().undo();
    workspace.setNote(4, {});  // not typing: something was undone between
    QCOMPARE(workspace.history().steps().size(), std::size_t{2});
    workspace.history().undo();
    QCOMPARE(workspace.note(4)->text, std::string("loud"));
    workspace.setNote(6, {"a", {}});
    workspace.setNote(6, {});
    QCOMPARE(workspace.history().steps().size(), std::size_t{1});
  }

  void anotherDataSetBeginsANewHistory() {
    Workspace workspace;
    workspace.setDataset(memoryDataset(20));
    workspace.filter().push({u"device:s1"_s});
    workspace.setNote(1, {"a", {}});
    workspace.setDataset(memoryDataset(10));
    QVERIFY(!workspace.history().canUndo());
    QCOMPARE(workspace.filter().chips(), QStringList{u"device:s1"_s});
  }

  void aHistoryThatWasKeptIsTakenUpWithoutDoingAnything() {
    Workspace first;
    first.setDataset(memoryDataset(20));
    first.filter().push({u"device:s1"_s});
    first.setNote(1, {"a", {"t"}});
    first.filter().push({u"is:noted"_s});
    first.history().undo();
    const auto steps = first.history().steps();
    QCOMPARE(steps.size(), std::size_t{3});
    QCOMPARE(first.history().done(), std::size_t{2});

    Workspace second;
    second.setDataset(memoryDataset(20));
    second.setNotes(first.notes());
    second.filter().showChips({u"device:s1"_s});
    QSignalSpy filterChanges(&second.filter(), &FilterStack::changed);
    QSignalSpy noteChanges(&second, &Workspace::noteChanged);
    second.history().restore(steps, first.history().done());
    QCOMPARE(filterChanges.size() + noteChanges.size(), 0);
    QVERIFY(second.history().steps() == steps);
    second.history().redo();
    QCOMPARE(second.filter().chips(), (QStringList{u"device:s1"_s, u"is:noted"_s}));
    second.history().undo();
    second.history().undo();
    QVERIFY(!second.note(1));
    second.history().undo();
    QVERIFY(second.filter().isEmpty());
  }

  void itIsBounded() {
    Workspace workspace;
    workspace.setDataset(memoryDataset(20));
    for (int i = 0; i < UndoHistory::kSteps + 50; ++i) {
      workspace.filter().push({u"loss>%1"_s.arg(i)});
    }
    QCOMPARE(int(workspace.history().steps().size()), UndoHistory::kSteps);
    while (workspace.history().canUndo()) workspace.history().undo();
    QCOMPARE(workspace.filter().chips(), QStringList{u"loss>49"_s});
  }

  void inAFieldCtrlZUndoesTypingFirstAndThenTheHistory() {
    Workspace workspace;
    workspace.setDataset(memoryDataset(20));
    workspace.setCurrentClip(3);
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    auto* bar = new FilterBar(workspace);
    auto* notes = new NoteEditor(workspace);
    layout->addWidget(bar);
    layout->addWidget(notes);
    auto* undo = workspace.history().stack()->createUndoAction(&window);
    undo->setShortcut(QKeySequence::Undo);
    window.addAction(undo);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));

    notes->tags()->setFocus();
    QTest::keyClicks(notes->tags(), u"check"_s);
    QTest::keyClick(notes->tags(), Qt::Key_Return);
    QCOMPARE(*workspace.note(3), (ClipNote{{}, {"check"}}));
    bar->line()->setFocus();
    QTest::keyClicks(bar->line(), u"tram"_s);
    QTest::keyClick(bar->line(), Qt::Key_Return);
    QCOMPARE(workspace.filter().chips(), QStringList{u"tram"_s});
    QTest::keyClicks(bar->line(), u"bus"_s);
    // Typing first.
    QTest::keyClick(bar->line(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(bar->line()->text(), QString());
    QCOMPARE(workspace.filter().chips(), QStringList{u"tram"_s});
    // The line's own undo is spent: the chip goes, then the tag.
    QTest::keyClick(bar->line(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(workspace.filter().chips().isEmpty());
    QTest::keyClick(bar->line(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!workspace.note(3));
    QCOMPARE(notes->tags()->text(), QString());
  }
};

SCENELENS_GUI_TEST_MAIN(TestUndoHistory)
#include "tst_undo_history.moc"
