// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/store_address.h"
#include "core/store/store_options.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <memory>

class QSqlError;

namespace scenelens {

/// One connection to a database, with errors that say what to do.
///
/// Needs a QCoreApplication, which finds the drivers. Belongs to the thread that opened it, which
/// must also destroy it (the rule of QSqlDatabase).
class SqlConnection {
 public:
  /// Errors: no driver; the file or server cannot be opened. An SQLite file is made where there is
  /// none, but nothing is written to it.
  [[nodiscard]] static Result<std::unique_ptr<SqlConnection>> open(const StoreAddress& address,
                                                                   const StoreOptions& options);
  ~SqlConnection();
  SqlConnection(const SqlConnection&) = delete;
  SqlConnection& operator=(const SqlConnection&) = delete;

  [[nodiscard]] bool isPostgres() const { return m_address.kind == StoreAddress::Kind::Postgres; }
  /// For people and errors.
  [[nodiscard]] std::filesystem::path name() const { return m_address.name(); }
  [[nodiscard]] std::chrono::milliseconds busyTimeout() const { return m_busyTimeout; }

  /// Runs one statement; "?" stand for the values in order.
  [[nodiscard]] Status exec(const QString& sql, const QVariantList& values = {}) const;
  /// The same for a statement that has rows, to be read forward with next().
  [[nodiscard]] Result<QSqlQuery> query(const QString& sql, const QVariantList& values = {}) const;
  /// The first column of the first row; an invalid value when there is no row.
  [[nodiscard]] Result<QVariant> value(const QString& sql, const QVariantList& values = {}) const;
  [[nodiscard]] Result<QSqlQuery> prepare(const QString& sql) const;
  /// What went wrong while reading rows, if anything.
  [[nodiscard]] Status finished(const QSqlQuery& query) const;

  /// Begins a transaction that writes; waits for other writers.
  [[nodiscard]] Status begin() const;
  /// Ends it; on failure nothing of it is kept.
  [[nodiscard]] Status commit() const;
  void rollback() const;

  /// In words, with the name of the file or server.
  [[nodiscard]] Error error(const QSqlError& error) const;

 private:
  SqlConnection(StoreAddress address, const StoreOptions& options);
  [[nodiscard]] Status connect(const StoreOptions& options);
  [[nodiscard]] Error fileError(int code, const std::string& detail) const;
  [[nodiscard]] Error serverError(const std::string& state, const std::string& detail) const;

  StoreAddress m_address;
  std::chrono::milliseconds m_busyTimeout;
  QString m_connection;  ///< QSqlDatabase's name of it
  QSqlDatabase m_database;
};

}  // namespace scenelens
