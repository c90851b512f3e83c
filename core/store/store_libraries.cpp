// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store_libraries.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>

namespace scenelens {

namespace {

std::string sqliteVersion() {
  const QString name = QStringLiteral("scenelens-version");
  std::string version = "not found";
  {
    auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
    database.setDatabaseName(QStringLiteral(":memory:"));
    if (database.open()) {
      QSqlQuery query(database);
      if (query.exec(QStringLiteral("SELECT sqlite_version()")) && query.next()) {
        version = query.value(0).toString().toStdString();
      }
    }
  }
  // Only once no copy is left, or Qt warns.
  QSqlDatabase::removeDatabase(name);
  return version;
}

}  // namespace

std::vector<Library> storeLibraries() {
  return {{"Qt", qVersion(), "LGPL-3.0-only OR GPL-2.0-or-later", "window, sound, store"},
          {"SQLite", sqliteVersion(), "public domain", "runs and notes"}};
}

}  // namespace scenelens
