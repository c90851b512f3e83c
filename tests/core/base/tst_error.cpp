// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <QTest>

using namespace scenelens;

class TestError final : public QObject {
  Q_OBJECT

 private slots:
  void itIsSentencesAfterFileAndLine() {
    QCOMPARE(Error({"unknown scene 'foo'", "meta.csv", 12, "Use another"}).text(),
             std::string("meta.csv:12: unknown scene 'foo'. Use another."));
    QCOMPARE(Error({"nothing was chosen"}).text(), std::string("nothing was chosen."));
    QCOMPARE(Error({"is empty", "a b.wav"}).text(), std::string("a b.wav: is empty."));
  }

  void namesCannotCommandTheTerminal() {
    QCOMPARE(Error({"is empty", "x\x1B[2J\n\r\t\x7F\xC2\x9B.wav"}).text(),
             std::string("x?[2J?????.wav: is empty."));
    QCOMPARE(Error({"clip \x1B]0;a is odd", {}, 0, "Rename\x07 it"}).text(),
             std::string("clip ?]0;a is odd. Rename? it."));
  }

  void utf8IsKeptAtAnyLength() {
    const std::string name = "sc\xC3\xA8ne \xE2\x82\xAC \xF0\x9F\x8E\xA4 " + std::string(300, 'x');
    QCOMPARE(Error({"is empty", name}).text(), name + ": is empty.");
    QCOMPARE(Error({"is empty", "a\xFF\xC3"}).text(), std::string("a??: is empty."));
  }

  void thereIsOneFullStop() {
    QCOMPARE(Error({"it failed (Format not recognised.)"}).text(),
             std::string("it failed (Format not recognised)."));
    QCOMPARE(Error({"Not this way.", {}, 0, "Go there."}).text(),
             std::string("Not this way. Go there."));
  }
};

QTEST_APPLESS_MAIN(TestError)
#include "tst_error.moc"
