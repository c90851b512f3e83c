// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/store_address.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

class QCoreApplication;

namespace scenelens {

/// What Qt's database drivers need around them, for as long as a sub-command uses a store.
class QtForStore {
 public:
  QtForStore();
  ~QtForStore();
  QtForStore(const QtForStore&) = delete;
  QtForStore& operator=(const QtForStore&) = delete;

 private:
  std::unique_ptr<QCoreApplication> m_application;
};

/// Adds `--store FILE|URL`, which sets `store`; this must live as long as the command.
void addStoreOption(CLI::App& command, std::string& store);

/// Where the store is: what `--store` says, else the user's own, which the workbench uses too.
/// Makes the folder of the latter. Needs a QtForStore. Errors: those of parseStoreAddress; the
/// folder cannot be made.
[[nodiscard]] Result<StoreAddress> storeArgument(const std::string& store);

/// The time now as runs record it: UTC, ISO 8601, seconds.
[[nodiscard]] std::string timeNow();

}  // namespace scenelens
