// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/autosave_slot.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <utility>

using namespace scenelens;

namespace {

void write(const std::filesystem::path& file, const char* text) {
  QFile out(QString::fromStdString(file.string()));
  QVERIFY(out.open(QIODevice::WriteOnly));
  out.write(text);
}

QStringList filesIn(const QTemporaryDir& folder) {
  return QDir(folder.path()).entryList(QDir::Files | QDir::Hidden);
}

}  // namespace

/// Slots of running programs, and what dead ones leave.
class TestAutosaveSlot final : public QObject {
  Q_OBJECT

 private slots:
  void eachProgramHasItsOwnAndSeesNoneOfTheLiving() {
    const QTemporaryDir folder;
    const std::filesystem::path where = folder.path().toStdString() + "/new/one";
    auto first = AutosaveSlot::claim(where);
    auto second = AutosaveSlot::claim(where);
    QVERIFY(first.has_value() && second.has_value());
    QVERIFY(first->file() != second->file());
    write(first->file(), "a");
    write(second->file(), "b");
    QVERIFY(AutosaveSlot::leftIn(where).empty());
    first->remove();
    second->remove();
    QVERIFY(std::filesystem::is_empty(where));
  }

  void aSlotOfAKilledProgramIsFoundOnce() {
    const QTemporaryDir folder;
    const std::filesystem::path where = folder.path().toStdString();
    int ready[2];
    QVERIFY(::pipe(ready) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      auto slot = AutosaveSlot::claim(where);
      QFile out(QString::fromStdString(slot->file().string()));
      if (out.open(QIODevice::WriteOnly)) out.write("work");
      out.close();
      // As if it was killed while it saved again.
      QFile half(folder.filePath("." + QFileInfo(out.fileName()).fileName() + ".7-0.tmp"));
      if (half.open(QIODevice::WriteOnly)) half.write("wo");
      half.close();
      if (::write(ready[1], "x", 1) == 1) ::pause();
      ::_exit(1);
    }
    char byte = 0;
    QVERIFY(::read(ready[0], &byte, 1) == 1);
    QVERIFY(AutosaveSlot::leftIn(where).empty());
    QCOMPARE(filesIn(folder).size(), 3);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);

    auto left = AutosaveSlot::leftIn(where);
    QCOMPARE(left.size(), std::size_t{1});
    QFile file(QString::fromStdString(left[0].file().string()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("work"));
    QCOMPARE(filesIn(folder).size(), 2);
    // While this program offers it, no other does.
    QVERIFY(AutosaveSlot::leftIn(where).empty());
    left.clear();
    left = AutosaveSlot::leftIn(where);
    QCOMPARE(left.size(), std::size_t{1});
    left[0].remove();
    QVERIFY(filesIn(folder).isEmpty());
  }

  void theNewestComesFirstAndEmptySlotsGo() {
    const QTemporaryDir folder;
    const std::filesystem::path where = folder.path().toStdString();
    std::filesystem::path older;
    std::filesystem::path newer;
    {
      auto a = AutosaveSlot::claim(where);
      auto b = AutosaveSlot::claim(where);
      const auto empty = AutosaveSlot::claim(where);
      QVERIFY(a.has_value() && b.has_value() && empty.has_value());
      older = b->file();
      newer = a->file();
      write(older, "b");
      write(newer, "a");
      std::filesystem::last_write_time(
          older, std::filesystem::last_write_time(newer) - std::chrono::hours(1));
    }
    const auto left = AutosaveSlot::leftIn(where);
    QCOMPARE(left.size(), std::size_t{2});
    QCOMPARE(left[0].file().string(), newer.string());
    QCOMPARE(left[1].file().string(), older.string());
    QCOMPARE(filesIn(folder).size(), 4);
  }

  void aFolderThatCannotBeMadeIsAnError() {
    const auto slot = AutosaveSlot::claim("/proc/no/such/place");
    QVERIFY(!slot);
    QVERIFY(slot.error().text().find("/proc/no/such/place") != std::string::npos);
    QVERIFY(AutosaveSlot::leftIn("/proc/no/such/place").empty());
  }
};

QTEST_GUILESS_MAIN(TestAutosaveSlot)
#include "tst_autosave_slot.moc"
