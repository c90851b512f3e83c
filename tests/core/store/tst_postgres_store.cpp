// SPDX-License-Identifier: GPL-3.0-or-later
// The promises of a store, kept by a PostgreSQL server that this test starts for itself.
#include "core/store/sql_connection.h"
#include "core/store/store_writer.h"
#include "tests/core/store/store_contract.h"

#include <QDir>
#include <QProcess>
#include <QSqlDatabase>
#include <QTemporaryDir>
#include <QTest>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <memory>
#include <optional>

using namespace scenelens;

namespace {

/// The folder of the newest server's programs, empty without one.
QString serverPrograms() {
  const QDir versions(QStringLiteral("/usr/lib/postgresql"));
  QString best;
  for (const QString& version : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    const QString folder = versions.filePath(version + QStringLiteral("/bin"));
    if (QFile::exists(folder + QStringLiteral("/initdb"))) best = folder;
  }
  return best;
}

/// A server in a temporary folder, reached through a socket there. It refuses to run as root.
class Server {
 public:
  ~Server() { stop(); }

  /// Why it does not run; empty when it does.
  QString start(const QString& programs) {
    const passwd* user = ::getpwnam("postgres");
    if (!user) user = ::getpwnam("nobody");
    if (::geteuid() == 0) {
      if (!user) return QStringLiteral("root and there is no other user");
      m_uid = user->pw_uid;
      if (::chown(m_folder.path().toLocal8Bit().constData(), m_uid, user->pw_gid) != 0) {
        return QStringLiteral("the folder cannot be given away");
      }
    }
    QProcess initdb;
    prepare(initdb);
    initdb.start(programs + QStringLiteral("/initdb"),
                 {QStringLiteral("-D"), data(), QStringLiteral("-U"), QStringLiteral("tester"),
                  QStringLiteral("-A"), QStringLiteral("trust"), QStringLiteral("-N"),
                  QStringLiteral("--locale=C"), QStringLiteral("-E"), QStringLiteral("UTF8")});
    if (!initdb.waitForFinished(120'000) || initdb.exitCode() != 0) {
      return QString::fromLocal8Bit(initdb.readAll());
    }
    prepare(m_server);
    m_server.start(
        programs + QStringLiteral("/postgres"),
        {QStringLiteral("-D"), data(), QStringLiteral("-k"), m_folder.path(), QStringLiteral("-c"),
         QStringLiteral("listen_addresses="), QStringLiteral("-F")});
    for (int i = 0; i < 300; ++i) {
      if (RunStore::open(address())) return {};
      if (m_server.state() == QProcess::NotRunning) break;
      QTest::qWait(100);
    }
    return QString::fromLocal8Bit(m_server.readAll());
  }

  void stop() {
    if (m_server.state() == QProcess::NotRunning) return;
    // The fast way down; SIGTERM would wait for our own connections.
    ::kill(static_cast<pid_t>(m_server.processId()), SIGINT);
    if (!m_server.waitForFinished(30'000)) m_server.kill();
    m_server.waitForFinished(5000);
  }

  [[nodiscard]] StoreAddress address(const char* database = "postgres") const {
    const auto url =
        "postgresql://tester@/" + std::string(database) + "?host=" + m_folder.path().toStdString();
    return parseStoreAddress(url).value();
  }

 private:
  [[nodiscard]] QString data() const { return m_folder.filePath(QStringLiteral("data")); }
  void prepare(QProcess& process) {
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(m_folder.path());
    if (m_uid != 0) {
      process.setChildProcessModifier([uid = m_uid] {
        if (::setuid(uid) != 0) ::_exit(1);
      });
    }
  }

  QTemporaryDir m_folder{QStringLiteral("/tmp/scenelens-pg-XXXXXX")};  // a socket's name is short
  uid_t m_uid = 0;
  QProcess m_server;
};

}  // namespace

class TestPostgresStore final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QPSQL"))) {
      QSKIP("missing: Qt's driver QPSQL (package libqt6sql6-psql)");
    }
    const QString programs = serverPrograms();
    if (programs.isEmpty()) QSKIP("missing: /usr/lib/postgresql/*/bin/initdb (package postgresql)");
    m_server = std::make_unique<Server>();
    const QString problem = m_server->start(programs);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    auto opened = RunStore::open(m_server->address());
    QVERIFY2(opened, errorOf(opened).c_str());
    m_store.emplace(std::move(*opened));
  }
  void cleanupTestCase() {
    m_store.reset();
    m_server.reset();
  }

  void everyFieldComesBack() { contract::everyFieldComesBack(*m_store); }
  void predictionsComeBackBitForBit() { contract::predictionsComeBackBitForBit(*m_store); }
  void aRunWithoutGroupsDecidesByTheScenesAlone() {
    contract::aRunWithoutGroupsDecidesByTheScenesAlone(*m_store);
  }
  void theSameRunIsContinuedAndThenReused() {
    contract::theSameRunIsContinuedAndThenReused(*m_store);
  }
  void whateverDiffersMakesAnotherRun() { contract::whateverDiffersMakesAnotherRun(*m_store); }
  void aChangedDataSetFindsItsClipsByName() {
    contract::aChangedDataSetFindsItsClipsByName(*m_store);
  }
  void aRunIsExportedWithoutItsDataSet() { contract::aRunIsExportedWithoutItsDataSet(*m_store); }
  void runsAreListedRenamedAndDeleted() { contract::runsAreListedRenamedAndDeleted(*m_store); }
  void notesAndFiltersAreKept() { contract::notesAndFiltersAreKept(*m_store); }

  void theTablesGetAlongWithOthers() {
    const auto connection = SqlConnection::open(m_server->address(), {});
    QVERIFY(connection);
    const auto strangers =
        (*connection)
            ->value(QStringLiteral("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    QCOMPARE(strangers->toInt(), 0);
    // For people who look with psql.
    const auto decisions =
        (*connection)->value(QStringLiteral("SELECT count(*) FROM scenelens.decisions"));
    QVERIFY2(decisions, errorOf(decisions).c_str());
    QVERIFY(decisions->toInt() > 0);
  }

  void aWriterStoresFromItsOwnThread() {
    const Dataset dataset = namedClips(2000, "writer");
    const ClipOrder clips(dataset);
    const auto run = m_store->begin(someRun("writer"), clips);
    QVERIFY(run);
    {
      auto writer = StoreWriter::open(m_server->address());
      QVERIFY2(writer, errorOf(writer).c_str());
      for (std::uint32_t clip = 0; clip < 2000; ++clip) {
        (*writer)->add({run->id, clips.numberOf(clip), somePrediction(clip)});
      }
      const auto flushed = (*writer)->flush();
      QVERIFY2(flushed, errorOf(flushed).c_str());
    }
    QCOMPARE(m_store->run(run->id)->predictions, std::size_t{2000});
  }

  void aLockedTableIsToldAfterTheTimeout() {
    const Dataset dataset = namedClips(3, "locked");
    const ClipOrder clips(dataset);
    const auto run = m_store->begin(someRun("locked"), clips);
    QVERIFY(run);
    StoreOptions options;
    options.busyTimeout = std::chrono::milliseconds(100);
    auto store = RunStore::open(m_server->address(), options);
    const auto other = SqlConnection::open(m_server->address(), {});
    QVERIFY(store && other && (*other)->begin());
    QVERIFY((*other)->exec(QStringLiteral("LOCK TABLE scenelens.predictions IN EXCLUSIVE MODE")));
    const std::vector<StoredPrediction> rows{{run->id, 0, somePrediction(0)}};
    QVERIFY2(errorOf(store->append(rows)).find("is locked by another program") != std::string::npos,
             errorOf(store->append(rows)).c_str());
    (*other)->rollback();
    QVERIFY(store->append(rows));
  }

  void aDatabaseThatIsNotThereIsNamed() {
    const auto store = RunStore::open(m_server->address("nothing_here"));
    QVERIFY(!store);
    QCOMPARE(store.error().file, m_server->address("nothing_here").name());
    QVERIFY2(errorOf(store).find("nothing_here") != std::string::npos, errorOf(store).c_str());
  }

  void aServerThatStopsIsAnError() {
    m_server->stop();
    const auto runs = m_store->runs();
    QVERIFY2(errorOf(runs).find("cannot be reached") != std::string::npos, errorOf(runs).c_str());
    const auto store = RunStore::open(m_server->address());
    QVERIFY2(errorOf(store).find("cannot be reached") != std::string::npos, errorOf(store).c_str());
  }

 private:
  std::unique_ptr<Server> m_server;
  std::optional<RunStore> m_store;
};

QTEST_GUILESS_MAIN(TestPostgresStore)
#include "tst_postgres_store.moc"
