// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/support/int8_weights.h"
#include "tests/widgets/accessible_tree.h"
#include "tests/widgets/workbench.h"
#include "widgets/actions/action_registry.h"
#include "widgets/clips/probability_chart.h"
#include "widgets/compare/compare_page.h"
#include "widgets/live/decision_timeline.h"
#include "widgets/live/level_meter.h"
#include "widgets/live/live_page.h"
#include "widgets/models/noise_plot.h"
#include "widgets/plot/plot_table.h"
#include "widgets/plot/scatter_view.h"
#include "widgets/preview/preview_page.h"
#include "widgets/results/confusion_matrix.h"
#include "widgets/results/results_page.h"
#include "widgets/sound/sound_desk.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QDialog>
#include <QElapsedTimer>
#include <QMap>
#include <QMenu>
#include <QStackedWidget>
#include <QTabBar>
#include <qcustomplot.h>

using namespace scenelens;
using namespace scenelens::test;

namespace {

int eventsOfTheMeter = 0;
QObject* theMeter = nullptr;

void countEvents(QAccessibleEvent* event) {
  if (event->object() == theMeter) ++eventsOfTheMeter;
}

bool paintsItself(const QWidget* widget) {
  return qobject_cast<const QCustomPlot*>(widget) || qobject_cast<const ConfusionMatrix*>(widget) ||
         qobject_cast<const ProbabilityChart*>(widget) ||
         qobject_cast<const DecisionTimeline*>(widget) || qobject_cast<const LevelMeter*>(widget);
}

bool hasDigit(const QString& text) {
  return std::any_of(text.begin(), text.end(), [](QChar letter) { return letter.isDigit(); });
}

}  // namespace

/// The window as a screen reader and the Tab key meet it: every page, every tab, every dialog.
class TestAccessibility final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QAccessible::setActive(true);
    QVERIFY(makeDemoSet(m_demo.path()));
    StoreAddress store;
    store.file = toPath(m_folder.filePath(u"store.db"_s));
    m_bench = std::make_unique<Workbench>(store);
    auto models = runnableModels();
    std::vector<Int8Twin> twins;
    for (const auto& model : models) twins.push_back(quantizedTwin(model));
    m_bench->window.openPaths({m_demo.path()});
    QVERIFY(m_bench->settle());
    m_bench->workspace.setModels(std::move(models), std::move(twins));
    QVERIFY(m_bench->settle());
    action(u"runs.evaluateAll"_s)->trigger();
    QVERIFY(m_bench->settle());
    m_bench->workspace.setOtherRun(1);
    m_bench->window.resize(1440, 880);
    QVERIFY(m_bench->settle());
    QVERIFY(QTest::qWaitForWindowActive(&m_bench->window));
  }
  void cleanupTestCase() { m_bench.reset(); }

  void everyControlHasANameOfItsOwn() {
    QStringList wrong;
    onEveryView([&](const QString& view) { wrong += namingFaults(m_bench->window, view); });
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
  }

  void dialogsNameTheirControls() {
    QStringList wrong;
    for (const auto& id : {u"help.palette"_s, u"help.shortcuts"_s, u"help.about"_s,
                           u"runs.evaluate"_s, u"runs.stored"_s}) {
      auto* dialog = opened(id);
      if (!dialog) {
        wrong.append(id + u": opens nothing"_s);
        continue;
      }
      if (dialog->windowTitle().isEmpty() && dialog->accessibleName().isEmpty())
        wrong.append(id + u": has no title"_s);
      wrong += namingFaults(*dialog, id);
      dialog->close();
      backToTheWindow();
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
  }

  void everyPaintedViewSaysWhatItShows() {
    QStringList wrong;
    int seen = 0;
    onEveryView([&](const QString& view) {
      for (const auto* widget : painted()) {
        ++seen;
        auto* face = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
        const QString at = view + u": "_s + widget->objectName() + u' ' +
                           QLatin1String(widget->metaObject()->className());
        if (face->role() != QAccessible::Chart) wrong.append(at + u" is no chart"_s);
        if (face->text(QAccessible::Name).isEmpty()) wrong.append(at + u" has no name"_s);
        const QString said = face->text(QAccessible::Description);
        if (said.isEmpty()) wrong.append(at + u" says nothing"_s);
        // Numbers where there is something to count; the live page is silent here.
        if (!said.isEmpty() && !hasDigit(said) && !isQuiet(widget))
          wrong.append(at + u" names no number: "_s + said);
        if (said.contains(u"nan"_s)) wrong.append(at + u": "_s + said);
      }
    });
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
    QVERIFY2(seen >= 15, qPrintable(QString::number(seen)));
  }

  void everyPlotIsATableToo() {
    QStringList wrong;
    onEveryView([&](const QString& view) {
      for (auto* widget : painted()) {
        if (qobject_cast<LevelMeter*>(widget)) continue;  // one number, which its summary says
        const QString at = view + u": "_s + widget->objectName() + u' ' +
                           QLatin1String(widget->metaObject()->className());
        if (!hasPlotTable(*widget)) {
          wrong.append(at + u" has no table"_s);
          continue;
        }
        QAction* entry = nullptr;
        for (auto* action : widget->actions()) {
          if (action->text() == u"Show as table"_s) entry = action;
        }
        if (!entry || widget->contextMenuPolicy() == Qt::DefaultContextMenu)
          wrong.append(at + u" does not offer it"_s);
        if (isQuiet(widget)) continue;
        if (!(widget->focusPolicy() & Qt::TabFocus)) wrong.append(at + u" takes no focus"_s);
        if (entry) entry->trigger();
        auto* window = tableWindow();
        if (!window) {
          wrong.append(at + u" opens no table"_s);
          continue;
        }
        QVERIFY(!window->isModal());
        for (const auto* table : window->findChildren<QTableView*>(u"plotNumbers"_s)) {
          const int rows = table->model()->rowCount();
          if (rows == 0) wrong.append(at + u": empty table"_s);
          if (rows > 2000 || table->model()->columnCount() > 257)
            wrong.append(at + u": too long a table"_s);
        }
        if (!window->findChild<QLabel*>(u"plotSummary"_s)->text().contains(plotSummary(*widget)))
          wrong.append(at + u": the window does not say the summary"_s);
        wrong += namingFaults(*window, at);
        delete window;
        backToTheWindow();
      }
    });
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
  }

  void summariesFollowTheData() {
    auto& bench = *m_bench;
    bench.window.showPage(MainWindow::Results);
    bench.window.resultsPage()->showTab(ResultsPage::Confusion);
    QVERIFY(bench.settle());
    auto* matrix = bench.window.resultsPage()->findChild<ConfusionMatrix*>();
    auto* face = QAccessible::queryAccessibleInterface(matrix);
    const QString all = face->text(QAccessible::Description);
    QVERIFY2(all.contains(u"100 clips"_s) && all.contains(u"most frequent mistake"_s),
             qPrintable(all));
    // The matrix itself is about scenes; devices are what can be filtered around it.
    const auto& dataset = *bench.workspace.dataset();
    const auto ofFirst =
        std::ranges::count_if(dataset.clips, [](const Clip& clip) { return clip.device == 0; });
    QVERIFY(ofFirst > 1 && ofFirst < 100);
    bench.workspace.filter().setText(u"device:"_s + toQString(dataset.devices[0]));
    QVERIFY(bench.settle());
    const QString some = face->text(QAccessible::Description);
    QVERIFY2(some.contains(u"%1 clips"_s.arg(ofFirst)), qPrintable(some));
    bench.workspace.filter().setText({});
    QVERIFY(bench.settle());
    QCOMPARE(face->text(QAccessible::Description), all);

    bench.window.showPage(MainWindow::Clips);
    bench.workspace.setCurrentClip(3);
    QVERIFY(bench.settle());
    const QString third = plotSummary(*bench.plot()->plot());
    bench.workspace.setCurrentClip(60);
    QVERIFY(bench.settle());
    QVERIFY(plotSummary(*bench.plot()->plot()) != third);
  }

  void aPlotWithTheFocusOpensItsTableByKey() {
    auto& bench = *m_bench;
    bench.window.showPage(MainWindow::Clips);
    QVERIFY(bench.settle());
    bench.window.activateWindow();
    bench.plot()->plot()->setFocus();
    QTRY_VERIFY(bench.plot()->plot()->hasFocus());
    QTest::keyClick(bench.plot()->plot(), Qt::Key_T, Qt::ControlModifier);
    auto* window = tableWindow();
    QVERIFY(window);
    const auto tables = window->findChildren<QTableView*>(u"plotNumbers"_s);
    QCOMPARE(tables.size(), 3);  // waveform, log-Mel, delta
    // A map as it is: 44 frames, and a column for the time beside the 256 bands.
    QCOMPARE(tables[1]->model()->rowCount(), 44);
    QCOMPARE(tables[1]->model()->columnCount(), 257);
    delete window;
    backToTheWindow();
  }

  void theMeterDoesNotTalkByItself() {
    LevelMeter meter;
    meter.show();
    theMeter = &meter;
    eventsOfTheMeter = 0;
    const auto before = QAccessible::installUpdateHandler(countEvents);
    // So that a meter that talks would be heard here.
    QAccessibleEvent said(&meter, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&said);
    const int probe = eventsOfTheMeter;
    eventsOfTheMeter = 0;
    QElapsedTimer clock;
    clock.start();
    StreamLevel level;
    level.samples = 1470;
    int fed = 0;
    while (clock.elapsed() < 3000) {
      level.peak = 0.1F + 0.008F * float(fed % 100);
      level.sumOfSquares = 1470.0 * 0.01 * (1 + fed % 7);
      meter.setLevel(level);
      ++fed;
      QTest::qWait(30);
    }
    QAccessible::installUpdateHandler(before);
    theMeter = nullptr;
    if (probe == 0) QSKIP("this platform of Qt passes no accessible events on");
    QVERIFY(fed > 30);
    QVERIFY2(eventsOfTheMeter <= 3, qPrintable(QString::number(eventsOfTheMeter)));
    QVERIFY(hasDigit(plotSummary(meter)));
  }

  void everyPaintedViewFollowsTheTheme() {
    auto& bench = *m_bench;
    QStringList wrong;
    onEveryView([&](const QString& view) {
      QMap<QWidget*, QImage> light;
      // The ring of the focus is at the edge, too.
      if (auto* focus = QApplication::focusWidget()) focus->clearFocus();
      bench.window.setThemeChoice(ThemeChoice::Light);
      QVERIFY(bench.settle());
      for (auto* widget : painted()) light[widget] = widget->grab().toImage();
      bench.window.setThemeChoice(ThemeChoice::Dark);
      QVERIFY(bench.settle());
      for (auto* widget : painted()) {
        const QString at = view + u": "_s + nameOf(widget);
        const QImage dark = widget->grab().toImage();
        if (!light.contains(widget) || light[widget] == dark) wrong.append(at + u" stays"_s);
        // At the edge no picture covers the background.
        const double before = meanGreyOfTheEdge(light[widget]);
        const double after = meanGreyOfTheEdge(dark);
        if (before < 170.0 || after > 85.0)
          wrong.append(u"%1: mean grey %2 light, %3 dark"_s.arg(at).arg(before).arg(after));
      }
    });
    bench.window.setThemeChoice(ThemeChoice::Light);
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
  }

  void tabVisitsEverythingOnceAndReturns() {
    QStringList wrong;
    onEveryView([&](const QString& view) { wrong += tabFaults(view); });
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
  }

 private:
  [[nodiscard]] QAction* action(const QString& id) const {
    return m_bench->window.actionRegistry()->action(id);
  }
  [[nodiscard]] QWidget* page() const {
    return m_bench->window.findChild<QStackedWidget*>(u"pages"_s)->currentWidget();
  }
  /// Of the page that is shown.
  [[nodiscard]] QWidgetList painted() const {
    QWidgetList widgets;
    for (auto* widget : page()->findChildren<QWidget*>()) {
      if (widget->isVisible() && paintsItself(widget)) widgets.append(widget);
    }
    return widgets;
  }
  /// On the live page nothing was heard, so there is nothing to count.
  [[nodiscard]] bool isQuiet(const QWidget* widget) const {
    return m_bench->window.sound()->livePage()->isAncestorOf(widget);
  }

  static QDialog* tableWindow() {
    QDialog* found = nullptr;
    for (auto* widget : QApplication::topLevelWidgets()) {
      if (widget->objectName() == u"plotTable"_s && widget->isVisible())
        found = qobject_cast<QDialog*>(widget);
    }
    return found;
  }
  void backToTheWindow() {
    m_bench->window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&m_bench->window));
  }
  QWidget* opened(const QString& id) {
    action(id)->trigger();
    QTest::qWait(20);
    auto* palette = m_bench->window.findChild<QWidget*>(u"commandPalette"_s);
    if (palette && palette->isVisible()) return palette;
    for (auto* widget : QApplication::topLevelWidgets()) {
      if (widget != &m_bench->window && widget->isVisible() && !qobject_cast<QMenu*>(widget))
        return widget;
    }
    return nullptr;
  }

  template <typename Look>
  void onEveryView(const Look& look) {
    auto& bench = *m_bench;
    static const QStringList kNames{u"Clips"_s,    u"Results"_s, u"Compare"_s, u"Rank"_s,
                                    u"Map"_s,      u"Preview"_s, u"Live"_s,    u"Models"_s,
                                    u"Activity"_s, u"Settings"_s};
    for (int number = MainWindow::Clips; number <= MainWindow::Preferences; ++number) {
      bench.window.showPage(MainWindow::Page(number));
      QVERIFY(bench.settle());
      const QString& name = kNames[number];
      if (number == MainWindow::Preview) {
        for (int kind = 0; kind < kPreviewKinds; ++kind) {
          bench.window.previewPage()->showKind(PreviewKind(kind));
          QVERIFY(bench.settle());
          fillPreview(PreviewKind(kind));
          QVERIFY(bench.settle());
          look(name + u' ' + QString::number(kind));
        }
        continue;
      }
      if (number == MainWindow::Clips) {
        for (const auto view : {ClipsPage::Quantization, ClipsPage::Signal}) {
          bench.window.clipsPage()->showView(view);
          QVERIFY(bench.settle());
          look(name + u' ' + QString::number(int(view)));
        }
        continue;
      }
      QTabBar* tabs = nullptr;
      for (auto* bar : page()->findChildren<QTabBar*>()) {
        if (bar->isVisible()) tabs = bar;
      }
      for (int tab = 0; tab < (tabs ? tabs->count() : 1); ++tab) {
        if (tabs) tabs->setCurrentIndex(tab);
        QVERIFY(bench.settle());
        look(tabs ? name + u' ' + tabs->tabText(tab) : name);
      }
    }
  }

  /// What a kind needs before it shows anything.
  void fillPreview(PreviewKind kind) {
    auto* preview = m_bench->window.previewPage();
    if (kind == PreviewKind::Mixup)
      preview->findChild<QListWidget*>(u"secondFound"_s)->setCurrentRow(1);
    if (kind == PreviewKind::Correction && !std::exchange(m_measured, true))
      preview->findChild<QAbstractButton*>(u"measureDevices"_s)->click();
  }

  static QStringList namingFaults(QWidget& root, const QString& view) {
    QStringList wrong;
    QMap<QString, QByteArray> buttons;
    const AccessibleTree tree(root);
    for (const auto& node : tree.nodes()) {
      if (node.insideControl || !node.isControl()) continue;
      if (node.face->object() == &root) continue;
      const auto* widget = qobject_cast<QWidget*>(node.face->object());
      // Frames that pass the focus on, and what only scrolls.
      if (widget && (widget->focusProxy() || widget->inherits("QScrollArea"))) continue;
      if (node.name.isEmpty())
        wrong.append(view + u": no name: "_s + QString::fromUtf8(node.what()));
      if (!node.isButton() || node.name.isEmpty()) continue;
      const QString told = node.name + u'|' + node.description;
      if (buttons.contains(told)) {
        wrong.append(view + u": twice '"_s + told + u"': "_s + QString::fromUtf8(node.what()) +
                     u", "_s + QString::fromUtf8(buttons[told]));
      }
      buttons[told] = node.what();
    }
    return wrong;
  }

  /// Widgets of the page that Tab must reach.
  [[nodiscard]] QWidgetList stops() const {
    QWidgetList stops;
    for (auto* widget : page()->findChildren<QWidget*>()) {
      if (!widget->isVisible() || !widget->isEnabled() || widget->focusProxy()) continue;
      if (!(widget->focusPolicy() & Qt::TabFocus)) continue;
      // Of exclusive buttons only the chosen one is a stop; arrows move between them.
      const auto* button = qobject_cast<QAbstractButton*>(widget);
      if (button && button->autoExclusive() && button->isCheckable() && !button->isChecked())
        continue;
      if (button && button->group() && button->group()->exclusive() && !button->isChecked())
        continue;
      stops.append(widget);
    }
    return stops;
  }
  /// 0 to 255, of the outermost two pixels on every side.
  static double meanGreyOfTheEdge(const QImage& image) {
    double sum = 0.0;
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        const int fromEdge = std::min({x, y, image.width() - 1 - x, image.height() - 1 - y});
        if (fromEdge >= 2) continue;
        sum += qGray(image.pixel(x, y));
        ++count;
      }
    }
    return count > 0 ? sum / count : -1.0;
  }
  static QString nameOf(const QWidget* widget) {
    return QLatin1String(widget->metaObject()->className()) + u' ' + widget->objectName() +
           u" '"_s + widget->accessibleName() + u'\'';
  }

  [[nodiscard]] QStringList tabFaults(const QString& view) const {
    QStringList wrong;
    m_bench->window.activateWindow();
    if (!QTest::qWaitForWindowActive(&m_bench->window)) return {view + u": is not active"_s};
    const auto wanted = stops();
    if (wanted.isEmpty()) return {view + u": nothing takes the focus"_s};
    auto* first = wanted.first();
    first->setFocus(Qt::TabFocusReason);
    if (QApplication::focusWidget() != first) return {view + u": no focus for "_s + nameOf(first)};
    QWidgetList visited{first};
    for (int i = 0; i < 300; ++i) {
      QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
      auto* now = QApplication::focusWidget();
      if (!now) return {view + u": Tab leads nowhere after "_s + nameOf(visited.last())};
      if (now == first) break;
      if (visited.contains(now)) {
        wrong.append(view + u": a trap at "_s + nameOf(now) + u" after "_s +
                     nameOf(visited.last()));
        break;
      }
      const auto* last = visited.last();
      if (page()->isAncestorOf(now) && page()->isAncestorOf(last) && jumpsBack(last, now))
        wrong.append(view + u": backwards from "_s + nameOf(last) + u" to "_s + nameOf(now));
      visited.append(now);
    }
    for (auto* widget : wanted) {
      if (!visited.contains(widget)) wrong.append(view + u": never at "_s + nameOf(widget));
    }
    return wrong;
  }
  /// Wholly above and to the left of where one was.
  [[nodiscard]] bool jumpsBack(const QWidget* from, const QWidget* to) const {
    const QRect a(from->mapTo(page(), QPoint()), from->size());
    const QRect b(to->mapTo(page(), QPoint()), to->size());
    return b.bottom() < a.top() && b.right() < a.left();
  }

  QTemporaryDir m_demo;
  QTemporaryDir m_folder;
  std::unique_ptr<Workbench> m_bench;
  bool m_measured = false;  // the devices
};

SCENELENS_GUI_TEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
