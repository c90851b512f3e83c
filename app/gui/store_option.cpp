// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/store_option.h"

#include "widgets/base/qt_text.h"

#include <QDir>
#include <QStandardPaths>

namespace scenelens {

Result<StoreAddress> storeAddress(const QString& text) {
  if (!text.isEmpty()) return parseStoreAddress(text.toStdString());
  const QDir folder(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
  StoreAddress address;
  address.file = toPath(folder.filePath(QStringLiteral("runs.sqlite")));
  if (!folder.mkpath(QStringLiteral("."))) {
    return fail({"cannot be made: its folder cannot be made", address.file, 0,
                 "Name another place with --store"});
  }
  return address;
}

}  // namespace scenelens
