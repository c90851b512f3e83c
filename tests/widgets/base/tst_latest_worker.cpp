// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/base/latest_worker.h"

#include <QThread>

#include <atomic>

using namespace scenelens;
using namespace scenelens::test;

class TestLatestWorker final : public QObject {
  Q_OBJECT

 private slots:
  void runsElsewhereAndPostsHere() {
    LatestWorker worker;
    std::atomic<bool> elsewhere{false};
    bool here = false;
    worker.run([&](const JobControl& /*control*/, const LatestWorker::Post& post) {
      elsewhere = QThread::currentThread() != qApp->thread();
      post([&here] { here = QThread::currentThread() == qApp->thread(); });
    });
    QTRY_VERIFY(here);
    QVERIFY(elsewhere);
  }

  void aNewerTaskCancelsTheOneBeforeAndSilencesIt() {
    LatestWorker worker;
    std::vector<int> said;
    std::atomic<bool> running{false};
    worker.run([&](const JobControl& control, const LatestWorker::Post& post) {
      post([&said] { said.push_back(1); });
      running = true;
      while (!control.cancelled()) QThread::yieldCurrentThread();
      post([&said] { said.push_back(2); });
    });
    while (!running) QThread::yieldCurrentThread();  // its first post is on its way
    worker.run([&](const JobControl& /*control*/, const LatestWorker::Post& post) {
      post([&said] { said.push_back(3); });
    });
    QTRY_COMPARE(said, std::vector<int>{3});
  }

  void ofManyTasksTheLastOneRuns() {
    LatestWorker worker;
    std::vector<int> said;
    for (int i = 0; i < 100; ++i) {
      worker.run([&said, i](const JobControl& /*control*/, const LatestWorker::Post& post) {
        post([&said, i] { said.push_back(i); });
      });
    }
    QTRY_COMPARE(said, std::vector<int>{99});
  }

  void aCancelledTaskSaysNothingMore() {
    LatestWorker worker;
    bool said = false;
    bool done = false;
    worker.run([&](const JobControl& /*control*/, const LatestWorker::Post& post) {
      post([&said] { said = true; });
    });
    worker.cancel();
    worker.run([&](const JobControl& /*control*/, const LatestWorker::Post& post) {
      post([&done] { done = true; });
    });
    QTRY_VERIFY(done);
    QVERIFY(!said);
  }

  void canBeDestroyedAtAnyMoment() {
    for (int i = 0; i < 50; ++i) {
      bool said = false;
      {
        LatestWorker worker;
        worker.run([&](const JobControl& control, const LatestWorker::Post& post) {
          for (int k = 0; k < 1000 && !control.cancelled(); ++k) post([&said] { said = true; });
        });
        for (int turn = 0; turn < i % 5; ++turn) QThread::yieldCurrentThread();
      }
      QCoreApplication::processEvents();
      QVERIFY(!said);
    }
  }
};

SCENELENS_GUI_TEST_MAIN(TestLatestWorker)
#include "tst_latest_worker.moc"
