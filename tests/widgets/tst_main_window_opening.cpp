// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/workbench.h"

#include <QDockWidget>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>

using namespace scenelens;
using namespace scenelens::test;

namespace {

QMenu* menuOf(const MainWindow& window, const QString& title) {
  for (auto* menu : window.findChildren<QMenu*>()) {
    if (menu->title() == title) return menu;
  }
  return nullptr;
}

bool writeFile(const QString& name, const QByteArray& content) {
  QFile file(name);
  return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

}  // namespace

/// Getting data into the window, whatever the data and the moment.
class TestMainWindowOpening final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QVERIFY(makeDemoSet(m_demo.path()));
    QCOMPARE(toneDataset(m_tones, 4).clips.size(), std::size_t{4});
  }
  void cleanup() { QVERIFY(!QApplication::activeModalWidget()); }

  void beforeAnythingIsOpenItSaysWhatToDo() {
    Workbench bench;
    QCOMPARE(bench.window.windowTitle(), u"SceneLens"_s);
    bool found = false;
    for (const auto* label : bench.plot()->findChildren<QLabel*>()) {
      found = found || (label->isVisible() && label->text().contains(u"Ctrl+O"_s));
    }
    QVERIFY(found);
    QVERIFY(!bench.window.isBusy());
    // Nothing to step through and nothing to predict: no harm done.
    bench.window.clipsPage()->step(1);
    QTest::keyClick(&bench.window, Qt::Key_R, Qt::ControlModifier);
    QVERIFY(bench.settle());
  }

  void filesCanBeDropped() {
    Workbench bench;
    QMimeData files;
    files.setUrls({QUrl::fromLocalFile(m_tones.filePath(u"tone-101.wav"_s)),
                   QUrl::fromLocalFile(m_tones.filePath(u"tone-103.wav"_s))});
    QVERIFY(drop(bench, files));
    QVERIFY(bench.settle());
    QCOMPARE(bench.rows()->rowCount(), 2);
    QCOMPARE(bench.workspace.currentClip(), std::optional<std::size_t>{0});
    QVERIFY(bench.settings.recentPaths().isEmpty());
  }

  void aDroppedFolderIsOpened() {
    Workbench bench;
    QMimeData folder;
    folder.setUrls({QUrl::fromLocalFile(m_tones.path())});
    QVERIFY(drop(bench, folder));
    QVERIFY(bench.settle());
    QCOMPARE(bench.rows()->rowCount(), 4);
    QCOMPARE(bench.settings.recentPaths(), QStringList{m_tones.path()});
  }

  void whatIsNoFileIsNotAccepted() {
    Workbench bench;
    QMimeData text;
    text.setText(u"tone.wav"_s);
    QVERIFY(!drop(bench, text));
    QMimeData web;
    web.setUrls({QUrl(u"https://example.org/tone.wav"_s)});
    QVERIFY(!drop(bench, web));
    QVERIFY(!bench.window.isBusy());
  }

  void brokenFilesGoToTheQuietList() {
    const QTemporaryDir folder;
    QVERIFY(writeTone(toPath(folder.filePath(u"good.wav"_s)), 440.0));
    QFile whole(folder.filePath(u"good.wav"_s));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    QVERIFY(writeFile(folder.filePath(u"broken.wav"_s), whole.read(1000)));
    QVERIFY(writeFile(folder.filePath(u"text.wav"_s), "this is no sound\n"));
    Workbench bench;
    bench.window.openPaths({folder.path()});
    QVERIFY(bench.settle());
    QCOMPARE(bench.rows()->rowCount(), 1);
    QCOMPARE(bench.problems()->count(), 2);
    QStringList lines;
    for (int i = 0; i < 2; ++i) lines.append(bench.problems()->item(i)->text());
    QCOMPARE(lines.filter(u"broken.wav"_s).size(), 1);
    QCOMPARE(lines.filter(u"text.wav"_s).size(), 1);
    // Quiet: the list waits behind its button.
    QVERIFY(!bench.problems()->isVisible());
    auto* button = bench.find<QToolButton>(u"problemButton"_s);
    QVERIFY(button->text().contains(u'2'));
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(bench.problems()->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(!bench.problems()->isVisible());
  }

  void aClipThatVanishedIsAProblemAndTheNextOneShows() {
    const QTemporaryDir folder;
    QCOMPARE(toneDataset(folder, 3).clips.size(), std::size_t{3});
    Workbench bench;
    bench.window.openPaths({folder.path()});
    QVERIFY(bench.settle());
    QVERIFY(QFile::remove(folder.filePath(u"tone-101.wav"_s)));
    bench.window.clipsPage()->step(1);
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.problems().size(), std::size_t{1});
    bench.window.clipsPage()->step(1);
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.problems().size(), std::size_t{1});
    QVERIFY(!bench.plot()->readOut(0, 0.5, 0.0).isEmpty());
  }

  void aFailedOpeningKeepsWhatIsOpen() {
    Workbench bench;
    bench.window.openPaths({m_tones.path()});
    QVERIFY(bench.settle());
    bench.window.clipsPage()->step(2);
    const auto before = bench.workspace.dataset();
    bench.window.openPaths({u"/there/is/none"_s});
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.dataset(), before);
    QCOMPARE(bench.workspace.currentClip(), std::optional<std::size_t>{2});
    QCOMPARE(bench.settings.recentPaths(), QStringList{m_tones.path()});
    // The user asked for it, so the list opens, but no dialog.
    QVERIFY(bench.problems()->isVisible());
    QCOMPARE(bench.problems()->count(), 1);
    QVERIFY(bench.problems()->item(0)->text().contains(u"/there/is/none"_s));
    QVERIFY(bench.window.windowTitle().contains(QFileInfo(m_tones.path()).fileName()));
    bench.window.openPaths({});
    QVERIFY(!bench.window.isBusy());
  }

  void recentPathsAreInTheMenu() {
    Workbench bench;
    auto* menu = menuOf(bench.window, u"Open &recent"_s);
    QVERIFY(menu);
    emit menu->aboutToShow();
    QCOMPARE(menu->actions().size(), 1);
    QVERIFY(!menu->actions()[0]->isEnabled());
    for (const auto& path : {m_demo.path(), m_tones.path()}) {
      bench.window.openPaths({path});
      QVERIFY(bench.settle());
    }
    emit menu->aboutToShow();
    QCOMPARE(menu->actions()[0]->text(), m_tones.path());
    QCOMPARE(menu->actions()[1]->text(), m_demo.path());
    menu->actions()[1]->trigger();
    QVERIFY(bench.settle());
    QCOMPARE(bench.rows()->rowCount(), 100);
    QCOMPARE(bench.settings.recentPaths().first(), m_demo.path());
    menu->actions().last()->trigger();
    QVERIFY(bench.settings.recentPaths().isEmpty());
  }

  void theLastOfManyOpeningsWins() {
    Workbench bench;
    bench.window.loadModels();
    for (int i = 0; i < 10; ++i) {
      bench.window.openPaths({i % 2 ? m_tones.path() : m_demo.path()});
      for (int turn = 0; turn < i; ++turn) QCoreApplication::processEvents();
    }
    QVERIFY(bench.settle());
    QCOMPARE(bench.rows()->rowCount(), 4);
    QCOMPARE(bench.workspace.currentClip(), std::optional<std::size_t>{0});
    QCOMPARE(bench.selectedClip(), std::optional<std::size_t>{0});
    bench.window.openPaths({m_tones.path()});
    bench.window.openPaths({m_demo.path()});
    QVERIFY(bench.settle());
    QCOMPARE(bench.rows()->rowCount(), 100);
    QVERIFY(bench.workspace.problems().empty());
  }

  void aRunningPredictionStaysInSightWhenAnOpeningFails() {
    Workbench bench;
    bench.workspace.setModels(runnableModels());
    Dataset large = toneDataset(m_tones, 4);
    large.clips.resize(400, large.clips[0]);
    bench.workspace.setDataset(std::move(large));
    QVERIFY(bench.window.isBusy());
    auto* bar = bench.window.findChild<QWidget*>(u"progress"_s);
    QVERIFY(bar && bar->isVisible());
    bench.window.openPaths({u"/there/is/none"_s});
    QTRY_COMPARE(bench.workspace.problems().size(), std::size_t{1});
    QVERIFY(bench.window.isBusy());
    QVERIFY(bar->isVisible());
    auto* cancel = bench.find<QToolButton>(u"cancelButton"_s);
    QVERIFY(cancel->isVisible());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QVERIFY(bench.settle());
    QVERIFY(!bar->isVisible());
    const auto& done = bench.workspace.run(0).done;
    QVERIFY(std::count(done.begin(), done.end(), 1) < 400);
  }

  void theWindowClosesAtAnyMoment() {
    for (int i = 0; i < 20; ++i) {
      auto bench = std::make_unique<Workbench>();
      bench->window.loadModels();
      bench->window.openPaths({i % 2 ? m_demo.path() : m_tones.path()});
      if (i % 3 == 0) bench->window.openPaths({m_demo.path()});
      // Farther each time: into reading weights, opening, analysing, predicting.
      if (i >= 10) {
        QTRY_VERIFY(!bench->workspace.dataset()->clips.empty());
        QTRY_VERIFY(!bench->workspace.models()->empty());
      }
      for (int turn = 0; turn < i; ++turn) {
        QCoreApplication::processEvents();
        bench->window.clipsPage()->step(1);
      }
      bench->workspace.setCurrentModel(std::size_t(i) % 4);
      QVERIFY(bench->window.close());
      bench.reset();
      QCoreApplication::processEvents();
    }
  }

  void geometryIsRememberedOnClose() {
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"settings.ini"_s);
    {
      Settings settings(file);
      Workspace workspace;
      MainWindow window(workspace, settings);
      window.resize(1000, 600);
      window.show();
      QVERIFY(window.close());
    }
    Settings settings(file);
    Workspace workspace;
    const MainWindow window(workspace, settings);
    QCOMPARE(window.size(), QSize(1000, 600));
  }

 private:
  /// Drags over the window and lets go; false when it is not accepted.
  static bool drop(Workbench& bench, const QMimeData& mime) {
    const QPoint at = bench.window.rect().center();
    QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    enter.ignore();
    QApplication::sendEvent(&bench.window, &enter);
    if (!enter.isAccepted()) return false;
    QDropEvent event(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&bench.window, &event);
    return event.isAccepted();
  }

  QTemporaryDir m_demo;
  QTemporaryDir m_tones;
};

SCENELENS_GUI_TEST_MAIN(TestMainWindowOpening)
#include "tst_main_window_opening.moc"
