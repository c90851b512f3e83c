// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sql_connection.h"
#include "core/store/store_writer.h"
#include "tests/core/store/store_fixture.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace scenelens;

class TestStoreWriter final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_address = fileAddress(m_folder->filePath(QStringLiteral("runs.db")).toStdString());
    auto store = RunStore::open(m_address);
    QVERIFY2(store, errorOf(store).c_str());
    const auto run = store->begin(someRun(), m_clips);
    QVERIFY(run);
    m_run = run->id;
  }

  void whatIsHandedOverIsStoredWithinASecond() {
    auto writer = StoreWriter::open(m_address);
    QVERIFY2(writer, errorOf(writer).c_str());
    auto store = RunStore::open(m_address);
    QVERIFY(store);
    for (std::uint32_t round = 0; round < 3; ++round) {
      QElapsedTimer timer;
      timer.start();
      for (std::uint32_t i = 0; i < 500; ++i) add(**writer, round * 500 + i);
      while (store->run(m_run)->predictions < (round + 1) * 500 && timer.elapsed() < 10'000) {
        QTest::qWait(5);
      }
      QCOMPARE(store->run(m_run)->predictions, std::size_t{(round + 1) * 500});
      QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    }
  }

  void flushWaitsUntilAllIsStored() {
    auto writer = StoreWriter::open(m_address);
    QVERIFY(writer);
    for (std::uint32_t i = 0; i < kClips; ++i) add(**writer, i);
    QVERIFY((*writer)->flush());
    auto store = RunStore::open(m_address);
    QVERIFY(store);
    const auto run = store->load(m_run, m_clips);
    QVERIFY(run);
    for (std::uint32_t clip = 0; clip < kClips; ++clip) {
      QVERIFY(run->table.find(clip) && sameBits(*run->table.find(clip), somePrediction(clip)));
    }
    QVERIFY((*writer)->flush());  // nothing left to wait for
  }

  void tasksComeAfterWhatWasHandedOverBefore() {
    auto writer = StoreWriter::open(m_address);
    QVERIFY(writer);
    std::atomic<std::size_t> seen{0};
    for (std::uint32_t i = 0; i < 1000; ++i) add(**writer, i);
    (*writer)->post([&](RunStore& store) {
      seen = store.run(m_run)->predictions;
      return store.markComplete(m_run);
    });
    for (std::uint32_t i = 1000; i < 1100; ++i) add(**writer, i);
    QVERIFY((*writer)->flush());
    QCOMPARE(seen.load(), std::size_t{1000});
    auto store = RunStore::open(m_address);
    QVERIFY(store->run(m_run)->complete);
    QCOMPARE(store->run(m_run)->predictions, std::size_t{1100});
  }

  void goingAwayStoresWhatIsLeft() {
    {
      auto writer = StoreWriter::open(m_address);
      QVERIFY(writer);
      for (std::uint32_t i = 0; i < 700; ++i) add(**writer, i);
    }
    auto store = RunStore::open(m_address);
    QCOMPARE(store->run(m_run)->predictions, std::size_t{700});
  }

  void whatCouldNotBeStoredIsKeptForAnotherTry() {
    std::atomic<int> failures{0};
    StoreOptions options;
    options.busyTimeout = std::chrono::milliseconds(50);
    auto writer = StoreWriter::open(
        m_address, [&](const Error&) { ++failures; }, options);
    QVERIFY(writer);
    {
      const auto other = SqlConnection::open(m_address, {});
      QVERIFY(other && (*other)->begin());
      for (std::uint32_t i = 0; i < 300; ++i) add(**writer, i);
      const auto flushed = (*writer)->flush();
      QVERIFY(!flushed);
      QVERIFY(errorOf(flushed).starts_with(m_address.file.string() + ": is locked"));
      QVERIFY((*writer)->failure());
      for (std::uint32_t i = 300; i < 400; ++i) add(**writer, i);  // does not block
    }
    QTRY_COMPARE(failures.load(), 1);
    (*writer)->retry();
    QVERIFY((*writer)->flush());
    QVERIFY(!(*writer)->failure());
    auto store = RunStore::open(m_address);
    const auto run = store->load(m_run, m_clips);
    QVERIFY(run && run->stored.predictions == 400);
    for (std::uint32_t clip = 0; clip < 400; ++clip) {
      QVERIFY(sameBits(*run->table.find(clip), somePrediction(clip)));
    }
    QCOMPARE(failures.load(), 1);
  }

  void itTriesAgainByItself() {
    StoreOptions options;
    options.busyTimeout = std::chrono::milliseconds(20);
    options.retryInterval = std::chrono::milliseconds(50);
    auto writer = StoreWriter::open(m_address, {}, options);
    QVERIFY(writer);
    {
      const auto other = SqlConnection::open(m_address, {});
      QVERIFY(other && (*other)->begin());
      for (std::uint32_t i = 0; i < 100; ++i) add(**writer, i);
      QVERIFY(!(*writer)->flush());
    }
    QTRY_VERIFY(!(*writer)->failure());
    QVERIFY((*writer)->flush());
    auto store = RunStore::open(m_address);
    QCOMPARE(store->run(m_run)->predictions, std::size_t{100});
  }

  void aDeletedRunDoesNotHoldTheOthersUp() {
    auto store = RunStore::open(m_address);
    QVERIFY(store);
    RunInfo info;
    info.name = "doomed";
    const auto doomed = store->begin(info, m_clips);
    QVERIFY(doomed);
    auto writer = StoreWriter::open(m_address);
    QVERIFY(writer);
    (*writer)->add({doomed->id, 0, somePrediction(0)});
    QVERIFY((*writer)->flush());
    QVERIFY(store->remove(doomed->id));
    for (std::uint32_t i = 0; i < 100; ++i) {
      add(**writer, i);
      (*writer)->add({doomed->id, i, somePrediction(i)});
    }
    QVERIFY((*writer)->flush());
    QVERIFY(!(*writer)->failure());
    QCOMPARE(store->run(m_run)->predictions, std::size_t{100});
  }

  void aTaskThatFailsIsToldAndNotRepeated() {
    auto writer = StoreWriter::open(m_address);
    QVERIFY(writer);
    std::atomic<int> calls{0};
    (*writer)->post([&](RunStore&) -> Status {
      ++calls;
      return fail({"no luck"});
    });
    QCOMPARE(errorOf((*writer)->flush()), std::string("no luck."));
    (*writer)->retry();
    QVERIFY((*writer)->flush());
    QCOMPARE(calls.load(), 1);
  }

  void aStoreThatCannotBeOpenedIsTheError() {
    const auto writer = StoreWriter::open(fileAddress("/nowhere/at/all.db"));
    QVERIFY(errorOf(writer).starts_with("/nowhere/at/all.db: "));
  }

  void twoWritersShareAStore() {
    auto first = StoreWriter::open(m_address);
    auto second = StoreWriter::open(m_address);
    QVERIFY(first && second);
    for (std::uint32_t i = 0; i < kClips; ++i) add(i % 2 == 0 ? **first : **second, i);
    QVERIFY((*first)->flush());
    QVERIFY((*second)->flush());
    auto store = RunStore::open(m_address);
    QCOMPARE(store->run(m_run)->predictions, std::size_t{kClips});
    QVERIFY(store->check());
  }

 private:
  void add(StoreWriter& writer, std::uint32_t clip) const {
    writer.add({m_run, m_clips.numberOf(clip), somePrediction(clip)});
  }

  static constexpr std::uint32_t kClips = 5000;
  std::unique_ptr<QTemporaryDir> m_folder;
  Dataset m_dataset = namedClips(kClips);
  ClipOrder m_clips{m_dataset};
  StoreAddress m_address;
  std::int64_t m_run = 0;
};

QTEST_GUILESS_MAIN(TestStoreWriter)
#include "tst_store_writer.moc"
