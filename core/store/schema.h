// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/sql_connection.h"

#include <span>
#include <vector>

namespace scenelens {

/// The statements that lead from one version of the tables to the next. These stand for what the
/// databases spell differently: @ID@ (a key that counts), @BYTES@, @BY_KEY@ (rows lie in the order
/// of the primary key).
using SchemaStep = std::vector<const char*>;

/// The steps from an empty database to the newest tables: after step n the schema number is n + 1.
/// Steps that were released never change.
[[nodiscard]] std::span<const SchemaStep> schemaSteps();

/// Brings the tables of an opened database to the newest schema, all steps or none.
///
/// Errors: the schema is newer than the steps; an SQLite file with the tables of another program;
/// what the database says. In all these cases nothing was changed. In PostgreSQL the tables lie in
/// the schema "scenelens", so that they get along with others.
[[nodiscard]] Status migrateSchema(const SqlConnection& connection,
                                   std::span<const SchemaStep> steps);

}  // namespace scenelens
