// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/clip_query.h"
#include "core/query/query_syntax.h"

#include <optional>
#include <string>
#include <vector>

namespace scenelens {

/// Turns the terms of a query into what ClipQuery tests, term by term, and collects the faults.
class QueryCompiler {
 public:
  QueryCompiler(ClipQuery& query, const Dataset& dataset) : m_query(query), m_dataset(dataset) {}

  void add(const QueryTerm& term);

 private:
  using Term = ClipQuery::Term;

  void addWord(const QueryTerm& term);
  void addDecisions(const QueryTerm& term, QueryRun left);
  void addField(const QueryTerm& term, const QueryField& field, QueryRun run);
  void addCategory(const QueryTerm& term, QueryFieldKind kind, Term& made);
  void addNumber(const QueryTerm& term, std::string_view name, Term& made);
  void addFlags(const QueryTerm& term, Term& made);
  void addUnknownField(const QueryTerm& term);
  void keep(const QueryTerm& term, Term made);
  void complain(const QueryTerm& term, std::string text, bool ignored);

  ClipQuery& m_query;
  const Dataset& m_dataset;
};

}  // namespace scenelens
