// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/contrast.h"
#include "tests/widgets/workbench.h"
#include "widgets/clips/probability_chart.h"

#include <QAbstractSpinBox>
#include <QMenu>
#include <QScrollArea>
#include <QStatusBar>
#include <QToolBar>
#include <qcustomplot.h>

using namespace scenelens;
using namespace scenelens::test;

namespace {

QAction* actionOf(const MainWindow& window, const QString& text) {
  for (auto* action : window.findChildren<QAction*>()) {
    if (action->text() == text) return action;
  }
  return nullptr;
}

}  // namespace

/// Themes and sizes of the real window.
class TestMainWindowLook final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QVERIFY(makeDemoSet(m_demo.path()));
    m_bench = std::make_unique<Workbench>();
    m_bench->window.loadModels();
    m_bench->window.openPaths({m_demo.path()});
    QVERIFY(m_bench->settle());
  }
  void cleanupTestCase() { m_bench.reset(); }

  void themesSwitchLive() {
    auto& bench = *m_bench;
    bench.workspace.addProblem({"something is wrong"});
    for (const auto& [text, theme] :
         {std::pair{u"&Dark"_s, ThemeChoice::Dark}, std::pair{u"&Light"_s, ThemeChoice::Light},
          std::pair{u"&Dark"_s, ThemeChoice::Dark}}) {
      auto* action = actionOf(bench.window, text);
      QVERIFY(action);
      action->trigger();
      QVERIFY(action->isChecked());
      QCOMPARE(bench.settings.theme(), theme);
      QCOMPARE(isDark(bench.window.palette()), theme == ThemeChoice::Dark);
      const auto& colours = themeColours(bench.window.palette());
      QVERIFY(bench.settle());
      const QImage picture = bench.window.grab().toImage();
      QCOMPARE(picture.pixelColor(bench.plot()->mapTo(&bench.window, QPoint(1, 1))),
               colours.window);
      // No text is left in the colours of the theme before.
      for (const auto* label : bench.window.findChildren<QLabel*>()) {
        if (!label->isVisible() || label->text().isEmpty()) continue;
        if (label->objectName() == u"badge"_s) continue;
        const double ratio =
            contrast(label->palette().color(label->foregroundRole()), colours.window);
        QVERIFY2(ratio >= 4.5, qPrintable(label->text()));
      }
      const auto* button = bench.find<QToolButton>(u"problemButton"_s);
      QCOMPARE(button->palette().color(QPalette::ButtonText), colours.wrong);
    }
    bench.workspace.clearProblems();
  }

  void colourMapsSwitchLiveAndAreRemembered() {
    auto& bench = *m_bench;
    for (const auto map : {ColourMap::Magma, ColourMap::Viridis}) {
      auto* action = actionOf(bench.window, colourMapName(map));
      QVERIFY(action);
      action->trigger();
      QCOMPARE(bench.plot()->colourMap(), map);
      QCOMPARE(bench.settings.colourMap(), map);
    }
  }

  void everythingEssentialIsInSight_data() {
    QTest::addColumn<QSize>("size");
    QTest::newRow("smallest") << QSize(820, 520);
    QTest::newRow("laptop") << QSize(1366, 768);
    QTest::newRow("4K") << QSize(3840, 2160);
  }
  void everythingEssentialIsInSight() {
    QFETCH(QSize, size);
    auto& bench = *m_bench;
    bench.window.showPage(MainWindow::Clips);
    bench.window.resize(size);
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.size(), size);
    checkInside(bench.filter());
    checkInside(bench.table());
    checkInside(bench.plot()->plot());
    checkInside(bench.modelBox());
    checkInside(bench.find<QComboBox>(u"decisionRule"_s));
    checkInside(bench.window.clipsPage()->findChild<ProbabilityChart*>());
    checkInside(bench.find<QTreeWidget>(u"modelDecisions"_s));
    checkInside(bench.find<QToolButton>(u"problemButton"_s));
    QVERIFY(bench.table()->viewport()->height() >= 3 * bench.table()->rowHeight(0));
    // Each map still has a place of its own.
    bench.plot()->plot()->replot();
    for (int rect = 0; rect < 3; ++rect) {
      QVERIFY(bench.plot()->plot()->axisRect(rect)->height() >= 30);
      QVERIFY(bench.plot()->plot()->axisRect(rect)->width() >= 100);
    }
    // All four models are listed without scrolling.
    const auto* list = bench.find<QTreeWidget>(u"modelDecisions"_s);
    QVERIFY(list->viewport()->rect().contains(
        list->visualItemRect(list->topLevelItem(3)).bottomLeft()));

    bench.window.showPage(MainWindow::Models);
    QVERIFY(bench.settle());
    checkInside(bench.find<QTreeWidget>(u"modelTable"_s));
    checkInside(bench.find<QTreeWidget>(u"layerTable"_s));
    bench.window.showPage(MainWindow::Clips);
    bench.window.showProblems(true);
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.size(), size);
    checkInside(bench.problems());
    checkInside(bench.table());
    bench.window.showProblems(false);
  }

  void everyWidgetThatTakesInputHasAName() {
    auto& bench = *m_bench;
    for (auto* widget : bench.window.findChildren<QWidget*>()) {
      const bool input = qobject_cast<QComboBox*>(widget) || qobject_cast<QLineEdit*>(widget) ||
                         qobject_cast<QAbstractItemView*>(widget);
      if (!input || widget->window() != &bench.window) continue;
      if (qobject_cast<QHeaderView*>(widget)) continue;
      // The field inside a spin box is not met by itself.
      const QWidget* named =
          qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) ? widget->parentWidget() : widget;
      QVERIFY2(!named->accessibleName().isEmpty(), qPrintable(named->objectName()));
    }
  }

 private:
  /// Wholly inside the window, not squeezed below what it needs, nothing on top of it.
  void checkInside(const QWidget* widget) {
    QVERIFY(widget);
    // What scrolls in a small window is scrolled to.
    for (auto* area : m_bench->window.findChildren<QScrollArea*>()) {
      if (area->isAncestorOf(widget)) area->ensureWidgetVisible(const_cast<QWidget*>(widget), 0, 0);
    }
    const QRect place(widget->mapTo(&m_bench->window, QPoint()), widget->size());
    const QSize least = widget->minimumSizeHint();
    const QByteArray name =
        u"%1 %2: %3,%4 %5x%6, needs %7x%8"_s
            .arg(widget->objectName(), QString::fromLatin1(widget->metaObject()->className()))
            .arg(place.x())
            .arg(place.y())
            .arg(place.width())
            .arg(place.height())
            .arg(least.width())
            .arg(least.height())
            .toUtf8();
    QVERIFY2(widget->isVisible(), name);
    QVERIFY2(place.left() >= 0 && place.right() < m_bench->window.width(), name);
    if (const auto* area = qobject_cast<const QAbstractScrollArea*>(widget)) {
      // These scroll; a few lines must show.
      QVERIFY2(area->viewport()->height() >= 2 * widget->fontMetrics().height(), name);
      QVERIFY2(area->viewport()->width() >= 100, name);
    } else {
      QVERIFY2(widget->width() >= least.width() && widget->height() >= least.height(), name);
      const QRect seen = widget->visibleRegion().boundingRect();
      QVERIFY2(seen.width() == widget->width(), name);
      QVERIFY2(2 * seen.height() >= widget->height(), name);
    }
    for (const auto* sibling :
         widget->parentWidget()->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
      if (sibling == widget || !sibling->isVisible()) continue;
      QVERIFY2(!sibling->geometry().intersects(widget->geometry()), name);
    }
  }

  QTemporaryDir m_demo;
  std::unique_ptr<Workbench> m_bench;
};

SCENELENS_GUI_TEST_MAIN(TestMainWindowLook)
#include "tst_main_window_look.moc"
