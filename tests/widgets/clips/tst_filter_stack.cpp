// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/clips/filter_stack.h"

using namespace scenelens;
using namespace scenelens::test;

class TestFilterStack final : public QObject {
  Q_OBJECT

 private slots:
  void chipsAndDraftMakeOneQuery() {
    FilterStack filter;
    QVERIFY(filter.isEmpty());
    QSignalSpy changed(&filter, &FilterStack::changed);
    filter.setDraft(u"scene:tram loss>2"_s);
    QCOMPARE(filter.text(), u"scene:tram loss>2"_s);
    filter.acceptDraft();
    QCOMPARE(filter.chips(), (QStringList{u"scene:tram"_s, u"loss>2"_s}));
    QVERIFY(filter.draft().isEmpty());
    filter.setDraft(u"device:a"_s);
    QCOMPARE(filter.text(), u"scene:tram loss>2 device:a"_s);
    QCOMPARE(changed.size(), 3);
    filter.setDraft(u"device:a"_s);
    QCOMPARE(changed.size(), 3);
  }

  void aNewChipReplacesTheOneAboutTheSame() {
    FilterStack filter;
    filter.push({u"scene:tram"_s, u"pred:bus"_s});
    filter.push({u"-device:a"_s});
    filter.push({u"scene:metro"_s, u"pred:tram"_s});
    QCOMPARE(filter.chips(), (QStringList{u"scene:metro"_s, u"pred:tram"_s, u"-device:a"_s}));
    filter.push({u"b.pred:bus"_s, u"float!=int8"_s, u"lyon"_s, u"-device:b"_s});
    filter.push({u"float!=int8"_s, u"a!=b"_s, u"tram"_s});
    QCOMPARE(filter.chips().size(), 9);
  }

  void flagsStandBesideEachOtherUnlessTheyExcludeEachOther() {
    FilterStack filter;
    filter.push({u"is:wrong"_s, u"is:picked"_s});
    filter.push({u"is:noted"_s});
    filter.push({u"is:right"_s});
    QCOMPARE(filter.chips(), (QStringList{u"is:right"_s, u"is:picked"_s, u"is:noted"_s}));
  }

  void everyChangeOfTheChipsIsToldAsOneStep() {
    FilterStack filter;
    std::vector<std::pair<QStringList, QStringList>> steps;
    connect(&filter, &FilterStack::stepped, this,
            [&steps](const QStringList& before, const QStringList& after) {
              steps.emplace_back(before, after);
            });
    filter.push({u"scene:tram"_s, u"loss>2"_s});
    filter.removeChip(0);
    filter.removeChip(7);
    filter.push({u"loss>2"_s});
    filter.setDraft(u"bus"_s);
    filter.clear();
    filter.clear();
    filter.showChips({u"is:wrong"_s});
    const QStringList both{u"scene:tram"_s, u"loss>2"_s};
    const QStringList one{u"loss>2"_s};
    QCOMPARE(steps.size(), std::size_t{3});
    QCOMPARE(steps[0], std::pair(QStringList(), both));
    QCOMPARE(steps[1], std::pair(both, one));
    QCOMPARE(steps[2], std::pair(one, QStringList()));
    QCOMPARE(filter.chips(), QStringList{u"is:wrong"_s});
  }

  void aQueryCanReplaceEverything() {
    FilterStack filter;
    filter.push({u"scene:tram"_s});
    filter.setDraft(u"lyon"_s);
    QSignalSpy changed(&filter, &FilterStack::changed);
    filter.setText(u"is:wrong  note:\"far away\""_s);
    QCOMPARE(filter.chips(), (QStringList{u"is:wrong"_s, u"note:\"far away\""_s}));
    QVERIFY(filter.draft().isEmpty());
    QCOMPARE(changed.size(), 1);
    filter.setDraft(u"x"_s);
    filter.setText(filter.chips().join(u' '));
    QVERIFY(filter.draft().isEmpty());
    QCOMPARE(changed.size(), 3);
  }
};

SCENELENS_GUI_TEST_MAIN(TestFilterStack)
#include "tst_filter_stack.moc"
