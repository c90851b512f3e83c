// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_prefetcher.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <thread>

using namespace scenelens;

namespace {

constexpr std::size_t kEnd = 50;

Status numbered(std::size_t index, Batch& batch) {
  batch.clips = 1;
  batch.members.assign(1, static_cast<std::uint32_t>(index));
  return {};
}

}  // namespace

class TestBatchPrefetcher final : public QObject {
  Q_OBJECT

 private slots:
  void batchesComeInOrderAndEnd() {
    BatchPrefetcher prefetcher(numbered, 3, kEnd);
    Batch batch;
    for (std::size_t i = 3; i < kEnd; ++i) {
      const auto more = prefetcher.next(batch);
      QVERIFY(more && *more);
      QCOMPARE(batch.members.front(), std::uint32_t(i));
    }
    for (int again = 0; again < 2; ++again) {
      const auto more = prefetcher.next(batch);
      QVERIFY(more && !*more);
    }
  }

  void nothingToMakeEndsAtOnce() {
    BatchPrefetcher prefetcher(numbered, 5, 5);
    Batch batch;
    const auto more = prefetcher.next(batch);
    QVERIFY(more && !*more);
  }

  void itRunsTwoBatchesAheadAndNoFurther() {
    std::atomic<std::size_t> made{0};
    BatchPrefetcher prefetcher(
        [&](std::size_t index, Batch& batch) {
          ++made;
          return numbered(index, batch);
        },
        0, kEnd);
    QTRY_COMPARE(made.load(), std::size_t(2));
    QTest::qWait(30);
    QCOMPARE(made.load(), std::size_t(2));
    Batch batch;
    QVERIFY(prefetcher.next(batch));
    QTRY_COMPARE(made.load(), std::size_t(3));
  }

  void memoryGoesRound() {
    std::atomic<int> fresh{0};
    BatchPrefetcher prefetcher(
        [&](std::size_t index, Batch& batch) {
          if (batch.features.empty()) ++fresh;
          batch.features.assign(1, 0.0F);
          return numbered(index, batch);
        },
        0, kEnd);
    Batch batch;
    for (std::size_t i = 0; i < kEnd; ++i) QVERIFY(prefetcher.next(batch));
    QVERIFY2(fresh <= 4, qPrintable(QString::number(fresh)));
  }

  void anErrorComesInItsTurnAndStays() {
    BatchPrefetcher prefetcher(
        [](std::size_t index, Batch& batch) -> Status {
          if (index == 2) return fail({.reason = "broken"});
          return numbered(index, batch);
        },
        0, kEnd);
    Batch batch;
    for (int i = 0; i < 2; ++i) {
      const auto more = prefetcher.next(batch);
      QVERIFY(more && *more);
    }
    for (int again = 0; again < 2; ++again) {
      const auto failed = prefetcher.next(batch);
      QVERIFY(!failed);
      QCOMPARE(failed.error().reason, std::string("broken"));
    }
  }

  void itCanBeDroppedAtAnyTime() {
    std::atomic<std::size_t> made{0};
    const auto slow = [&](std::size_t index, Batch& batch) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      ++made;
      return numbered(index, batch);
    };
    for (std::size_t taken = 0; taken < 6; ++taken) {
      BatchPrefetcher prefetcher(slow, 0, 1'000'000);
      Batch batch;
      for (std::size_t i = 0; i < taken; ++i) QVERIFY(prefetcher.next(batch));
    }
    QVERIFY(made < 100);
  }
};

QTEST_GUILESS_MAIN(TestBatchPrefetcher)
#include "tst_batch_prefetcher.moc"
