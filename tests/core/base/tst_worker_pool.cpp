// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/worker_pool.h"

#include <QTest>

#include <atomic>
#include <numeric>

using namespace scenelens;

class TestWorkerPool final : public QObject {
  Q_OBJECT

 private slots:
  void everyTurnIsTakenOnce_data() {
    QTest::addColumn<int>("threads");
    QTest::addColumn<int>("turns");
    for (const int threads : {1, 2, 5}) {
      for (const int turns : {0, 1, 3, 1000}) {
        QTest::addRow("%d threads, %d turns", threads, turns) << threads << turns;
      }
    }
  }
  void everyTurnIsTakenOnce() {
    QFETCH(int, threads);
    QFETCH(int, turns);
    WorkerPool pool{unsigned(threads)};
    QCOMPARE(pool.threads(), unsigned(threads));
    // Loops one after another, so that late threads of one meet the next.
    for (int loop = 0; loop < 200; ++loop) {
      std::vector<int> taken(std::size_t(turns), 0);
      pool.run(taken.size(), [&](std::size_t i) { ++taken[i]; });
      QCOMPARE(std::accumulate(taken.begin(), taken.end(), 0), turns);
      QVERIFY(std::all_of(taken.begin(), taken.end(), [](int count) { return count == 1; }));
    }
  }

  void severalThreadsWorkOnOneLoop() {
    WorkerPool pool(2);
    std::atomic<int> inside{0};
    // Each turn waits for the other: only two threads at once can finish the loop.
    pool.run(2, [&](std::size_t) {
      ++inside;
      while (inside.load() < 2) std::this_thread::yield();
    });
    QCOMPARE(inside.load(), 2);
  }

  void whatALoopWroteIsThereAfterIt() {
    WorkerPool pool(3);
    std::vector<double> values(10'000);
    for (int loop = 1; loop <= 50; ++loop) {
      pool.run(values.size(), [&](std::size_t i) { values[i] = double(loop) * double(i); });
      QCOMPARE(values.back(), double(loop) * double(values.size() - 1));
    }
  }
};

QTEST_APPLESS_MAIN(TestWorkerPool)
#include "tst_worker_pool.moc"
