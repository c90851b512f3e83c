// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/run_store.h"
#include "core/store/sql_connection.h"

#include <map>
#include <optional>

namespace scenelens {

/// What a RunStore holds; only its own sources see this.
struct RunStore::State {
  explicit State(std::unique_ptr<SqlConnection> opened) : connection(std::move(opened)) {}

  std::unique_ptr<SqlConnection> connection;
  std::optional<QSqlQuery> insertMany;  ///< prepared when first needed
  std::optional<QSqlQuery> insertOne;
  std::map<std::int64_t, bool> hasGroups;  ///< of runs that were appended to

  State(const State&) = delete;
  State& operator=(const State&) = delete;
  /// Queries must go before their connection.
  ~State() {
    insertMany.reset();
    insertOne.reset();
  }
};

namespace store_detail {

/// Never NULL, which an empty QString may become.
inline QVariant text(const std::string& value) {
  return value.empty() ? QStringLiteral("") : QString::fromStdString(value);
}

inline QVariant number(std::int64_t value) {
  return static_cast<qlonglong>(value);
}

/// Does `work` in a transaction that is kept only when it succeeds.
template <typename Work>
[[nodiscard]] Status inTransaction(const SqlConnection& connection, const Work& work) {
  if (auto begun = connection.begin(); !begun) return begun;
  if (auto done = work(); !done) {
    connection.rollback();
    return done;
  }
  return connection.commit();
}

}  // namespace store_detail

}  // namespace scenelens
