// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/table_kind.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace scenelens;

class TestTableKind final : public QObject {
  Q_OBJECT

 private slots:
  void theHeaderSaysWhatATableIs() {
    const QByteArray scenes =
        "airport,bus,metro,metro_station,park,public_square,shopping_mall,street_pedestrian,"
        "street_traffic,tram";
    QCOMPARE(kindOf("filename,scene_label," + scenes + "\nx,y\n"), TableKind::Predictions);
    QCOMPARE(kindOf("\xEF\xBB\xBF\"filename\"," + scenes + "\r\n"), TableKind::Predictions);
    QCOMPARE(kindOf("filename\tscene_label\tidentifier\n"), TableKind::Truth);
    QCOMPARE(kindOf("year,system,bytes\n"), TableKind::Systems);
    QCOMPARE(kindOf("filename\n"), TableKind::Other);
    QCOMPARE(kindOf(""), TableKind::Other);
    QCOMPARE(kindOf(QByteArray(100'000, 'x')), TableKind::Other);
  }

  void aMissingFileIsAnErrorThatNamesIt() {
    const auto kind = kindOfTable("/nowhere/table.csv");
    QVERIFY(!kind);
    QCOMPARE(kind.error().file, std::filesystem::path("/nowhere/table.csv"));
  }

  void tablesAreToldBySuffix() {
    QVERIFY(hasTableName("a/b.CSV") && hasTableName("b.tsv") && hasTableName("c.txt"));
    QVERIFY(!hasTableName("b.wav") && !hasTableName("csv"));
  }

 private:
  TableKind kindOf(const QByteArray& text) const {
    const QString path = m_folder.filePath(QStringLiteral("table.csv"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return TableKind::Other;
    file.write(text);
    file.close();
    return kindOfTable(path.toStdString()).value_or(TableKind::Other);
  }

  QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(TestTableKind)
#include "tst_table_kind.moc"
