// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/system_table.h"
#include "core/nn/architecture.h"
#include "core/nn/complexity.h"

#include <QFile>
#include <QTest>

#include <algorithm>

using namespace scenelens;

namespace {

const PublishedSystem* find(const std::vector<PublishedSystem>& systems, std::string_view name) {
  const auto found = std::ranges::find_if(
      systems, [&](const PublishedSystem& system) { return system.name.starts_with(name); });
  return found == systems.end() ? nullptr : &*found;
}

}  // namespace

class TestSystemTable final : public QObject {
  Q_OBJECT

 private slots:
  void theShippedTableIsTheFileInResources() {
    const auto file = readSystemTable(SCENELENS_SOURCE_DIR "/resources/published_systems.csv");
    QVERIFY2(file.has_value(), file ? "" : file.error().text().c_str());
    QVERIFY(file->size() >= 20);
    QCOMPARE(publishedSystems().size(), file->size());
    for (std::size_t i = 0; i < file->size(); ++i) {
      QCOMPARE((*file)[i].name, publishedSystems()[i].name);
      QVERIFY2(!(*file)[i].source.empty(), (*file)[i].name.c_str());
    }
    const auto* baseline = find(*file, "Baseline 2022");
    QVERIFY(baseline != nullptr);
    QCOMPARE(baseline->macs, std::uint64_t{29'234'920});
    QCOMPARE(baseline->bytes, std::uint64_t{46'512});
    QCOMPARE(*baseline->developmentAccuracy, 0.429);
    QVERIFY(!find(*file, "CP-Mobile")->evaluationAccuracy.has_value());
  }

  void columnsMayStandInAnyOrderAndBeMissing() {
    const auto systems = parseSystemTable(
        "macs_M\tsystem\tdevelopment_accuracy_pct\tbytes\tmore\r\n1.5\tOurs\t 55.5 \t1000\tx\r\n"
        "\tTheirs\t\t\t\n",
        "t.csv");
    QVERIFY2(systems.has_value(), systems ? "" : systems.error().text().c_str());
    QCOMPARE(systems->size(), std::size_t{2});
    QCOMPARE((*systems)[0].macs, std::uint64_t{1'500'000});
    QCOMPARE(*(*systems)[0].developmentAccuracy, 0.555);
    QVERIFY(!(*systems)[0].evaluationAccuracy && !(*systems)[1].bytes && !(*systems)[1].macs);
    const auto ranked = rankedSystem((*systems)[0], AccuracyFrom::Development);
    QCOMPARE(*ranked.accuracy, 0.555);
    QCOMPARE(ranked.accuracyOf, std::string("development"));
    QVERIFY(!rankedSystem((*systems)[0], AccuracyFrom::Evaluation).accuracy.has_value());
  }

  void faultsNameTheirLine_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("no system column")
        << QByteArray("name,bytes\nx,1\n") << 1 << QByteArray("'system'");
    QTest::newRow("no name") << QByteArray("system,bytes\nx,1\n,2\n") << 3
                             << QByteArray("no system");
    QTest::newRow("no number") << QByteArray("system,bytes\nx,117 KB\n") << 2
                               << QByteArray("117 KB");
    QTest::newRow("half a byte") << QByteArray("system,bytes\nx,1.5\n") << 2 << QByteArray("whole");
    QTest::newRow("over 100 %") << QByteArray("system,evaluation_accuracy_pct\nx,101\n") << 2
                                << QByteArray("outside 0 to 100");
    QTest::newRow("negative") << QByteArray("system,macs_M\nx,-1\n") << 2 << QByteArray("outside");
    QTest::newRow("infinite") << QByteArray("system,bytes\nx,inf\n") << 2
                              << QByteArray("not a number");
    QTest::newRow("not a number") << QByteArray("system,bytes\nx,nan\n") << 2
                                  << QByteArray("not a number");
    QTest::newRow("fields") << QByteArray("system,bytes,macs_M\nx,1\n") << 2 << QByteArray("2 of");
  }
  void faultsNameTheirLine() {
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    QFETCH(QByteArray, says);
    const auto systems = parseSystemTable(text.toStdString(), "t.csv");
    QVERIFY(!systems.has_value());
    QCOMPARE(systems.error().line, std::int64_t{line});
    QCOMPARE(systems.error().file, std::filesystem::path("t.csv"));
    QVERIFY2(QByteArray::fromStdString(systems.error().text()).contains(says),
             systems.error().text().c_str());
  }

  void theReportsRowsHaveTheCountsTheyDescribe() {
    const auto systems = reportSystems();
    QCOMPARE(systems.size(), std::size_t{4});
    QCOMPARE(systems[0].name, std::string("Report, Model1 Int8"));
    QCOMPARE(*systems[0].accuracy, 0.533);
    QCOMPARE(*systems[0].bytes, std::uint64_t{45'164});
    QCOMPARE(*systems[0].macs, std::uint64_t{8'645'641});
    // Table 3 prints rows 2 and 3 swapped: its second row has model3's counts.
    QCOMPARE(*systems[1].macs, std::uint64_t{16'746'033});
    QCOMPARE(*reportSystems(false)[0].bytes, std::uint64_t{4 * 45'164});
    QCOMPARE(*reportSystems(false)[0].accuracy, 0.534);
  }

  void aRunsUnknownNumbersStayUnknown() {
    RunInfo info;
    info.name = "theirs";
    info.dataset = "tau";
    info.selection = "test";
    const auto system = rankedSystem(info, 0.5);
    QCOMPARE(*system.accuracy, 0.5);
    QVERIFY(!system.bytes && !system.macs);
    QCOMPARE(system.accuracyOf, std::string("tau, test"));
  }
};

QTEST_GUILESS_MAIN(TestSystemTable)
#include "tst_system_table.moc"
