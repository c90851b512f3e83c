// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "tests/widgets/workbench.h"
#include "widgets/session/message_bar.h"
#include "widgets/session/workspace_keeper.h"

#include <QDialog>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <signal.h>

#include <algorithm>
#include <cstdio>

using namespace scenelens;
using namespace scenelens::test;

namespace {

constexpr int kPages = 8;
/// What may be lost: a look a second after the change, and writing, within two seconds.
constexpr qint64 kMayBeLostMs = 2000;

/// Step n of the work: everything that it changes names n, so that what comes back can be told.
void work(Workbench& bench, int n) {
  auto& workspace = bench.workspace;
  workspace.filter().setText(u"file:%1"_s.arg(n));
  workspace.setNote(std::size_t(n % 100), {"step " + std::to_string(n), {"t"}});
  workspace.setCurrentClip(std::size_t(n % 100));
  workspace.setRule(n % 2 == 0 ? DecisionRule::TenClass : DecisionRule::Combined);
  bench.window.showPage(MainWindow::Page(n % kPages));
}

/// The program that is going to be killed: the real window, working step by step for ever.
int runVictim(const QString& data, const QString& state, const QString& file) {
  Workbench bench;
  bench.window.startAutosave(toPath(state));
  bench.window.openPaths({file.isEmpty() ? data : file});
  if (!bench.settle()) return 1;
  int n = 0;
  QTimer timer;
  QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
    work(bench, ++n);
    std::printf("%d\n", n);
    std::fflush(stdout);
  });
  timer.start(40);
  return QApplication::exec();
}

bool isSaving(const QString& state) {
  const auto names = QDir(state).entryList(QDir::Files | QDir::Hidden);
  return std::any_of(names.begin(), names.end(),
                     [](const QString& name) { return name.endsWith(u".tmp"_s); });
}

bool press(const MainWindow& window, const QString& name) {
  const auto button = [&] { return window.messageBar()->findChild<QPushButton*>(name); };
  if (!QTest::qWaitFor([&] { return button() && button()->isVisible(); }, 20'000)) return false;
  QTest::mouseClick(button(), Qt::LeftButton);
  return true;
}

}  // namespace

/// A program that is killed with SIGKILL, and the next one.
class TestCrashRecovery final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QVERIFY(makeDemoSet(data())); }
  void init() { QDir(state()).removeRecursively(); }

  void whatWasDoneIsThereAgainWheneverItWasKilled_data() {
    QTest::addColumn<int>("delayMs");
    QTest::addColumn<bool>("whileSaving");
    SplitMix64 random(20'260'101);
    for (int i = 0; i < 5; ++i) {
      const int delay = 300 + int(random.next() % 4000);
      QTest::addRow("after %d ms", delay) << delay << false;
    }
    for (int i = 0; i < 3; ++i) {
      const int delay = 300 + int(random.next() % 2500);
      QTest::addRow("while saving after %d ms", delay) << delay << true;
    }
  }
  void whatWasDoneIsThereAgainWheneverItWasKilled() {
    QFETCH(int, delayMs);
    QFETCH(bool, whileSaving);
    QProcess victim;
    std::vector<std::pair<qint64, int>> steps;  // when a step was done
    QElapsedTimer clock;
    clock.start();
    const auto listen = [&] {
      while (victim.canReadLine()) steps.emplace_back(clock.elapsed(), victim.readLine().toInt());
    };
    victim.start(QCoreApplication::applicationFilePath(), {u"--victim"_s, data(), state(), {}});
    while (steps.empty()) {
      QVERIFY(victim.waitForReadyRead(30'000));
      listen();
    }
    const qint64 begin = clock.elapsed();
    bool caught = false;
    while (clock.elapsed() < begin + delayMs || (whileSaving && !caught)) {
      if (!whileSaving) victim.waitForReadyRead(1);
      if (clock.elapsed() >= begin + delayMs) caught = isSaving(state());
      QVERIFY(clock.elapsed() < begin + 30'000);
    }
    QVERIFY(::kill(pid_t(victim.processId()), SIGKILL) == 0);
    const qint64 killed = clock.elapsed();
    QVERIFY(victim.waitForFinished());
    listen();
    // Lines that came while nobody listened count as late, which asks for more.
    int atLeast = 0;
    for (const auto& [when, step] : steps) {
      if (when + kMayBeLostMs < killed) atLeast = step;
    }

    Workbench bench;
    bench.window.startAutosave(toPath(state()));
    QVERIFY(press(bench.window, u"reopenLeft"_s));
    QVERIFY(bench.settle());
    QVERIFY(bench.window.messageBar()->isHidden());
    QCOMPARE(bench.workspace.dataset()->clips.size(), std::size_t{100});
    const QString filter = bench.workspace.filter().text();
    const int step = filter.isEmpty() ? 0 : filter.mid(5).toInt();
    QVERIFY2(step >= atLeast && step <= steps.back().second + 1, qPrintable(filter));
    // The very first save may have come before the first step.
    if (step == 0) return;
    QCOMPARE(bench.workspace.currentClip(), std::optional(std::size_t(step % 100)));
    QCOMPARE(bench.workspace.note(std::size_t(step % 100))->text, "step " + std::to_string(step));
    QCOMPARE(bench.workspace.rule() == DecisionRule::Combined, step % 2 == 1);
    QCOMPARE(shownPage(bench), step % kPages);
    QVERIFY(bench.workspace.history().canUndo());
    // Undone, too, it is as it was before.
    if (step > 1) {
      bench.workspace.history().undo();
      bench.workspace.history().undo();
      QCOMPARE(bench.workspace.filter().text(), u"file:%1"_s.arg(step - 1));
    }
  }

  void aNamedWorkspaceIsTakenUpByItsNameAndIsModified() {
    const QString file = m_folder.filePath(u"study.scenelens"_s);
    {
      Workbench bench;
      bench.window.openPaths({data()});
      QVERIFY(bench.settle());
      bench.window.workspaceKeeper()->saveTo(file);
      QVERIFY(bench.settle());
    }
    QProcess victim;
    victim.start(QCoreApplication::applicationFilePath(), {u"--victim"_s, data(), state(), file});
    QVERIFY(victim.waitForReadyRead(30'000));
    QTest::qWait(int(kMayBeLostMs) + 500);
    victim.kill();
    QVERIFY(victim.waitForFinished());
    Workbench bench;
    bench.window.startAutosave(toPath(state()));
    QVERIFY(press(bench.window, u"reopenLeft"_s));
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.workspaceKeeper()->name(), u"study"_s);
    QVERIFY(bench.window.workspaceKeeper()->isModified());
    QVERIFY(!bench.workspace.filter().isEmpty());
  }

  void whatIsDiscardedIsNotOfferedAgainAndNothingBlocks() {
    leaveSomething();
    {
      Workbench bench;
      bench.window.startAutosave(toPath(state()));
      bench.window.openPaths({data()});
      QVERIFY(bench.settle());  // one works on while it is offered
      QVERIFY(!bench.window.findChild<QDialog*>());
      QVERIFY(press(bench.window, u"discardLeft"_s));
      QVERIFY(bench.window.messageBar()->isHidden());
      bench.window.close();
    }
    QVERIFY(QDir(state()).isEmpty(QDir::Files | QDir::Hidden));
  }

  void whatIsNotAnsweredIsOfferedAgain() {
    leaveSomething();
    for (int i = 0; i < 2; ++i) {
      Workbench bench;
      bench.window.startAutosave(toPath(state()));
      QVERIFY(QTest::qWaitFor([&] { return bench.window.messageBar()->isVisible(); }, 10'000));
      bench.window.close();
    }
  }

  void aSecondWindowIsNotOfferedWhatAnotherStillHas() {
    Workbench first;
    first.window.startAutosave(toPath(state()));
    first.window.openPaths({data()});
    QVERIFY(first.settle());
    QTest::qWait(int(kMayBeLostMs));
    QCOMPARE(QDir(state()).entryList({u"*.scenelens"_s}).size(), 1);
    Workbench second;
    second.window.startAutosave(toPath(state()));
    second.window.openPaths({data()});
    QVERIFY(second.settle());
    QTest::qWait(int(kMayBeLostMs));
    QVERIFY(second.window.messageBar()->isHidden());
    QCOMPARE(QDir(state()).entryList({u"*.scenelens"_s}).size(), 2);
    first.window.close();
    second.window.close();
    QVERIFY(QDir(state()).isEmpty(QDir::Files | QDir::Hidden));
  }

  void aFolderThatCannotBeWrittenIsSaidOnceAndWorkGoesOn() {
    Workbench bench;
    bench.window.startAutosave("/proc/no/such/place");
    bench.window.openPaths({data()});
    QVERIFY(bench.settle());
    QTest::qWait(int(kMayBeLostMs));
    bench.workspace.filter().push({u"scene:tram"_s});
    QTest::qWait(int(kMayBeLostMs));
    QCOMPARE(bench.workspace.problems().size(), std::size_t{1});
    QVERIFY(bench.window.messageBar()->isHidden());
  }

  void theProgramItselfLeavesWhatTheNextStartTakesUp() {
    QProcess program;
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto& [name, folder] :
         {std::pair(u"HOME"_s, u"home"_s), std::pair(u"XDG_CONFIG_HOME"_s, u"config"_s),
          std::pair(u"XDG_DATA_HOME"_s, u"share"_s), std::pair(u"XDG_CACHE_HOME"_s, u"cache"_s),
          std::pair(u"XDG_STATE_HOME"_s, u"xdg-state"_s)}) {
      environment.insert(name, m_folder.filePath(folder));
    }
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    program.setProcessEnvironment(environment);
    program.start(QStringLiteral(SCENELENS_BIN_DIR "/scenelens"), {data()});
    const QString left = m_folder.filePath(u"xdg-state/SceneLens/autosave"_s);
    const auto savedData = [&] {
      for (const auto& name : QDir(left).entryList({u"*.scenelens"_s})) {
        QFile file(QDir(left).filePath(name));
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(data().toUtf8())) return true;
      }
      return false;
    };
    QVERIFY(QTest::qWaitFor(savedData, 60'000));
    program.kill();
    QVERIFY(program.waitForFinished());
    Workbench bench;
    bench.window.startAutosave(toPath(left));
    QVERIFY(press(bench.window, u"reopenLeft"_s));
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.dataset()->clips.size(), std::size_t{100});
  }

 private:
  QString data() const { return m_folder.filePath(u"data"_s); }
  QString state() const { return m_folder.filePath(u"state"_s); }

  static int shownPage(Workbench& bench) {
    const auto pages = bench.window.findChildren<QStackedWidget*>();
    for (auto* stack : pages) {
      if (stack->count() >= kPages && stack->indexOf(bench.window.clipsPage()) == 0) {
        return stack->currentIndex();
      }
    }
    return -1;
  }

  void leaveSomething() {
    QProcess victim;
    victim.start(QCoreApplication::applicationFilePath(), {u"--victim"_s, data(), state(), {}});
    QVERIFY(victim.waitForReadyRead(30'000));
    QVERIFY(QTest::qWaitFor([&] { return !QDir(state()).entryList({u"*.scenelens"_s}).isEmpty(); },
                            10'000));
    victim.kill();
    QVERIFY(victim.waitForFinished());
  }

  QTemporaryDir m_folder;
};

int main(int argc, char** argv) {
  if (argc == 5 && QByteArrayView(argv[1]) == "--victim") {
    QStandardPaths::setTestModeEnabled(true);
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"SceneLensTest"_s);
    return runVictim(QFile::decodeName(argv[2]), QFile::decodeName(argv[3]),
                     QFile::decodeName(argv[4]));
  }
  return runGuiTest<TestCrashRecovery>(argc, argv);
}
#include "tst_crash_recovery.moc"
