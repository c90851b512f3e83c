// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/actions/palette_match.h"

using namespace scenelens;
using namespace scenelens::test;

class TestPaletteMatch final : public QObject {
  Q_OBJECT

 private slots:
  void everyWordMustBeInTheText() {
    QVERIFY(matchRank({u"eval"_s, u"clips"_s}, u"Evaluate all clips"_s) > 0);
    QCOMPARE(matchRank({u"eval"_s, u"model"_s}, u"Evaluate all clips"_s), 0);
    QVERIFY(matchRank({}, u"Anything"_s) > 0);
    QVERIFY(matchRank({u"öffnen"_s}, u"Datei ÖFFNEN"_s) > 0);
  }
  void beginningsCountMoreThanMiddles() {
    const auto rank = [](const QString& text) { return matchRank({u"all"_s}, text); };
    QVERIFY(rank(u"All clips"_s) > rank(u"Evaluate all"_s));
    QVERIFY(rank(u"Evaluate all"_s) > rank(u"Smaller"_s));
    // The best of several places.
    QCOMPARE(rank(u"Smaller, all"_s), rank(u"Evaluate all"_s));
  }
};

SCENELENS_GUI_TEST_MAIN(TestPaletteMatch)
#include "tst_palette_match.moc"
