// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace scenelens {

/// Where a store of runs is: an SQLite file, or a database on a PostgreSQL server.
struct StoreAddress {
  enum class Kind : std::uint8_t { Sqlite, Postgres };

  Kind kind = Kind::Sqlite;
  std::filesystem::path file;  ///< SQLite only
  std::string host;            ///< PostgreSQL: name, address or folder of the socket; may be empty
  int port = 0;                ///< 0: the server's usual one
  std::string user;            ///< empty: libpq decides ($PGUSER, the user's name)
  std::string password;        ///< empty: libpq decides ($PGPASSWORD, ~/.pgpass)
  std::string database;

  /// For people and errors: the file, or the URL without the password.
  [[nodiscard]] std::filesystem::path name() const;
};

/// Reads "FILE" or "postgresql://[user[:password]@][host][:port]/database" (also "postgres://").
/// Percent signs escape; "?host=FOLDER&port=N" gives the folder of a Unix socket, as libpq has it.
/// Errors: empty, another scheme, no database. Thread-safe.
[[nodiscard]] Result<StoreAddress> parseStoreAddress(std::string_view text);

}  // namespace scenelens
