// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/problem_panel.h"

#include <QClipboard>
#include <QListWidget>
#include <QPushButton>

using namespace scenelens;
using namespace scenelens::test;

namespace {

QStringList linesOf(const ProblemPanel& panel) {
  const auto* list = panel.findChild<QListWidget*>(u"problemList"_s);
  QStringList lines;
  for (int i = 0; i < list->count(); ++i) lines.append(list->item(i)->text());
  return lines;
}

void press(const ProblemPanel& panel, const QString& text) {
  for (auto* button : panel.findChildren<QPushButton*>()) {
    if (button->text() == text) {
      QTest::mouseClick(button, Qt::LeftButton);
      return;
    }
  }
  QFAIL(qPrintable(u"no button "_s + text));
}

Dataset withProblems(std::vector<Error> problems) {
  Dataset dataset;
  dataset.problems = std::move(problems);
  return dataset;
}

}  // namespace

class TestProblemPanel final : public QObject {
  Q_OBJECT

 private slots:
  void listsProblemsNewestLast() {
    Workspace workspace;
    workspace.addProblem({"is broken", "a.wav", 0, "Repair it"});
    const ProblemPanel panel(workspace);
    QCOMPARE(linesOf(panel), QStringList{u"a.wav: is broken. Repair it."_s});
    workspace.addProblem({"is broken too", "b.csv", 12, {}});
    QCOMPARE(linesOf(panel).size(), 2);
    QVERIFY(linesOf(panel).last().startsWith(u"b.csv:12: is broken too"_s));
    workspace.clearProblems();
    QVERIFY(linesOf(panel).isEmpty());
  }

  void theProblemsOfANewDataSetReplaceTheOldOnes() {
    Workspace workspace;
    const ProblemPanel panel(workspace);
    const auto name = [](const QString& line) { return line.section(u':', 0, 0); };
    workspace.setDataset(withProblems({{"is broken", "old.wav", 0, {}}}));
    QCOMPARE(linesOf(panel).size(), 1);
    // As many, then more, then fewer.
    workspace.setDataset(withProblems({{"is broken", "new.wav", 0, {}}}));
    QCOMPARE(linesOf(panel).size(), 1);
    QCOMPARE(name(linesOf(panel)[0]), u"new.wav"_s);
    workspace.setDataset(
        withProblems({{"is broken", "x.wav", 0, {}}, {"is broken", "y.wav", 0, {}}}));
    QCOMPARE(linesOf(panel).size(), 2);
    QCOMPARE(name(linesOf(panel)[0]), u"x.wav"_s);
    workspace.setDataset(withProblems({{"is broken", "z.wav", 0, {}}}));
    QCOMPARE(linesOf(panel).size(), 1);
    QCOMPARE(name(linesOf(panel)[0]), u"z.wav"_s);
  }

  void copiesAllToTheClipboard() {
    Workspace workspace;
    workspace.addProblem({"is broken", "a.wav", 0, {}});
    workspace.addProblem({"is broken", "b.wav", 0, {}});
    ProblemPanel panel(workspace);
    panel.show();
    press(panel, u"Copy all"_s);
    QCOMPARE(QGuiApplication::clipboard()->text(), linesOf(panel).join(u'\n'));
  }

  void copiesTheSelectedLinesByKey() {
    Workspace workspace;
    workspace.addProblem({"is broken", "a.wav", 0, {}});
    workspace.addProblem({"is broken", "b.wav", 0, {}});
    ProblemPanel panel(workspace);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    panel.activateWindow();
    auto* list = panel.findChild<QListWidget*>(u"problemList"_s);
    list->setFocus();
    list->setCurrentRow(1);
    QTest::keyClick(list, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), linesOf(panel)[1]);
  }

  void clearEmptiesTheWorkspacesList() {
    Workspace workspace;
    workspace.addProblem({"is broken", "a.wav", 0, {}});
    ProblemPanel panel(workspace);
    panel.show();
    press(panel, u"Clear"_s);
    QVERIFY(workspace.problems().empty());
    QVERIFY(linesOf(panel).isEmpty());
  }

  void closeAsksToBeClosed() {
    Workspace workspace;
    ProblemPanel panel(workspace);
    panel.show();
    QSignalSpy closed(&panel, &ProblemPanel::closeRequested);
    press(panel, u"Close"_s);
    QCOMPARE(closed.size(), 1);
  }
};

SCENELENS_GUI_TEST_MAIN(TestProblemPanel)
#include "tst_problem_panel.moc"
