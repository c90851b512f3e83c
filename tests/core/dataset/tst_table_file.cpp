// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/table_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace scenelens;

namespace {

using Rows = QList<QStringList>;

/// All rows as text, or one row {"error", line, reason}.
Rows rowsOf(std::string text, std::initializer_list<const char*> columns,
            TableForm form = TableForm::Official) {
  const auto problem = [](const Error& error) {
    return Rows{{"error", QString::number(error.line), QString::fromStdString(error.reason)}};
  };
  auto table = TableFile::parse(std::move(text), "list.csv", form);
  if (!table) return problem(table.error());
  Rows rows;
  std::vector<std::size_t> indices;
  for (const char* name : columns) {
    const auto column = table->requireColumn(name);
    if (!column) return problem(column.error());
    indices.push_back(*column);
  }
  for (;;) {
    const auto row = table->next();
    if (!row) return problem(row.error());
    if (!*row) return rows;
    QStringList fields;
    for (const std::size_t index : indices)
      fields << QString::fromStdString(std::string(table->field(index)));
    rows << fields;
  }
}

}  // namespace

class TableFileTest : public QObject {
  Q_OBJECT

 private slots:
  void columnsAreFoundByName();
  void formsOfTheSameTable_data();
  void formsOfTheSameTable();
  void malformedTablesAreErrorsWithALine_data();
  void malformedTablesAreErrorsWithALine();
  void aHeaderWithCommasIsExplained();
  void foreignTablesMayHaveCommasAndQuotes_data();
  void foreignTablesMayHaveCommasAndQuotes();
  void brokenQuotesAreErrorsWithALine();
  void emptyFieldsAreKept();
  void linesAreCounted();
  void filesAreReadOrNamed();
};

void TableFileTest::columnsAreFoundByName() {
  QCOMPARE(rowsOf("b\ta\n1\t2\n3\t4\n", {"a", "b"}), (Rows{{"2", "1"}, {"4", "3"}}));
}

void TableFileTest::formsOfTheSameTable_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::newRow("plain") << QByteArray("a\tb\n1\t2\n3\t4\n");
  QTest::newRow("no final newline") << QByteArray("a\tb\n1\t2\n3\t4");
  QTest::newRow("CRLF") << QByteArray("a\tb\r\n1\t2\r\n3\t4\r\n");
  QTest::newRow("CRLF, no final newline") << QByteArray("a\tb\r\n1\t2\r\n3\t4");
  QTest::newRow("final CR only") << QByteArray("a\tb\r\n1\t2\r\n3\t4\r");
  QTest::newRow("byte order mark") << QByteArray(
      "\xEF\xBB\xBF"
      "a\tb\n1\t2\n3\t4\n");
  QTest::newRow("blank lines") << QByteArray("\n\r\na\tb\n\n1\t2\n\r\n3\t4\n\n");
  QTest::newRow("surplus empty fields") << QByteArray("a\tb\n1\t2\t\n3\t4\t\t\n");
}

void TableFileTest::formsOfTheSameTable() {
  QFETCH(QByteArray, text);
  QCOMPARE(rowsOf(text.toStdString(), {"a", "b"}), (Rows{{"1", "2"}, {"3", "4"}}));
}

void TableFileTest::malformedTablesAreErrorsWithALine_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("line");
  QTest::newRow("empty") << QByteArray() << "0";
  QTest::newRow("only blank lines") << QByteArray("\n\r\n") << "0";
  QTest::newRow("only a mark") << QByteArray("\xEF\xBB\xBF") << "0";
  QTest::newRow("no such column") << QByteArray("a\tc\n1\t2\n") << "1";
  QTest::newRow("a column twice") << QByteArray("a\tb\ta\n") << "1";
  QTest::newRow("short row") << QByteArray("a\tb\n1\t2\n3\n") << "3";
  QTest::newRow("long row") << QByteArray("a\tb\n1\t2\n3\t4\t5\n") << "3";
  QTest::newRow("zero byte") << QByteArray("a\tb\n1\t\0\n", 8) << "2";
  QTest::newRow("UTF-16") << QByteArray(
                                 "\xFF\xFE"
                                 "a\0\t\0b\0\n\0",
                                 10)
                          << "1";
}

void TableFileTest::malformedTablesAreErrorsWithALine() {
  QFETCH(QByteArray, text);
  QFETCH(QString, line);
  const Rows rows = rowsOf(text.toStdString(), {"a", "b"});
  QCOMPARE(rows.size(), 1);
  QCOMPARE(rows[0][0], "error");
  QCOMPARE(rows[0][1], line);
}

void TableFileTest::aHeaderWithCommasIsExplained() {
  const auto table = TableFile::parse("filename,scene_label\n", "list.csv");
  QVERIFY(table);
  const auto column = table->requireColumn("filename");
  QVERIFY(!column);
  QCOMPARE(column.error().text(),
           "list.csv:1: the header has no column 'filename', only 'filename,scene_label'. "
           "Separate the columns with tabs.");
}

void TableFileTest::foreignTablesMayHaveCommasAndQuotes_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("first");
  QTest::newRow("commas") << QByteArray("a,b\n1,2\n") << "1";
  QTest::newRow("tabs, commas inside") << QByteArray("a\tb\n1,5\t2\n") << "1,5";
  QTest::newRow("quoted") << QByteArray("\"a\",b\r\n\"1,5\",\"2\"\r\n") << "1,5";
  QTest::newRow("doubled quotes") << QByteArray("a,b\n\"say \"\"x\"\"\",2\n") << "say \"x\"";
  QTest::newRow("empty quotes") << QByteArray("a,b\n\"\",2\n") << "";
  QTest::newRow("a quote inside") << QByteArray("a,b\nx\"y,2\n") << "x\"y";
}

void TableFileTest::foreignTablesMayHaveCommasAndQuotes() {
  QFETCH(QByteArray, text);
  QFETCH(QString, first);
  QCOMPARE(rowsOf(text.toStdString(), {"a", "b"}, TableForm::Foreign), (Rows{{first, "2"}}));
}

void TableFileTest::brokenQuotesAreErrorsWithALine() {
  for (const char* text : {"a,b\n1,2\n\"1,2\n", "a,b\n1,2\n\"1\"x,2\n", "a,b\n1,2\n1,\"\"\"\n"})
    QCOMPARE(rowsOf(text, {"a", "b"}, TableForm::Foreign).value(0).mid(0, 2),
             (QStringList{"error", "3"}));
  // Official lists have no quoting: the same characters are a part of the name.
  QCOMPARE(rowsOf("a\tb\n\"1\t2\n", {"a", "b"}), (Rows{{"\"1", "2"}}));
}

void TableFileTest::emptyFieldsAreKept() {
  QCOMPARE(rowsOf("a\tb\tc\n\t\t\n\tx\t\n", {"a", "b", "c"}), (Rows{{"", "", ""}, {"", "x", ""}}));
}

void TableFileTest::linesAreCounted() {
  auto table = TableFile::parse("a\n\nx\r\n\ny", "list.csv");
  QVERIFY(table);
  QVERIFY(table->next().value());
  QCOMPARE(table->line(), 3);
  QVERIFY(table->next().value());
  QCOMPARE(table->line(), 5);
  QCOMPARE(table->errorHere("odd").text(), "list.csv:5: odd.");
  QVERIFY(!table->next().value());
}

void TableFileTest::filesAreReadOrNamed() {
  const QTemporaryDir folder;
  const std::filesystem::path file = folder.filePath("list.csv").toStdString();
  std::ofstream(file, std::ios::binary) << "a\r\nb";
  QCOMPARE(readListText(file).value(), "a\r\nb");

  for (const auto& bad : {file.parent_path() / "none.csv", file.parent_path()}) {
    const auto text = readListText(bad);
    QVERIFY(!text);
    QVERIFY(text.error().file == bad);
  }
}

QTEST_APPLESS_MAIN(TableFileTest)
#include "tst_table_file.moc"
