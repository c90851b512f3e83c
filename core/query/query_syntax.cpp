// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/query_syntax.h"

#include "core/base/text_search.h"
#include "core/query/clip_query.h"

#include <algorithm>

namespace scenelens {

namespace {

bool isBlank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// [begin, end) of each term.
std::vector<std::pair<std::size_t, std::size_t>> termRanges(std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> ranges;
  std::size_t begin = 0;
  while (begin < text.size()) {
    if (isBlank(text[begin])) {
      ++begin;
      continue;
    }
    bool quoted = false;
    std::size_t end = begin;
    for (; end < text.size() && (quoted || !isBlank(text[end])); ++end) {
      if (text[end] == '"') quoted = !quoted;
    }
    ranges.emplace_back(begin, end);
    begin = end;
  }
  return ranges;
}

/// Where the operator stands, how long it is and which it is; None without one. A term that begins
/// with it is a word.
struct FoundOperator {
  std::size_t position = 0;
  std::size_t length = 0;
  QueryOperator op = QueryOperator::None;
};

FoundOperator findOperator(std::string_view term) {
  for (std::size_t i = 0; i < term.size() && term[i] != '"'; ++i) {
    const bool equalFollows = i + 1 < term.size() && term[i + 1] == '=';
    FoundOperator found{i, equalFollows ? std::size_t{2} : std::size_t{1}, QueryOperator::None};
    switch (term[i]) {
      case ':':
        found.length = 1;
        found.op = QueryOperator::Contains;
        break;
      case '=':
        found.op = QueryOperator::Equal;
        break;
      case '<':
        found.op = equalFollows ? QueryOperator::LessEqual : QueryOperator::Less;
        break;
      case '>':
        found.op = equalFollows ? QueryOperator::GreaterEqual : QueryOperator::Greater;
        break;
      case '!':
        if (!equalFollows) continue;
        found.op = QueryOperator::NotEqual;
        break;
      default:
        continue;
    }
    return i == 0 ? FoundOperator() : found;
  }
  return {};
}

std::vector<std::string> splitValues(std::string_view text, bool atCommas) {
  std::vector<std::string> values(1);
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && atCommas && !quoted) {
      values.emplace_back();
    } else {
      values.back() += c;
    }
  }
  for (auto& value : values) value = lowerCase(value);
  values.erase(std::remove(values.begin(), values.end(), std::string()), values.end());
  return values;
}

}  // namespace

std::vector<QueryTerm> parseQuery(std::string_view text) {
  std::vector<QueryTerm> terms;
  for (const auto& [begin, end] : termRanges(text)) {
    QueryTerm term;
    term.position = begin;
    term.length = end - begin;
    std::string_view rest = text.substr(begin, end - begin);
    if (rest.size() > 1 && (rest[0] == '-' || (rest[0] == '!' && rest[1] != '='))) {
      term.negated = true;
      rest.remove_prefix(1);
    }
    const FoundOperator found = findOperator(rest);
    term.op = found.op;
    if (found.op == QueryOperator::None) {
      term.values = splitValues(rest, false);
    } else {
      term.field = lowerCase(rest.substr(0, found.position));
      term.values = splitValues(rest.substr(found.position + found.length), true);
    }
    terms.push_back(std::move(term));
  }
  return terms;
}

std::vector<std::string> queryTerms(std::string_view text) {
  std::vector<std::string> terms;
  for (const auto& [begin, end] : termRanges(text)) {
    auto& term = terms.emplace_back(text.substr(begin, end - begin));
    // A chip that leaves its quote open would swallow the chips behind it.
    if (std::count(term.begin(), term.end(), '"') % 2 != 0) term += '"';
  }
  return terms;
}

std::string quotedForQuery(std::string_view value) {
  std::string plain(value);
  plain.erase(std::remove(plain.begin(), plain.end(), '"'), plain.end());
  const bool needed = plain.empty() || std::any_of(plain.begin(), plain.end(),
                                                   [](char c) { return isBlank(c) || c == ','; });
  return needed ? '"' + plain + '"' : plain;
}

std::string_view queryFieldName(std::string_view typed) {
  if (typed == "p" || typed == "confidence") return "conf";
  if (typed == "predicted") return "pred";
  if (typed == "tags") return "tag";
  return typed;
}

const std::array<QueryField, 14>& queryFields() {
  using Kind = QueryFieldKind;
  static constexpr std::array<QueryField, 14> fields{{{"scene", Kind::Scene, false},
                                                      {"pred", Kind::Predicted, true},
                                                      {"device", Kind::Device, false},
                                                      {"city", Kind::City, false},
                                                      {"location", Kind::Location, false},
                                                      {"fold", Kind::Fold, false},
                                                      {"group", Kind::Group, false},
                                                      {"file", Kind::File, false},
                                                      {"loss", Kind::Number, true},
                                                      {"conf", Kind::Number, true},
                                                      {"margin", Kind::Number, true},
                                                      {"is", Kind::Flag, true},
                                                      {"tag", Kind::Tag, false},
                                                      {"note", Kind::Note, false}}};
  return fields;
}

const std::array<std::string_view, 4>& queryRunNames() {
  static constexpr std::array<std::string_view, 4> names{"a", "b", "float", "int8"};
  return names;
}

const std::array<std::string_view, 8>& queryFlagNames() {
  static constexpr std::array<std::string_view, 8> names{
      "right", "wrong", "predicted", "missing", "padded", "labelled", "noted", "picked"};
  return names;
}

}  // namespace scenelens
