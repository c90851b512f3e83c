// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/clips/filter_bar.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

using namespace scenelens;
using namespace scenelens::test;

namespace {

/// The bar over a small data set, shown.
struct Bar {
  Bar() : bar(workspace) {
    workspace.setDataset(memoryDataset(60));
    bar.resize(400, 100);
    bar.show();
    bar.activateWindow();
    bar.focusLine();
  }

  [[nodiscard]] QStringList chips() const {
    QStringList texts;
    for (const auto* chip : bar.findChildren<QToolButton*>(u"filterChip"_s)) {
      if (chip->isVisible()) texts.append(chip->text().section(u' ', 0, 0));
    }
    return texts;
  }
  [[nodiscard]] QLabel* fault() const { return bar.findChild<QLabel*>(u"filterFault"_s); }
  [[nodiscard]] QAbstractItemView* popup() const { return bar.findChild<QCompleter*>()->popup(); }

  Workspace workspace;
  FilterBar bar;
};

}  // namespace

class TestFilterBar final : public QObject {
  Q_OBJECT

 private slots:
  void typingFiltersAtOnceAndReturnMakesChips() {
    Bar test;
    QTest::keyClicks(test.bar.line(), u"device:a"_s);
    const auto shown = test.workspace.shownClips().size();
    QVERIFY(shown > 0 && shown < 60);
    QVERIFY(test.chips().isEmpty());
    test.popup()->hide();
    QTest::keyClick(test.bar.line(), Qt::Key_Return);
    QCOMPARE(test.chips(), QStringList{u"device:a"_s});
    QVERIFY(test.bar.line()->text().isEmpty());
    QCOMPARE(test.workspace.shownClips().size(), shown);
  }

  void aClickRemovesAChipAndBackspaceTakesOneBack() {
    Bar test;
    test.workspace.filter().setText(u"device:a city:lyon"_s);
    QCOMPARE(test.chips().size(), 2);
    QTest::mouseClick(test.bar.findChildren<QToolButton*>(u"filterChip"_s).constFirst(),
                      Qt::LeftButton);
    QCOMPARE(test.workspace.filter().chips(), QStringList{u"city:lyon"_s});
    QTest::keyClick(test.bar.line(), Qt::Key_Backspace);
    QCOMPARE(test.bar.line()->text(), u"city:lyon"_s);
    QVERIFY(test.workspace.filter().chips().isEmpty());
    QTest::keyClick(test.bar.line(), Qt::Key_Backspace);
    QCOMPARE(test.bar.line()->text(), u"city:lyo"_s);
  }

  void whatIsWrongIsSaidBelow() {
    Bar test;
    QVERIFY(!test.fault()->isVisible());
    test.bar.line()->setText(u"devcie:a"_s);
    QVERIFY(test.fault()->isVisible());
    QVERIFY(test.fault()->text().contains(u"did you mean device?"_s));
    QCOMPARE(test.workspace.shownClips().size(), std::size_t{60});
    test.bar.line()->setText(u"device:a"_s);
    QVERIFY(!test.fault()->isVisible());
  }

  void completionOffersWhatFits() {
    Bar test;
    QTest::keyClicks(test.bar.line(), u"city:ly"_s);
    QVERIFY(test.popup()->isVisible());
    QTest::keyClick(test.popup(), Qt::Key_Down);
    QTest::keyClick(test.popup(), Qt::Key_Return);
    QCOMPARE(test.bar.line()->text(), u"city:lyon"_s);
    test.bar.line()->clear();
    QTest::keyClicks(test.bar.line(), u"zzz"_s);
    QVERIFY(!test.popup()->isVisible());
  }

  void savedFiltersAreInTheMenu() {
    Bar test;
    test.bar.setSavedFilters({{u"Mine"_s, u"city:lyon"_s}});
    auto* menu = test.bar.findChild<QToolButton*>(u"filterMenu"_s)->menu();
    emit menu->aboutToShow();
    QAction* mine = nullptr;
    for (auto* action : menu->actions()) {
      if (action->text() == u"Mine"_s) mine = action;
    }
    QVERIFY(mine);
    mine->trigger();
    QCOMPARE(test.chips(), QStringList{u"city:lyon"_s});
    emit menu->aboutToShow();
    menu->actions().constFirst()->trigger();  // undo
    QVERIFY(test.chips().isEmpty());
  }

  void twoBarsShowTheSameFilter() {
    Bar test;
    FilterBar second(test.workspace);
    test.workspace.filter().push({u"scene:tram"_s});
    test.bar.line()->setText(u"lyon"_s);
    QCOMPARE(second.line()->text(), u"lyon"_s);
    QCOMPARE(second.findChildren<QToolButton*>(u"filterChip"_s).size(), 1);
  }
};

SCENELENS_GUI_TEST_MAIN(TestFilterBar)
#include "tst_filter_bar.moc"
