// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/workbench.h"
#include "widgets/activity/about_dialog.h"
#include "widgets/activity/activity_log.h"
#include "widgets/activity/activity_page.h"
#include "widgets/activity/program_info.h"

#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QPushButton>

using namespace scenelens;
using namespace scenelens::test;

class TestActivityLog final : public QObject {
  Q_OBJECT

 private slots:
  void aJobIsLoggedWhenItHasEnded() {
    ActivityLog log;
    Job job(u"Counting"_s, [](const JobControl& control) {
      QThread::msleep(30);
      control.report(7, 7);
    });
    job.setDetail(u"with fingers"_s);
    QSignalSpy finished(&job, &Job::finished);
    const auto before = QDateTime::currentDateTimeUtc();
    job.start();
    QTRY_COMPARE(finished.size(), 1);
    QTRY_COMPARE(log.entries().size(), std::size_t{1});
    const auto& entry = log.entries()[0];
    QCOMPARE(entry.what, u"Counting"_s);
    QCOMPARE(entry.detail, u"with fingers"_s);
    QCOMPARE(entry.end, Activity::End::Done);
    QVERIFY(entry.ms >= 30 && entry.ms < 30'000);
    QCOMPARE(entry.done, 7);
    QCOMPARE(entry.total, 7);
    QVERIFY(std::abs(before.msecsTo(entry.start)) < 5'000);
  }

  void itSaysHowAJobEnded() {
    ActivityLog log;
    Job cancelled(u"Long"_s, [](const JobControl& control) {
      control.report(1, 10);
      while (!control.cancelled()) QThread::msleep(1);
    });
    cancelled.start();
    cancelled.cancel();
    QTRY_COMPARE(log.entries().size(), std::size_t{1});
    Job failed(u"Reading"_s, [](const JobControl&) {});
    connect(&failed, &Job::finished, &failed, [&] { failed.setFailure(u"not a table"_s); });
    failed.start();
    QTRY_COMPARE(log.entries().size(), std::size_t{2});
    QCOMPARE(log.entries()[0].end, Activity::End::Cancelled);
    QCOMPARE(log.entries()[0].done, 1);
    QCOMPARE(log.entries()[1].end, Activity::End::Failed);
    QCOMPARE(log.entries()[1].detail, u"not a table"_s);
    QCOMPARE(log.index(0, ActivityLog::Amount).data().toString(), u"1 of 10"_s);
  }

  void theOldestMakeRoom() {
    ActivityLog log;
    for (std::size_t i = 0; i < ActivityLog::kCapacity + 3; ++i) {
      log.addProblem(QString::number(i));
    }
    QCOMPARE(log.entries().size(), ActivityLog::kCapacity);
    QCOMPARE(log.entries().front().what, u"3"_s);
    QCOMPARE(log.rowCount(), int(ActivityLog::kCapacity));
  }

  void theTextHasUtcTimesAndOneLineEach() {
    ActivityLog log;
    Activity entry;
    entry.start = QDateTime(QDate(2026, 3, 1), QTime(12, 0, 5, 250), Qt::UTC);
    entry.what = u"Two\tlines\nhere"_s;
    entry.detail = u"detail"_s;
    entry.ms = 1234;
    entry.done = 5;
    entry.total = 10;
    entry.end = Activity::End::Cancelled;
    log.add(entry);
    QCOMPARE(log.toText(),
             u"2026-03-01T12:00:05.250Z\tcancelled\t1.234\t5/10\tTwo lines here\tdetail\n"_s);
  }

  void theBugReportNamesVersionsAndHidesTheHomeFolder() {
    ActivityLog log;
    log.addProblem(QDir::homePath() + u"/secret/clip.wav cannot be read"_s);
    const QString text = bugReport(log);
    QVERIFY(text.contains(u"~/secret/clip.wav cannot be read"_s));
    QVERIFY(!text.contains(QDir::homePath() + u"/secret"_s));
    QVERIFY(text.contains(u"Qt: "_s + QString::fromLatin1(qVersion())));
    QVERIFY(text.contains(instructionSet()));
    for (const auto* name :
         {"FFTW", "Highway", "libsndfile", "LibTorch", "QCustomPlot", "Qt", "soxr", "SQLite"}) {
      const auto libraries = allLibraries();
      const auto at = std::ranges::find(libraries, name, &Library::name);
      QVERIFY2(at != libraries.end(), name);
      QVERIFY2(!at->version.empty() && !at->licence.empty(), name);
      if (at->name != "LibTorch") QVERIFY2(std::isdigit(at->version[0]), at->version.c_str());
    }
    QVERIFY(text.contains(u"LibTorch: not loaded"_s));
  }

  void thePageFiltersAndSaves() {
    QTemporaryDir folder;
    Workbench bench;
    QVERIFY(toneDataset(folder, 2).clips.size() == 2);
    bench.window.openPaths({folder.path(), u"/nowhere/at/all.wav"_s});
    QVERIFY(bench.settle());
    bench.window.openPaths({folder.path()});
    QVERIFY(bench.settle());
    bench.window.showPage(MainWindow::Log);
    auto* page = bench.window.findChild<ActivityPage*>();
    auto* line = page->findChild<QLineEdit*>(u"activityFilter"_s);
    const int all = page->table()->model()->rowCount();
    QVERIFY(all >= 2);
    QCOMPARE(all, bench.window.activityLog()->rowCount());
    line->setText(u"OPENING 2 paths"_s);
    QCOMPARE(page->table()->model()->rowCount(), 1);
    line->clear();
    QCOMPARE(page->table()->model()->rowCount(), all);

    QTest::mouseClick(page->findChild<QPushButton*>(u"saveActivity"_s), Qt::LeftButton);
    auto* dialog = page->findChild<QFileDialog*>(u"bugReportDialog"_s);
    QVERIFY(dialog);
    const QString file = folder.filePath(u"report.txt"_s);
    emit dialog->fileSelected(file);
    dialog->close();
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QVERIFY(QString::fromUtf8(written.readAll()).contains(u"Opening 2 paths"_s));
  }

  void theAboutDialogCanBeCopied() {
    AboutDialog dialog;
    dialog.show();
    auto* list = dialog.findChild<QTreeWidget*>(u"libraries"_s);
    QCOMPARE(std::size_t(list->topLevelItemCount()), allLibraries().size());
    QTest::mouseClick(dialog.findChild<QPushButton*>(u"copyAbout"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), programText());
    QVERIFY(programText().contains(u"libsndfile: "_s));
  }
};

SCENELENS_GUI_TEST_MAIN(TestActivityLog)
#include "tst_activity_log.moc"
