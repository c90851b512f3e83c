// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/base/job.h"

#include <QThread>

#include <atomic>
#include <future>
#include <thread>

using namespace scenelens;
using namespace scenelens::test;

namespace {

/// The progress of a job as it arrives here. QSignalSpy would write in the job's own thread.
struct Progress {
  std::vector<std::pair<qint64, qint64>> steps;

  explicit Progress(Job& job) {
    QObject::connect(&job, &Job::progress, qApp,
                     [this](qint64 done, qint64 total) { steps.emplace_back(done, total); });
  }
};

/// Work that ends only when it is told to.
void workUntilCancelled(const JobControl& control) {
  while (!control.cancelled()) std::this_thread::yield();
}

}  // namespace

class TestJob final : public QObject {
  Q_OBJECT

 private slots:
  void worksInAnotherThreadAndFinishesInThisOne() {
    std::atomic<QThread*> worker{nullptr};
    Job job(u"Test"_s, [&](const JobControl&) { worker = QThread::currentThread(); });
    QThread* finishedIn = nullptr;
    connect(
        &job, &Job::finished, &job, [&] { finishedIn = QThread::currentThread(); },
        Qt::DirectConnection);
    QSignalSpy finished(&job, &Job::finished);
    QVERIFY(!job.isRunning());
    QCOMPARE(job.title(), u"Test"_s);
    job.start();
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(worker.load() != nullptr);
    QVERIFY(worker.load() != QThread::currentThread());
    QCOMPARE(finishedIn, QThread::currentThread());
    QVERIFY(!job.isRunning());
    QVERIFY(!job.isCancelled());
  }

  void tellsTheFirstAndTheLastStepButNotEveryOne() {
    constexpr std::size_t kSteps = 100'000;
    Job job(u"Test"_s, [](const JobControl& control) {
      for (std::size_t i = 1; i <= kSteps; ++i) control.report(i, kSteps);
    });
    const Progress progress(job);
    QSignalSpy finished(&job, &Job::finished);
    job.start();
    QTRY_COMPARE(finished.size(), 1);
    const auto& steps = progress.steps;
    QVERIFY(steps.size() >= 2);
    QVERIFY2(steps.size() < 1000, "progress must not flood the event loop");
    QCOMPARE(steps.front().first, qint64{1});
    QCOMPARE(steps.back(), std::pair(qint64(kSteps), qint64(kSteps)));
    for (std::size_t i = 1; i < steps.size(); ++i) QVERIFY(steps[i - 1].first < steps[i].first);
  }

  void anUnknownTotalIsPassedOnAsZero() {
    Job job(u"Test"_s, [](const JobControl& control) { control.report(7, 0); });
    const Progress progress(job);
    job.start();
    QTRY_COMPARE(progress.steps.size(), std::size_t{1});
    QCOMPARE(progress.steps[0], std::pair(qint64{7}, qint64{0}));
  }

  void reportsFromSeveralThreadsArriveHere() {
    constexpr std::size_t kSteps = 2000;
    Job job(u"Test"_s, [](const JobControl& control) {
      std::atomic<std::size_t> done{0};
      const auto work = [&] {
        for (;;) {
          const std::size_t step = ++done;
          if (step > kSteps) return;
          control.report(step, kSteps);
        }
      };
      std::thread other(work);
      work();
      other.join();
    });
    bool elsewhere = false;
    qint64 most = 0;
    connect(&job, &Job::progress, this, [&](qint64 done, qint64) {
      elsewhere = elsewhere || QThread::currentThread() != qApp->thread();
      most = std::max(most, done);
    });
    QSignalSpy finished(&job, &Job::finished);
    job.start();
    QTRY_COMPARE(finished.size(), 1);
    QTRY_COMPARE(most, qint64(kSteps));
    QVERIFY(!elsewhere);
  }

  void cancelEndsTheWork() {
    Job job(u"Test"_s, workUntilCancelled);
    QSignalSpy finished(&job, &Job::finished);
    job.start();
    QVERIFY(job.isRunning());
    QVERIFY(!job.isCancelled());
    job.cancel();
    QVERIFY(job.isCancelled());
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(!job.isRunning());
    job.cancel();  // once more is harmless
  }

  void destroyingARunningJobWaitsForItsWork() {
    for (int i = 0; i < 50; ++i) {
      bool ended = false;
      {
        std::promise<void> begun;
        Job job(u"Test"_s, [&](const JobControl& control) {
          begun.set_value();
          workUntilCancelled(control);
          control.report(1, 1);
          ended = true;
        });
        job.start();
        if (i % 2) begun.get_future().wait();
      }
      QVERIFY(ended);
    }
    QCoreApplication::processEvents();  // nothing that is left behind may reach the dead
  }

  void aJobThatNeverStartedGoesQuietly() {
    bool ran = false;
    {
      const Job job(u"Test"_s, [&ran](const JobControl&) { ran = true; });
    }
    QVERIFY(!ran);
  }

  void whatTheWorkHoldsIsFreedWithTheJob() {
    const auto held = std::make_shared<int>(1);
    {
      Job job(u"Test"_s, [held](const JobControl&) {});
      QSignalSpy finished(&job, &Job::finished);
      job.start();
      QTRY_COMPARE(finished.size(), 1);
      QVERIFY(held.use_count() > 1);
    }
    QCOMPARE(held.use_count(), 1L);
  }
};

SCENELENS_GUI_TEST_MAIN(TestJob)
#include "tst_job.moc"
