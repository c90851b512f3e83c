// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/base/job.h"
#include "widgets/job_bar.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QProgressBar>
#include <QSemaphore>
#include <QThread>
#include <QToolButton>

using namespace scenelens;
using namespace scenelens::test;

class TestJobBar final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_bar = std::make_unique<JobBar>();
    m_bar->show();
  }

  void showsNothingWithoutAJob() {
    QVERIFY(!title()->isVisible() && !progress()->isVisible() && !cancel()->isVisible());
  }

  void showsProgressAndEndsWithTheJob() {
    QSemaphore half;
    QSemaphore end;
    Job job(u"Counting"_s, [&](const JobControl& control) {
      control.report(1000, 2000);
      half.release();
      end.acquire();
    });
    m_bar->add(&job);
    QCOMPARE(title()->text(), u"Counting"_s);
    QVERIFY(cancel()->isVisible());
    job.start();
    half.acquire();
    QTRY_COMPARE(progress()->value(), progress()->maximum() / 2);
    QCOMPARE(title()->text(), u"Counting  %1 of %2"_s.arg(countText(1000), countText(2000)));
    end.release();
    QTRY_VERIFY(!cancel()->isVisible());
  }

  void theWordsChangeOnceASecondAndTellTheTimeThatIsLeft() {
    QSemaphore end;
    Job job(u"Counting"_s, [&](const JobControl& control) {
      for (int done = 1; !end.tryAcquire(1, 100); ++done) control.report(done, 600);
    });
    QStringList texts;
    m_bar->add(&job);
    job.start();
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < 4500) {
      QTest::qWait(20);
      if (texts.isEmpty() || texts.constLast() != title()->text()) texts.append(title()->text());
    }
    end.release();
    // Its name, the first report, and one a second: 45 reports came.
    QVERIFY2(texts.size() >= 4 && texts.size() <= 7, qPrintable(texts.join(u'\n')));
    QVERIFY(!texts[1].contains(u"left"_s));
    // Ten a second at most, so at least 55 of 60 seconds are left.
    QVERIFY2(texts.constLast().contains(u"left"_s), qPrintable(texts.constLast()));
    QVERIFY(title()->toolTip().contains(u"per second"_s));
  }

  void timeThatIsLeftIsRounded() {
    QCOMPARE(timeLeft(3), u"a few seconds left"_s);
    QCOMPARE(timeLeft(45), u"less than a minute left"_s);
    QCOMPARE(timeLeft(80), u"1 min left"_s);
    QCOMPARE(timeLeft(3600), u"60 min left"_s);
    QCOMPARE(timeLeft(2 * 3600 + 310), u"2 h 5 min left"_s);
  }

  void anOlderJobComesBackWhenTheNewerEnds() {
    QSemaphore older;
    QSemaphore newer;
    Job first(u"first"_s, [&](const JobControl& /*control*/) { older.acquire(); });
    Job second(u"second"_s, [&](const JobControl& /*control*/) { newer.acquire(); });
    m_bar->add(&first);
    first.start();
    m_bar->add(&second);
    second.start();
    QCOMPARE(title()->text(), u"second"_s);
    newer.release();
    QTRY_COMPARE(title()->text(), u"first"_s);
    older.release();
    QTRY_VERIFY(!title()->isVisible());
  }

  void aReplacedJobStaysOutOfSight() {
    const auto wait = [](const JobControl& control) {
      while (!control.cancelled()) QThread::yieldCurrentThread();
    };
    Job replaced(u"replaced"_s, wait);
    Job newer(u"newer"_s, wait);
    m_bar->add(&replaced);
    replaced.cancel();
    m_bar->add(&newer);
    newer.start();
    QCOMPARE(title()->text(), u"newer"_s);
    QTest::mouseClick(cancel(), Qt::LeftButton);
    QVERIFY(newer.isCancelled());
    QTRY_VERIFY(!title()->isVisible());
  }

 private:
  QLabel* title() const { return m_bar->findChild<QLabel*>(); }
  QProgressBar* progress() const { return m_bar->findChild<QProgressBar*>(u"progress"_s); }
  QToolButton* cancel() const { return m_bar->findChild<QToolButton*>(u"cancelButton"_s); }
  std::unique_ptr<JobBar> m_bar;
};

SCENELENS_GUI_TEST_MAIN(TestJobBar)
#include "tst_job_bar.moc"
