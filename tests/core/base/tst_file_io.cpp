// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_io.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <sys/resource.h>
#include <sys/stat.h>

#include <array>
#include <csignal>
#include <fstream>
#include <string>

using namespace scenelens;

namespace {

Status write(const std::filesystem::path& path, const std::string& text) {
  const std::array parts{std::as_bytes(std::span(text))};
  return writeFileAtomically(path, parts);
}

std::string read(const std::filesystem::path& path) {
  const auto bytes = readWholeFile(path);
  if (!bytes) return bytes.error().text();
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

}  // namespace

class TestFileIo : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
  }

  void whatIsWrittenIsRead() {
    QVERIFY(write(path("a"), "first").has_value());
    QCOMPARE(read(path("a")), std::string("first"));
    QVERIFY(write(path("a"), "second, longer").has_value());
    QCOMPARE(read(path("a")), std::string("second, longer"));
    QCOMPARE(entries(), 1);
  }

  void theFileHasTheUsualPermissions() {
    const ::mode_t mask = ::umask(022);
    QVERIFY(write(path("a"), "x").has_value());
    ::umask(mask);
    struct ::stat info {};
    QCOMPARE(::stat(path("a").c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777U, 0644U);
  }

  void aFullDiskLeavesTheOldFileAndNoTemporaryOne() {
    QVERIFY(write(path("a"), "old").has_value());
    // A limit on file sizes stands in for the full disk.
    ::rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const ::rlimit tight{4096, before.rlim_max};
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &tight);
    const Status status = write(path("a"), std::string(100'000, 'x'));
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    QVERIFY(!status.has_value());
    QVERIFY(status.error().text().find("cannot be written") != std::string::npos);
    QCOMPARE(read(path("a")), std::string("old"));
    QCOMPARE(entries(), 1);
  }

  void aFolderInTheWayIsAnErrorAndLeavesNoTemporaryFile() {
    QVERIFY(QDir(m_dir->path()).mkdir("a"));
    QVERIFY(!write(path("a"), "x").has_value());
    QCOMPARE(entries(), 1);
  }

  void aMissingFolderIsAnErrorThatNamesTheFile() {
    const Status status = write(path("nowhere/a"), "x");
    QVERIFY(!status.has_value());
    QCOMPARE(status.error().file, path("nowhere/a"));
    QVERIFY(!status.error().remedy.empty());
  }

  void onlyRegularFilesAreRead() {
    QVERIFY(read(m_dir->path().toStdString()).find("is a folder") != std::string::npos);
    QVERIFY(read("/dev/zero").find("is not a regular file") != std::string::npos);
    QVERIFY(read(path("none")).find("cannot be opened") != std::string::npos);
    QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
    QVERIFY(read(path("pipe")).find("is not a regular file") != std::string::npos);
  }

  void aFileOverFourGibibytesIsRefusedBeforeItIsRead() {
    std::ofstream(path("big")).put('x');
    std::filesystem::resize_file(path("big"), kMaxWholeFile + 1);  // sparse: takes no space
    QVERIFY(read(path("big")).find("is too large") != std::string::npos);
  }

 private:
  [[nodiscard]] std::filesystem::path path(const std::string& name) const {
    return std::filesystem::path(m_dir->path().toStdString()) / name;
  }
  [[nodiscard]] int entries() const {
    return static_cast<int>(QDir(m_dir->path())
                                .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)
                                .size());
  }

  std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestFileIo)
#include "tst_file_io.moc"
