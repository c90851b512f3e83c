// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/store_argument.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QStandardPaths>

#include <clocale>

namespace scenelens {

QtForStore::QtForStore() {
  static int argc = 1;
  static char name[] = "scenelens-cli";
  static char* argv[] = {name, nullptr};
  m_application = std::make_unique<QCoreApplication>(argc, argv);
  // As the workbench names itself: both share their store.
  QCoreApplication::setOrganizationName(QStringLiteral("SceneLens"));
  QCoreApplication::setApplicationName(QStringLiteral("SceneLens"));
  // Qt follows the user's locale; numbers in files do not.
  std::setlocale(LC_NUMERIC, "C");
}

QtForStore::~QtForStore() = default;

void addStoreOption(CLI::App& command, std::string& store) {
  command.add_option("--store", store,
                     "SQLite file or postgresql://user@host:port/database that keeps the runs;\n"
                     "else the workbench's own, in ~/.local/share/SceneLens");
}

Result<StoreAddress> storeArgument(const std::string& store) {
  if (!store.empty()) return parseStoreAddress(store);
  const QDir folder(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
  StoreAddress address;
  address.file = folder.filePath(QStringLiteral("runs.sqlite")).toStdString();
  if (!folder.mkpath(QStringLiteral("."))) {
    return fail({"cannot be made: its folder cannot be made", address.file, 0,
                 "Name another place with --store"});
  }
  return address;
}

std::string timeNow() {
  return QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
}

}  // namespace scenelens
