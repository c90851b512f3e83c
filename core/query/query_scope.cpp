// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/query_scope.h"

#include "core/query/query_syntax.h"

#include <algorithm>

namespace scenelens {

QueryScope scopeOf(std::string_view query, std::span<const std::string_view> fields) {
  QueryScope scope;
  for (const auto& term : parseQuery(query)) {
    std::string_view field = term.field;
    if (field.starts_with("a.")) field.remove_prefix(2);
    field = queryFieldName(field);
    const bool chooses = !term.negated && term.op != QueryOperator::None &&
                         term.op != QueryOperator::NotEqual && !term.values.empty() &&
                         std::ranges::find(fields, field) != fields.end();
    std::string& half = chooses ? scope.parts : scope.clips;
    if (!half.empty()) half += ' ';
    half += query.substr(term.position, term.length);
  }
  return scope;
}

}  // namespace scenelens
