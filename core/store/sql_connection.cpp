// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sql_connection.h"

#include <QSqlError>

#include <atomic>
#include <system_error>
#include <utility>

namespace scenelens {

namespace {

/// Result codes of SQLite (sqlite.org/rescode.html); the low byte of an extended code is one.
namespace sqlite {
constexpr int kBusy = 5;
constexpr int kLocked = 6;
constexpr int kReadOnly = 8;
constexpr int kIoError = 10;
constexpr int kCorrupt = 11;
constexpr int kFull = 13;
constexpr int kCannotOpen = 14;
constexpr int kConstraint = 19;
constexpr int kNotADatabase = 26;
}  // namespace sqlite

constexpr const char* kRunGone = "the run is no longer in the store; somebody deleted it meanwhile";
constexpr const char* kStoredIsSafe =
    "What was stored before is safe; free some space and start again";

/// Drivers put several lines into one message; libpq ends with a question that we answer ourselves.
std::string oneLine(const QString& text) {
  const QString line = text.simplified();
  return line.left(line.indexOf(QLatin1String(" Is the server running"))).toStdString();
}

}  // namespace

SqlConnection::SqlConnection(StoreAddress address, const StoreOptions& options)
    : m_address(std::move(address)), m_busyTimeout(options.busyTimeout) {
  static std::atomic<unsigned> counter{0};
  m_connection = QStringLiteral("scenelens-%1").arg(counter++);
}

SqlConnection::~SqlConnection() {
  m_database = QSqlDatabase();
  QSqlDatabase::removeDatabase(m_connection);
}

Result<std::unique_ptr<SqlConnection>> SqlConnection::open(const StoreAddress& address,
                                                           const StoreOptions& options) {
  std::unique_ptr<SqlConnection> connection(new SqlConnection(address, options));
  if (auto opened = connection->connect(options); !opened) return fail(std::move(opened.error()));
  return connection;
}

Status SqlConnection::connect(const StoreOptions& options) {
  const QString driver = isPostgres() ? QStringLiteral("QPSQL") : QStringLiteral("QSQLITE");
  if (!QSqlDatabase::isDriverAvailable(driver)) {
    const char* package = isPostgres() ? "libqt6sql6-psql" : "libqt6sql6-sqlite";
    return fail({"cannot be opened: Qt's driver " + driver.toStdString() + " is not installed",
                 name(), 0, std::string("Install the package ") + package});
  }
  m_database = QSqlDatabase::addDatabase(driver, m_connection);
  if (isPostgres()) {
    m_database.setHostName(QString::fromStdString(m_address.host));
    if (m_address.port > 0) m_database.setPort(m_address.port);
    m_database.setUserName(QString::fromStdString(m_address.user));
    m_database.setPassword(QString::fromStdString(m_address.password));
    m_database.setDatabaseName(QString::fromStdString(m_address.database));
    m_database.setConnectOptions(QStringLiteral("connect_timeout=5"));
  } else {
    std::error_code ignored;
    const auto file = std::filesystem::absolute(m_address.file, ignored);
    if (!std::filesystem::is_directory(file.parent_path(), ignored)) {
      return fail(
          {"cannot be opened: there is no such folder", name(), 0, "Make the folder first"});
    }
    // QFile::decodeName would follow the locale; SQLite wants UTF-8, which is what Linux has.
    m_database.setDatabaseName(QString::fromStdString(file.string()));
    m_database.setConnectOptions(
        QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(options.busyTimeout.count()));
  }
  if (!m_database.open()) return fail(error(m_database.lastError()));
  if (!isPostgres() && options.maxPages > 0) {
    return exec(QStringLiteral("PRAGMA max_page_count = %1").arg(options.maxPages));
  }
  return {};
}

Status SqlConnection::exec(const QString& sql, const QVariantList& values) const {
  auto done = query(sql, values);
  if (!done) return fail(std::move(done.error()));
  return {};
}

Result<QSqlQuery> SqlConnection::query(const QString& sql, const QVariantList& values) const {
  QSqlQuery query(m_database);
  query.setForwardOnly(true);
  bool good = false;
  if (values.isEmpty()) {
    good = query.exec(sql);
  } else if (query.prepare(sql)) {
    for (const auto& value : values) query.addBindValue(value);
    good = query.exec();
  }
  if (!good) return fail(error(query.lastError()));
  return query;
}

Result<QVariant> SqlConnection::value(const QString& sql, const QVariantList& values) const {
  auto rows = query(sql, values);
  if (!rows) return fail(std::move(rows.error()));
  if (rows->next()) return rows->value(0);
  if (auto good = finished(*rows); !good) return fail(std::move(good.error()));
  return QVariant();
}

Result<QSqlQuery> SqlConnection::prepare(const QString& sql) const {
  QSqlQuery query(m_database);
  query.setForwardOnly(true);
  if (!query.prepare(sql)) return fail(error(query.lastError()));
  return query;
}

Status SqlConnection::finished(const QSqlQuery& query) const {
  if (query.lastError().isValid()) return fail(error(query.lastError()));
  return {};
}

Status SqlConnection::begin() const {
  // IMMEDIATE takes the lock at once: a transaction that began by reading could not wait for it.
  return exec(isPostgres() ? QStringLiteral("BEGIN") : QStringLiteral("BEGIN IMMEDIATE"));
}

Status SqlConnection::commit() const {
  auto done = exec(QStringLiteral("COMMIT"));
  if (!done) rollback();
  return done;
}

void SqlConnection::rollback() const {
  // After some errors SQLite has rolled back itself; that there is nothing to undo is no news.
  QSqlQuery query(m_database);
  query.exec(QStringLiteral("ROLLBACK"));
}

Error SqlConnection::error(const QSqlError& error) const {
  std::string detail = oneLine(error.databaseText());
  if (detail.empty()) detail = oneLine(error.driverText());
  const QString code = error.nativeErrorCode();
  return isPostgres() ? serverError(code.toStdString(), detail) : fileError(code.toInt(), detail);
}

Error SqlConnection::fileError(int code, const std::string& detail) const {
  switch (code & 0xFF) {
    case sqlite::kBusy:
    case sqlite::kLocked:
      return {"is locked by another program", name(), 0,
              "Wait until that program is done, or close it, and try again"};
    case sqlite::kReadOnly:
      return {"cannot be written: the file or its folder is read-only", name(), 0,
              "Choose a store that you may write to"};
    case sqlite::kFull:
      return {"cannot be written: the disk is full", name(), 0, kStoredIsSafe};
    case sqlite::kIoError:
      return {"cannot be read or written: " + detail, name(), 0,
              "What was stored before is safe; see whether the disk is full or failing"};
    case sqlite::kCorrupt:
    case sqlite::kNotADatabase:
      return {"is damaged or no store of runs: " + detail, name(), 0,
              "It was not changed; move it away, or choose another store"};
    case sqlite::kCannotOpen:
      return {"cannot be opened: " + detail, name(), 0,
              "Choose a file in a folder that you may write to"};
    case sqlite::kConstraint:
      if (detail.find("FOREIGN KEY") != std::string::npos) return {kRunGone, name()};
      break;
    default:
      break;
  }
  return {"cannot be used: " + detail, name()};
}

Error SqlConnection::serverError(const std::string& state, const std::string& detail) const {
  if (state == "55P03") {
    return {"is locked by another program", name(), 0, "Wait until that program is done"};
  }
  if (state == "53100") {
    return {"cannot be written: the server's disk is full", name(), 0, kStoredIsSafe};
  }
  if (state == "42501" || state == "25006") {
    return {"cannot be written: " + detail, name(), 0,
            "Ask for the right to write to this database"};
  }
  if (state == "23503") return {kRunGone, name()};
  if (!m_database.isOpen() || state.starts_with("08") || state.starts_with("57P")) {
    return {"cannot be reached: " + detail, name(), 0,
            "See whether the server runs and the address, the user and the password are right"};
  }
  return {"cannot be used: " + detail, name()};
}

}  // namespace scenelens
