// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store_address.h"

#include <QTest>

using namespace scenelens;

class TestStoreAddress final : public QObject {
  Q_OBJECT

 private slots:
  void aPathIsAFile() {
    for (const char* path : {"runs.sqlite", "/a b/c%20d:e", "postgresql.db", "a@b:1/c"}) {
      const auto address = parseStoreAddress(path);
      QVERIFY(address);
      QVERIFY(address->kind == StoreAddress::Kind::Sqlite);
      QCOMPARE(address->file.string(), std::string(path));
      QCOMPARE(address->name().string(), std::string(path));
    }
  }

  void aUrlIsAServer() {
    const auto address =
        parseStoreAddress("postgresql://me:s%40crt@db.example.org:5433/our%20runs");
    QVERIFY(address);
    QVERIFY(address->kind == StoreAddress::Kind::Postgres);
    QCOMPARE(address->user, std::string("me"));
    QCOMPARE(address->password, std::string("s@crt"));
    QCOMPARE(address->host, std::string("db.example.org"));
    QCOMPARE(address->port, 5433);
    QCOMPARE(address->database, std::string("our runs"));
    // Nobody wants a password in an error message.
    QCOMPARE(address->name().string(), std::string("postgresql://me@db.example.org:5433/our runs"));
  }

  void aSocketIsAFolderInTheQuery() {
    const auto address = parseStoreAddress("postgres:///runs?host=/run/postgresql&port=5555");
    QVERIFY(address);
    QCOMPARE(address->host, std::string("/run/postgresql"));
    QCOMPARE(address->port, 5555);
    QCOMPARE(address->name().string(), std::string("postgresql://:5555/runs?host=/run/postgresql"));
  }

  void whatMakesNoSenseIsAnError_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("nothing") << QByteArray("") << QByteArray("is empty");
    QTest::newRow("scheme") << QByteArray("mysql://a/b") << QByteArray("'mysql'");
    QTest::newRow("database") << QByteArray("postgresql://host") << QByteArray("names no database");
    QTest::newRow("slash") << QByteArray("postgresql://host/") << QByteArray("names no database");
    QTest::newRow("port") << QByteArray("postgresql://host:x1/db") << QByteArray("no valid URL");
    QTest::newRow("option") << QByteArray("postgresql://h/db?sslmod=x") << QByteArray("'sslmod'");
    QTest::newRow("query port") << QByteArray("postgresql:///db?port=x") << QByteArray("'x'");
  }
  void whatMakesNoSenseIsAnError() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, said);
    const auto address = parseStoreAddress(text.toStdString());
    QVERIFY(!address);
    QVERIFY2(QByteArray::fromStdString(address.error().text()).contains(said),
             address.error().text().c_str());
  }
};

QTEST_GUILESS_MAIN(TestStoreAddress)
#include "tst_store_address.moc"
