// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/schema.h"
#include "tests/core/store/store_fixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace scenelens;

namespace {

using Connection = std::unique_ptr<SqlConnection>;

int numberIn(const Connection& connection, const char* sql) {
  const auto value = connection->value(QString::fromLatin1(sql));
  return value ? value->toInt() : -1;
}

}  // namespace

class TestSchema final : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_path = m_folder.filePath(QStringLiteral("%1.db").arg(++m_count)).toStdString(); }

  void anEmptyFileGetsAllSteps() {
    const auto connection = connect();
    QVERIFY(migrateSchema(*connection, m_steps));
    QCOMPARE(numberIn(connection, "SELECT schema FROM scenelens_store"), 2);
    QCOMPARE(numberIn(connection, "SELECT count(*) FROM scenelens_store"), 1);
    QCOMPARE(numberIn(connection, "SELECT count(b) FROM t"), 1);
    QVERIFY(migrateSchema(*connection, m_steps));
    QCOMPARE(numberIn(connection, "SELECT count(b) FROM t"), 1);
  }

  void anOlderSchemaGetsTheStepsItLacks() {
    const auto connection = connect();
    QVERIFY(migrateSchema(*connection, std::span(m_steps).first(1)));
    QVERIFY(connection->exec(QStringLiteral("INSERT INTO t VALUES (41)")));
    QVERIFY(migrateSchema(*connection, m_steps));
    QCOMPARE(numberIn(connection, "SELECT schema FROM scenelens_store"), 2);
    QCOMPARE(numberIn(connection, "SELECT sum(a) FROM t WHERE b = 5"), 41 + 1);
  }

  void aStepThatFailsChangesNothing() {
    const auto connection = connect();
    QVERIFY(migrateSchema(*connection, std::span(m_steps).first(1)));
    std::vector<SchemaStep> broken = m_steps;
    broken.push_back({"ALTER TABLE t ADD COLUMN c INTEGER", "INSERT INTO nowhere VALUES (1)"});
    const auto done = migrateSchema(*connection, broken);
    QVERIFY(!done);
    QCOMPARE(done.error().file.string(), m_path);
    QCOMPARE(numberIn(connection, "SELECT schema FROM scenelens_store"), 1);
    QCOMPARE(numberIn(connection, "SELECT count(*) FROM pragma_table_info('t')"), 1);
    QVERIFY(migrateSchema(*connection, m_steps));  // not left inside a transaction
  }

  void aNewerSchemaIsRefusedUnchanged() {
    {
      const auto connection = connect();
      QVERIFY(migrateSchema(*connection, m_steps));
    }
    const QByteArray before = bytes();
    {
      const auto connection = connect();
      const auto done = migrateSchema(*connection, std::span(m_steps).first(1));
      QCOMPARE(errorOf(done), m_path +
                                  ": was written by a newer SceneLens: its schema is 2, this one "
                                  "knows 1. Update SceneLens, or choose another store.");
    }
    QVERIFY(bytes() == before);
  }

  void theDatabaseOfAnotherProgramIsRefusedUnchanged() {
    {
      const auto connection = connect();
      QVERIFY(connection->exec(QStringLiteral("CREATE TABLE places (url TEXT)")));
    }
    const QByteArray before = bytes();
    const auto opened = RunStore::open(fileAddress(m_path));
    QCOMPARE(errorOf(opened), m_path +
                                  ": is a database of another program. It was not changed; choose "
                                  "another store.");
    QVERIFY(bytes() == before);
  }

  void theShippedStepsGiveEveryTable() {
    const auto connection = connect();
    QVERIFY(migrateSchema(*connection, schemaSteps()));
    for (const char* table : {"datasets", "clips", "runs", "predictions", "clip_notes",
                              "named_filters", "scenes", "decisions"}) {
      const auto rows =
          connection->value(QStringLiteral("SELECT count(*) FROM ") + QString::fromLatin1(table));
      QVERIFY2(rows, table);
      QCOMPARE(rows->toInt(), qstrcmp(table, "scenes") == 0 ? 10 : 0);
    }
    for (const Scene scene : allScenes()) {
      const auto label = connection->value(
          QStringLiteral("SELECT label FROM scenes WHERE scene = ?"), {int(scene)});
      QVERIFY(label);
      QCOMPARE(label->toString().toStdString(), std::string(sceneLabel(scene)));
    }
  }

 private:
  Connection connect() {
    auto connection = SqlConnection::open(fileAddress(m_path), {});
    if (!connection) qFatal("%s", errorOf(connection).c_str());
    return std::move(*connection);
  }
  QByteArray bytes() const {
    QFile file(QString::fromStdString(m_path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }

  const std::vector<SchemaStep> m_steps{
      {"CREATE TABLE t (a INTEGER)"},
      {"ALTER TABLE t ADD COLUMN b INTEGER DEFAULT 5", "INSERT INTO t VALUES (1, 5)"}};
  QTemporaryDir m_folder;
  int m_count = 0;
  std::string m_path;
};

QTEST_GUILESS_MAIN(TestSchema)
#include "tst_schema.moc"
