// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// Between a field and its value.
enum class QueryOperator : std::uint8_t {
  None,
  Contains,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual
};

/// A term taken apart, before anybody asks what it means.
struct QueryTerm {
  std::size_t position = 0;  ///< in bytes of the query
  std::size_t length = 0;
  bool negated = false;  ///< a '-' or '!' stands before it
  std::string field;     ///< lower case, with the run before its point; "" for a word
  QueryOperator op = QueryOperator::None;
  std::vector<std::string> values;  ///< lower case, without quotes and without empty ones
};

/// Splits a query at blanks outside quotes, and each term into field, operator and values. Every
/// text has a meaning here; a quote that is never closed reaches to the end. Thread-safe.
[[nodiscard]] std::vector<QueryTerm> parseQuery(std::string_view text);

/// What a field is compared with.
enum class QueryFieldKind : std::uint8_t {
  Scene,
  Predicted,
  Group,
  Device,
  City,
  Location,
  Fold,
  File,
  Tag,
  Note,
  Flag,
  Number
};

/// The fields of the language.
struct QueryField {
  std::string_view name;
  QueryFieldKind kind;
  bool ofRun = false;  ///< may have a run before it
};
[[nodiscard]] const std::array<QueryField, 14>& queryFields();
/// The name in queryFields() of what was typed before an operator: people say "p" and "confidence"
/// for what the language calls conf. Other words stay what they are. Thread-safe.
[[nodiscard]] std::string_view queryFieldName(std::string_view typed);
/// Names of QueryRun in its order: "a", "b", "float", "int8".
[[nodiscard]] const std::array<std::string_view, 4>& queryRunNames();
/// Words after is:, in the order of ClipQuery's flags.
[[nodiscard]] const std::array<std::string_view, 8>& queryFlagNames();

}  // namespace scenelens
