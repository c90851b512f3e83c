// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/in_quotes.h"

#include <QTest>

using namespace scenelens;

class TestInQuotes : public QObject {
  Q_OBJECT

 private slots:
  void plainAndForeignLettersStay() {
    QCOMPARE(inQuotes("conv1.weight"), std::string("'conv1.weight'"));
    QCOMPARE(inQuotes("Straße 車"), std::string("'Straße 車'"));
    QCOMPARE(inQuotes(""), std::string("''"));
  }

  void controlCharactersAndBrokenBytesBecomeQuestionMarks() {
    using namespace std::string_view_literals;
    QCOMPARE(inQuotes("a\nb\x1b[31m\0\x7f"sv), std::string("'a?b?[31m?\?'"));
    QCOMPARE(inQuotes("\xff\xc3"), std::string("'?\?'"));
    QCOMPARE(inQuotes("\xc0\xaf"), std::string("'?\?'"));  // an overlong slash
  }

  void longNamesAreCutBetweenCharacters() {
    const std::string cut = inQuotes(std::string(1000, 'x'));
    QVERIFY(cut.size() < 100);
    QVERIFY(cut.ends_with("...'"));
    std::string wide;
    for (int i = 0; i < 100; ++i) wide += "車";
    QVERIFY(isUtf8(inQuotes(wide)));
    QVERIFY(inQuotes(wide).size() < 100);
  }

  void utf8IsToldFromWhatOnlyLooksLikeIt() {
    QVERIFY(isUtf8("aßŁ車\xf0\x9f\x8e\xa7"));
    QVERIFY(isUtf8(""));
    for (const char* bad : {"\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
                            "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe8\xbb", "a\xfe"}) {
      QVERIFY2(!isUtf8(bad), bad);
    }
  }
};

QTEST_GUILESS_MAIN(TestInQuotes)
#include "tst_in_quotes.moc"
