// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/fake_sound.h"
#include "tests/widgets/workbench.h"
#include "widgets/activity/activity_log.h"
#include "widgets/results/confusion_matrix.h"
#include "widgets/results/results_page.h"
#include "widgets/sound/sound_desk.h"

#include <QCheckBox>
#include <QFile>
#include <QFileDialog>
#include <QMenu>
#include <QTimer>

using namespace scenelens;
using namespace scenelens::test;

/// Looking through the mistakes of a model in the real window, with nothing but key events.
class TestKeyboardReview final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QVERIFY(makeDemoSet(m_demo.path())); }

  void aWholeReviewNeedsNoMouse() {
    Workbench bench;
    bench.window.sound()->setOutput([] { return std::make_unique<FakeOutput>(); });
    bench.window.loadModels();
    QVERIFY(QTest::qWaitForWindowActive(&bench.window));
    QVERIFY(bench.settle());

    // Nothing is evaluated before it is asked for: found in the settings by its words.
    press(Qt::Key_Comma, Qt::ControlModifier);
    type(u"when opened"_s);
    auto* byItself = bench.window.findChild<QCheckBox*>(u"byItselfBox"_s);
    QVERIFY2(tabTo(byItself), "the setting cannot be reached with Tab");
    press(Qt::Key_Space);
    QVERIFY(!bench.settings.evaluatesByItself());

    // Open: Ctrl+Shift+O and the folder's name.
    answerDialog(m_demo.path());
    press(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    backTo(bench);
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.dataset()->clips.size(), std::size_t{100});
    QVERIFY(judgedClips(bench) < 2);  // the current clip alone

    // Evaluate, found by its name.
    press(Qt::Key_K, Qt::ControlModifier);
    type(u"evaluate all"_s);
    press(Qt::Key_Return);
    QVERIFY(bench.settle());
    QCOMPARE(judgedClips(bench), 100);

    // Pick a cell of the confusion matrix with mistakes in it.
    press(Qt::Key_2, Qt::ControlModifier);
    auto* matrix = bench.window.resultsPage()->findChild<ConfusionMatrix*>();
    QVERIFY(matrix && matrix->isVisible());
    QVERIFY2(tabTo(matrix), "the matrix cannot be reached with Tab");
    QVERIFY(bench.settle());
    const auto [row, column, count] = worstCell(bench);
    QVERIFY2(count > 1, "the demo set has no cell with two mistakes");
    moveTo(*matrix, row, column);
    press(Qt::Key_Return);
    QVERIFY(bench.settle());
    QCOMPARE(bench.rows()->rowCount(), count);
    QVERIFY(matrix->isMarked(row, column));

    // Step through its clips.
    press(Qt::Key_Down, Qt::AltModifier);
    const auto first = bench.workspace.currentClip();
    QVERIFY(first.has_value());
    QVERIFY(isWrong(bench, *first));
    press(Qt::Key_Down, Qt::AltModifier);
    QVERIFY(bench.settle());
    const auto second = bench.workspace.currentClip();
    QVERIFY(second.has_value() && second != first);
    QVERIFY(isWrong(bench, *second));

    // Listen, from the matrix that has the focus still.
    QVERIFY(matrix->hasFocus());
    press(Qt::Key_Space);
    QVERIFY(bench.window.sound()->player()->isPlaying());
    press(Qt::Key_Space);
    QVERIFY(!bench.window.sound()->player()->isPlaying());

    // Open it on the page Clips and tag it.
    auto* list = bench.window.resultsPage()->list()->table();
    QVERIFY2(tabTo(list), "the list of clips cannot be reached with Tab");
    press(Qt::Key_Return);
    QVERIFY(bench.table()->isVisible());
    QCOMPARE(bench.workspace.currentClip(), second);
    auto* tags = bench.find<QLineEdit>(u"clipTags"_s);
    QVERIFY2(tabTo(tags), "the tags cannot be reached with Tab");
    type(u"reviewed"_s);
    press(Qt::Key_Tab);
    QVERIFY(bench.find<QLineEdit>(u"clipNote"_s)->hasFocus());
    type(u"sounds like a bus"_s);
    press(Qt::Key_Tab);
    const auto* note = bench.workspace.note(*second);
    QVERIFY(note);
    QCOMPARE(note->tags, std::vector<std::string>{"reviewed"});
    QCOMPARE(note->text, std::string("sounds like a bus"));

    // Export the notes.
    press(Qt::Key_K, Qt::ControlModifier);
    type(u"export notes"_s);
    press(Qt::Key_Return);
    const QString file = m_out.filePath(u"notes.csv"_s);
    answerNow(file);
    QTRY_VERIFY(QFile::exists(file));
    backTo(bench);
    QFile csv(file);
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const QByteArray text = csv.readAll();
    QVERIFY(text.contains("reviewed") && text.contains("sounds like a bus"));
    const auto& clip = bench.workspace.dataset()->clips[*second];
    QVERIFY(text.contains(QByteArray::fromStdString(clip.file)));

    // What was computed stands in the activity log.
    QStringList done;
    for (const auto& entry : bench.window.activityLog()->entries()) done.append(entry.what);
    QVERIFY2(done.filter(u"Opening"_s).size() == 1, qPrintable(done.join(u'|')));
    QVERIFY2(done.filter(u"Evaluating"_s).size() == 1, qPrintable(done.join(u'|')));
  }

 private:
  static void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
    auto* target = QApplication::focusWidget();
    QTest::keyClick(target ? target : QApplication::activeWindow(), key, modifiers);
  }
  static void type(const QString& text) {
    QVERIFY(QApplication::focusWidget());
    QTest::keyClicks(QApplication::focusWidget(), text);
  }

  /// Types a path into the file dialog that is there.
  static void answerNow(const QString& path) {
    QTRY_VERIFY(QApplication::activeModalWidget());
    auto* dialog = QApplication::activeModalWidget();
    auto* line = dialog->findChild<QLineEdit*>(u"fileNameEdit"_s);
    QVERIFY(line);
    QVERIFY(QTest::qWaitFor([&] { return dialog->isAncestorOf(QApplication::focusWidget()); }));
    QCOMPARE(QApplication::focusWidget(), line);
    line->selectAll();
    QTest::keyClicks(line, path);
    // The list of completions has the keys first.
    if (auto* popup = QApplication::activePopupWidget()) QTest::keyClick(popup, Qt::Key_Escape);
    QTest::keyClick(line, Qt::Key_Return);
  }
  /// The same for a dialog that is about to come with a loop of its own.
  void answerDialog(const QString& path) {
    QTimer::singleShot(0, this, [path] { answerNow(path); });
  }

  /// What a window manager does when a dialog closes; there is none offscreen.
  static void backTo(Workbench& bench) {
    bench.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&bench.window));
  }

  static bool tabTo(QWidget* widget) {
    for (int i = 0; i < 60; ++i) {
      auto* focus = QApplication::focusWidget();
      if (focus == widget) return true;
      press(Qt::Key_Tab);
    }
    return false;
  }
  static void moveTo(const ConfusionMatrix& matrix, int row, int column) {
    for (int i = 0; i < 40 && matrix.current().row != row; ++i) {
      press(matrix.current().row < row ? Qt::Key_Down : Qt::Key_Up);
    }
    for (int i = 0; i < 40 && matrix.current().column != column; ++i) {
      press(matrix.current().column < column ? Qt::Key_Right : Qt::Key_Left);
    }
    QCOMPARE(matrix.current(), (ConfusionMatrix::Place{row, column}));
  }

  static int judgedClips(const Workbench& bench) {
    const auto& run = bench.workspace.run(bench.workspace.currentRun());
    return int(std::count(run.done.begin(), run.done.end(), 1));
  }
  static bool isWrong(const Workbench& bench, std::size_t clip) {
    const auto* prediction = bench.workspace.prediction(clip);
    const auto& scene = bench.workspace.dataset()->clips[clip].scene;
    return prediction && scene && prediction->decision(bench.workspace.rule()) != *scene;
  }
  struct Cell {
    int row, column, count;
  };
  /// Counted here from the predictions, in label order, which is what the matrix starts with.
  static Cell worstCell(const Workbench& bench) {
    std::array<std::array<int, kSceneCount>, kSceneCount> counts{};
    const auto& clips = bench.workspace.dataset()->clips;
    for (std::size_t i = 0; i < clips.size(); ++i) {
      if (!isWrong(bench, i)) continue;
      const auto decision = bench.workspace.prediction(i)->decision(bench.workspace.rule());
      ++counts[std::size_t(*clips[i].scene)][std::size_t(decision)];
    }
    Cell worst{0, 0, 0};
    for (int row = 0; row < int(kSceneCount); ++row) {
      for (int column = 0; column < int(kSceneCount); ++column) {
        const int count = counts[std::size_t(row)][std::size_t(column)];
        if (count > worst.count) worst = {row, column, count};
      }
    }
    return worst;
  }

  QTemporaryDir m_demo;
  QTemporaryDir m_out;
};

SCENELENS_GUI_TEST_MAIN(TestKeyboardReview)
#include "tst_keyboard_review.moc"
