// SPDX-License-Identifier: GPL-3.0-or-later
// What happens to a store when the world around it is broken.
#include "core/store/sql_connection.h"
#include "tests/core/store/store_fixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <random>

using namespace scenelens;

namespace {

constexpr std::uint32_t kClips = 1500;

StoreOptions impatient() {
  StoreOptions options;
  options.busyTimeout = std::chrono::milliseconds(100);
  return options;
}

/// Limits the size of files this process writes, for as long as it lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    m_handler = ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &m_before);
    const rlimit limit{bytes, m_before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &m_before);
    ::signal(SIGXFSZ, m_handler);
  }
  Q_DISABLE_COPY_MOVE(FileSizeLimit)

 private:
  rlimit m_before{};
  void (*m_handler)(int) = nullptr;
};

}  // namespace

class TestStoreFaults final : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void anotherWriterMakesOneWaitAndThenSaysSo();
  void aFullDiskKeepsWhatWasStored();
  void aFileThatMayNotGrowKeepsWhatWasStored();
  void aFolderWithoutWritePermissionIsNamed();
  void aFileThatIsNoDatabaseIsNotTouched();
  void damagedBytesAreNoticedAndNeverOverwritten();
  void damagedPredictionsAreCountedAndReplaced();
  void anEmptyFileBecomesAStore();

 private:
  [[nodiscard]] std::string path(const char* name) const {
    return m_folder->filePath(QString::fromLatin1(name)).toStdString();
  }
  [[nodiscard]] QByteArray bytes(const char* name = "runs.db") const {
    QFile file(QString::fromStdString(path(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  void write(const char* name, const QByteArray& content) const {
    QFile file(QString::fromStdString(path(name)));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
  }
  /// How many predictions of the run are there; all of them are checked.
  [[nodiscard]] std::size_t countIntact(RunStore& store) const;
  [[nodiscard]] std::vector<StoredPrediction> rows() const;

  std::unique_ptr<QTemporaryDir> m_folder;
  Dataset m_dataset = namedClips(kClips);
  ClipOrder m_clips{m_dataset};
  StoreAddress m_address;
  std::int64_t m_run = 0;
};

/// A store with the first half of a run.
void TestStoreFaults::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  m_address = fileAddress(path("runs.db"));
  auto store = RunStore::open(m_address);
  QVERIFY2(store, errorOf(store).c_str());
  const auto run = store->begin(someRun(), m_clips);
  QVERIFY(run);
  m_run = run->id;
  const auto all = rows();
  const auto stored = store->append(std::span(all).first(kClips / 2));
  QVERIFY(stored);
  QCOMPARE(*stored, std::size_t{kClips / 2});
}

std::vector<StoredPrediction> TestStoreFaults::rows() const {
  std::vector<StoredPrediction> all;
  for (std::uint32_t i = 0; i < kClips; ++i) {
    all.push_back({m_run, i, somePrediction(m_clips.clipAt(i))});
  }
  return all;
}

std::size_t TestStoreFaults::countIntact(RunStore& store) const {
  const auto run = store.load(m_run, m_clips);
  if (!run) return 0;
  std::size_t count = 0;
  for (std::uint32_t clip = 0; clip < kClips; ++clip) {
    const Prediction* found = run->table.find(clip);
    if (found && !sameBits(*found, somePrediction(clip))) return 0;
    count += found ? 1 : 0;
  }
  return count;
}

void TestStoreFaults::anotherWriterMakesOneWaitAndThenSaysSo() {
  auto store = RunStore::open(m_address, impatient());
  QVERIFY(store);
  const auto all = rows();
  {
    const auto other = SqlConnection::open(m_address, {});
    QVERIFY(other && (*other)->begin());
    const auto stored = store->append(all);
    QCOMPARE(errorOf(stored),
             m_address.file.string() +
                 ": is locked by another program. Wait until that program is done, "
                 "or close it, and try again.");
    // Reading does not need the lock, and neither does opening.
    QCOMPARE(countIntact(*store), std::size_t{kClips / 2});
    QVERIFY(RunStore::open(m_address, impatient()));
  }
  QVERIFY(store->append(all));
  QVERIFY(countIntact(*store) > kClips / 2);
}

void TestStoreFaults::aFullDiskKeepsWhatWasStored() {
  StoreOptions options = impatient();
  options.maxPages = bytes().size() / 4096 + 2;
  {
    auto store = RunStore::open(m_address, options);
    QVERIFY2(store, errorOf(store).c_str());
    const auto stored = store->append(rows());
    QCOMPARE(errorOf(stored),
             m_address.file.string() +
                 ": cannot be written: the disk is full. What was stored before is "
                 "safe; free some space and start again.");
    QCOMPARE(countIntact(*store), std::size_t{kClips / 2});
    QVERIFY(store->check());
  }
  auto store = RunStore::open(m_address);
  QVERIFY(store && store->append(rows()));
  QVERIFY(countIntact(*store) > kClips / 2);
}

void TestStoreFaults::aFileThatMayNotGrowKeepsWhatWasStored() {
  auto store = RunStore::open(m_address);
  QVERIFY(store);
  {
    // The log beside the file gets the new rows first and is what may not grow here.
    const FileSizeLimit limit(16 * 1024);
    const auto stored = store->append(rows());
    QVERIFY(!stored);
    QVERIFY2(errorOf(stored).starts_with(m_address.file.string() + ": cannot be "),
             errorOf(stored).c_str());
    QVERIFY(errorOf(stored).find("What was stored before is safe") != std::string::npos);
  }
  QCOMPARE(countIntact(*store), std::size_t{kClips / 2});
  QVERIFY(store->append(rows()));
  QVERIFY(store->check());
}

void TestStoreFaults::aFolderWithoutWritePermissionIsNamed() {
  // In a child, because root may write everywhere and has to become somebody else for good.
  const std::string missing = path("new.db");
  ::chmod(m_folder->path().toLocal8Bit().constData(), 0555);
  ::chmod(path("runs.db").c_str(), 0444);
  int channel[2];
  QCOMPARE(::pipe(channel), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(1);
    std::string said = errorOf(RunStore::open(fileAddress(missing))) + '\n';
    auto store = RunStore::open(m_address);
    // Depending on what lies beside it, SQLite refuses to open it or only to write.
    said += store ? errorOf(store->append(rows())) : errorOf(store);
    ::_exit(::write(channel[1], said.data(), said.size()) > 0 ? 0 : 1);
  }
  ::close(channel[1]);
  std::array<char, 4096> buffer{};
  std::string said;
  for (::ssize_t got = 0; (got = ::read(channel[0], buffer.data(), buffer.size())) > 0;) {
    said.append(buffer.data(), static_cast<std::size_t>(got));
  }
  ::close(channel[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::chmod(m_folder->path().toLocal8Bit().constData(), 0755);
  ::chmod(path("runs.db").c_str(), 0644);
  QCOMPARE(status, 0);
  const auto lines = QByteArray::fromStdString(said).split('\n');
  QCOMPARE(lines.size(), 2);
  QVERIFY2(lines[0].startsWith(QByteArray::fromStdString(missing) + ": cannot be opened: "),
           lines[0]);
  QVERIFY2(lines[1].startsWith(QByteArray::fromStdString(path("runs.db")) + ": cannot be "),
           lines[1]);
  for (const auto& line : lines) QVERIFY2(line.contains("you may write to"), line);
  auto store = RunStore::open(m_address);
  QVERIFY(store);
  QCOMPARE(countIntact(*store), std::size_t{kClips / 2});
}

void TestStoreFaults::aFileThatIsNoDatabaseIsNotTouched() {
  QByteArray noise(20'000, 'x');
  write("noise.db", noise);
  const auto opened = RunStore::open(fileAddress(path("noise.db")));
  QVERIFY2(errorOf(opened).starts_with(path("noise.db") + ": is damaged or no store of runs: "),
           errorOf(opened).c_str());
  QVERIFY(errorOf(opened).find("It was not changed") != std::string::npos);
  QCOMPARE(bytes("noise.db"), noise);
  write("short.db", "SQLite format 3");
  QVERIFY(!RunStore::open(fileAddress(path("short.db"))));
  QCOMPARE(bytes("short.db"), QByteArray("SQLite format 3"));
}

void TestStoreFaults::damagedBytesAreNoticedAndNeverOverwritten() {
  const QByteArray whole = bytes();
  QVERIFY(whole.size() > 50'000);
  std::mt19937 random(20'260'101);
  int refused = 0;
  int partial = 0;
  for (int round = 0; round < 150; ++round) {
    QByteArray broken = whole;
    if (round % 10 == 9) {
      broken.truncate(static_cast<qsizetype>(random() % static_cast<unsigned>(whole.size() - 1)) +
                      1);
    } else {
      const unsigned flips = 1U << (random() % 8);
      for (unsigned i = 0; i < flips; ++i) {
        // Half of them in the first pages, where the tables are described.
        const auto span = i % 2 == 0 ? unsigned(whole.size()) : 8192U;
        broken[static_cast<qsizetype>(random() % span)] = static_cast<char>(random());
      }
    }
    write("broken.db", broken);
    auto store = RunStore::open(fileAddress(path("broken.db")), impatient());
    const auto run = store ? store->load(m_run, m_clips) : Result<LoadedRun>(fail(store.error()));
    if (!run) {
      ++refused;
      QCOMPARE(run.error().file.string(), path("broken.db"));
      store = fail({"closed"});
      QVERIFY(bytes("broken.db") == broken);
    } else {
      // What is there is right, to the last bit.
      std::size_t there = 0;
      for (std::uint32_t clip = 0; clip < kClips; ++clip) {
        const Prediction* found = run->table.find(clip);
        if (found) QVERIFY(sameBits(*found, somePrediction(clip)));
        there += found ? 1 : 0;
      }
      partial += there < kClips / 2 ? 1 : 0;
      store = fail({"closed"});
    }
    QFile::remove(QString::fromStdString(path("broken.db")));
    QFile::remove(QString::fromStdString(path("broken.db-wal")));
    QFile::remove(QString::fromStdString(path("broken.db-shm")));
  }
  // The seed is fixed: both things must have happened often.
  QVERIFY2(refused > 20, qPrintable(QString::number(refused)));
  QVERIFY2(partial > 20, qPrintable(QString::number(partial)));
}

void TestStoreFaults::damagedPredictionsAreCountedAndReplaced() {
  const Prediction victim = somePrediction(m_clips.clipAt(17));
  QByteArray content = bytes();
  const QByteArray probabilities(reinterpret_cast<const char*>(victim.scenes.data()), 40);
  const qsizetype at = content.indexOf(probabilities);
  QVERIFY(at > 0);
  content[at + 20] = static_cast<char>(content[at + 20] ^ 1);
  write("runs.db", content);
  auto store = RunStore::open(m_address);
  QVERIFY(store);
  auto run = store->load(m_run, m_clips);
  QVERIFY(run);
  QCOMPARE(run->damaged, std::size_t{1});
  QVERIFY(!run->table.find(m_clips.clipAt(17)));
  QCOMPARE(countIntact(*store), std::size_t{kClips / 2 - 1});
  QVERIFY(store->append(std::vector<StoredPrediction>{{m_run, 17, victim}}));
  run = store->load(m_run, m_clips);
  QVERIFY(run && run->damaged == 0);
  QCOMPARE(countIntact(*store), std::size_t{kClips / 2});
}

void TestStoreFaults::anEmptyFileBecomesAStore() {
  write("empty.db", {});
  auto store = RunStore::open(fileAddress(path("empty.db")));
  QVERIFY2(store, errorOf(store).c_str());
  QVERIFY(store->runs() && store->runs()->empty());
}

QTEST_GUILESS_MAIN(TestStoreFaults)
#include "tst_store_faults.moc"
