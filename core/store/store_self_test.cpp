// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store_self_test.h"

#include "core/store/run_store.h"

#include <QTemporaryDir>

namespace scenelens {

SelfCheck checkStore() {
  SelfCheck check{"Store of runs", {}, false};
  const QTemporaryDir folder;
  if (!folder.isValid()) {
    check.found = "no temporary folder can be made: " + folder.errorString().toStdString();
    return check;
  }
  StoreAddress address;
  address.file = folder.filePath(QStringLiteral("self-test.sqlite")).toStdString();
  auto store = RunStore::open(address);
  if (!store) {
    check.found = store.error().text();
    return check;
  }
  const auto runs = store->runs();
  check.passed = runs.has_value() && runs->empty();
  check.found = runs ? "SQLite" : runs.error().text();
  return check;
}

}  // namespace scenelens
