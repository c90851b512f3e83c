// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/workbench.h"
#include "widgets/actions/action_registry.h"
#include "widgets/actions/command_palette.h"

#include <QAction>

using namespace scenelens;
using namespace scenelens::test;

/// The palette of the real window, by keys.
class TestCommandPalette final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_bench = std::make_unique<Workbench>();
    QVERIFY(QTest::qWaitForWindowActive(&m_bench->window));
    m_palette = m_bench->window.findChild<CommandPalette*>();
    m_line = m_palette->findChild<QLineEdit*>(u"paletteLine"_s);
    m_list = m_palette->findChild<QTreeWidget*>(u"paletteList"_s);
    QVERIFY(m_line && m_list);
    m_bench->table()->setFocus();
  }
  void cleanup() { m_bench.reset(); }

  void itOffersEveryActionButItself() {
    open();
    const auto all = m_bench->window.actionRegistry()->entries().size();
    QCOMPARE(std::size_t(m_list->topLevelItemCount()), all - 1);
    QVERIFY(m_palette->geometry().top() < m_bench->window.height() / 4);
    QVERIFY(m_bench->window.rect().contains(m_palette->geometry()));
  }

  void typedWordsFindAndReturnRuns() {
    open();
    QTest::keyClicks(m_line, u"models"_s);
    QCOMPARE(first()->text(1), u"Models"_s);
    QCOMPARE(first()->text(2), u"Ctrl+7"_s);
    QTest::keyClick(m_line, Qt::Key_Return);
    QVERIFY(!m_palette->isVisible());
    QVERIFY(m_bench->find<QTreeWidget>(u"modelTable"_s)->isVisible());
    // Found by words of its menu, too.
    open();
    QTest::keyClicks(m_line, u"theme dark"_s);
    QCOMPARE(first()->text(1), u"Theme: Dark"_s);
    QTest::keyClick(m_line, Qt::Key_Return);
    QCOMPARE(m_bench->settings.theme(), ThemeChoice::Dark);
    m_bench->window.setThemeChoice(ThemeChoice::Light);
  }

  void whatWasChosenLastComesFirst() {
    open();
    QTest::keyClicks(m_line, u"fit plot"_s);
    QTest::keyClick(m_line, Qt::Key_Return);
    open();
    QCOMPARE(first()->text(1), u"Fit plot"_s);
    QTest::keyClick(m_line, Qt::Key_Escape);
    QCOMPARE(m_bench->settings.recentActions(), QStringList{u"view.fit"_s});
  }

  void escapeReturnsTheFocus() {
    open();
    QVERIFY(m_line->hasFocus());
    QTest::keyClick(m_line, Qt::Key_Escape);
    QVERIFY(!m_palette->isVisible());
    QVERIFY(m_bench->table()->hasFocus());
  }

  void itOpensFromALineOfTextWithoutDeletingIt() {
    m_bench->filter()->setFocus();
    QTest::keyClicks(m_bench->filter(), u"tram"_s);
    m_bench->filter()->setCursorPosition(0);
    QTest::keyClick(m_bench->filter(), Qt::Key_K, Qt::ControlModifier);
    QVERIFY(m_palette->isVisible());
    QCOMPARE(m_bench->filter()->text(), u"tram"_s);
  }

  void whatCannotBeDoneStandsAtTheEndWithTheReason() {
    open();
    QTest::keyClicks(m_line, u"evaluate"_s);
    const auto* last = m_list->topLevelItem(m_list->topLevelItemCount() - 1);
    QVERIFY(!(last->flags() & Qt::ItemIsEnabled));
    QVERIFY2(last->text(1).contains(u"No data set is open"_s), qPrintable(last->text(1)));
    bool disabled = false;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
      const bool enabled = m_list->topLevelItem(i)->flags() & Qt::ItemIsEnabled;
      QVERIFY(!(enabled && disabled));
      disabled = disabled || !enabled;
    }
    QTest::keyClick(m_line, Qt::Key_Return);
    QVERIFY(m_palette->isVisible());  // nothing that could be run
  }

  void arrowKeysMoveAmongWhatCanBeDone() {
    open();
    QTest::keyClick(m_line, Qt::Key_Down);
    QCOMPARE(m_list->currentItem(), m_list->topLevelItem(1));
    QTest::keyClick(m_line, Qt::Key_Up);
    QTest::keyClick(m_line, Qt::Key_Up);
    QCOMPARE(m_list->currentItem(), m_list->topLevelItem(0));
    for (int i = 0; i < 20; ++i) QTest::keyClick(m_line, Qt::Key_PageDown);
    QVERIFY(m_list->currentItem()->flags() & Qt::ItemIsEnabled);
  }

 private:
  void open() {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_K, Qt::ControlModifier);
    QVERIFY(m_palette->isVisible());
  }
  QTreeWidgetItem* first() const { return m_list->topLevelItem(0); }

  std::unique_ptr<Workbench> m_bench;
  CommandPalette* m_palette = nullptr;
  QLineEdit* m_line = nullptr;
  QTreeWidget* m_list = nullptr;
};

SCENELENS_GUI_TEST_MAIN(TestCommandPalette)
#include "tst_command_palette.moc"
