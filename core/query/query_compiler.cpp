// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/query_compiler.h"

#include "core/base/text_search.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

namespace scenelens {

namespace {

/// A field as it was typed: "b.pred" is the field pred of run b.
struct FieldName {
  std::string_view name;
  std::optional<QueryRun> run;
  bool unknownRun = false;
};

std::optional<QueryRun> runNamed(std::string_view name) {
  const auto& names = queryRunNames();
  const auto* found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return QueryRun(found - names.begin());
}

FieldName splitField(std::string_view field) {
  const auto point = field.find('.');
  if (point == std::string_view::npos) return {field, std::nullopt, false};
  const auto run = runNamed(field.substr(0, point));
  return {field.substr(point + 1), run, !run};
}

const QueryField* findField(std::string_view name) {
  const auto& fields = queryFields();
  const auto* found = std::find_if(fields.begin(), fields.end(),
                                   [name](const QueryField& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

/// Levenshtein's distance.
std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0U : 1U);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[b.size()];
}

std::string closestField(std::string_view name) {
  constexpr std::size_t kFar = 3;
  const auto& fields = queryFields();
  const auto* closest = std::min_element(
      fields.begin(), fields.end(), [name](const QueryField& a, const QueryField& b) {
        return editDistance(name, a.name) < editDistance(name, b.name);
      });
  return editDistance(name, closest->name) < kFar ? std::string(closest->name) : std::string();
}

/// The entries that are called one of the words; for each word that names none, those that contain
/// it. Nothing where a word finds nothing.
template <typename Entries, typename NamesOf>
std::vector<bool> lookUp(const Entries& entries, const std::vector<std::string>& words, bool parts,
                         const NamesOf& namesOf) {
  std::vector<bool> found(entries.size(), false);
  for (const auto& word : words) {
    const auto mark = [&](const auto& matches) {
      bool any = false;
      for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto names = namesOf(entries[i]);
        if (std::any_of(names.begin(), names.end(), matches)) found[i] = any = true;
      }
      return any;
    };
    const bool named = mark([&](std::string_view name) { return lowerCase(name) == word; });
    if (!named && parts) mark([&](std::string_view name) { return containsWord(name, word); });
  }
  return found;
}

std::array<std::string_view, 1> nameOf(std::string_view name) {
  return {name};
}

std::array<std::string_view, 2> namesOfScene(Scene scene) {
  return {sceneLabel(scene), sceneTitle(scene)};
}

/// "0.8" and "80%".
std::optional<float> readNumber(std::string_view text) {
  float scale = 1.0F;
  if (text.size() > 1 && text.back() == '%') {
    text.remove_suffix(1);
    scale = 0.01F;
  }
  float value = 0.0F;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value != value) return std::nullopt;
  return value * scale;
}

template <std::size_t Size>
void copyTo(std::array<bool, Size>& target, const std::vector<bool>& source) {
  std::copy_n(source.begin(), std::min(source.size(), Size), target.begin());
}

bool any(const std::vector<bool>& found) {
  return std::find(found.begin(), found.end(), true) != found.end();
}

}  // namespace

void QueryCompiler::complain(const QueryTerm& term, std::string text, bool ignored) {
  m_query.m_faults.push_back({term.position, term.length, std::move(text), ignored});
}

void QueryCompiler::keep(const QueryTerm& term, Term made) {
  made.negated = term.negated != (term.op == QueryOperator::NotEqual);
  m_query.m_terms.push_back(std::move(made));
}

void QueryCompiler::add(const QueryTerm& term) {
  if (term.values.empty()) return;  // still being typed
  if (term.op == QueryOperator::None) {
    addWord(term);
    return;
  }
  const bool equality = term.op == QueryOperator::Equal || term.op == QueryOperator::NotEqual;
  if (const auto run = runNamed(term.field); run && equality) {
    addDecisions(term, *run);
    return;
  }
  const FieldName typed = splitField(term.field);
  const QueryField* field = findField(queryFieldName(typed.name));
  if (!field || typed.unknownRun) {
    addUnknownField(term);
  } else if (typed.run && !field->ofRun) {
    complain(
        term,
        fmt::format("{} belongs to the clip, not to a run; write {}:", field->name, field->name),
        true);
  } else {
    addField(term, *field, typed.run.value_or(QueryRun::A));
  }
}

void QueryCompiler::addUnknownField(const QueryTerm& term) {
  const FieldName typed = splitField(term.field);
  if (typed.unknownRun && findField(queryFieldName(typed.name))) {
    complain(
        term,
        fmt::format("there is no run '{}'; there are {}",
                    term.field.substr(0, term.field.find('.')), fmt::join(queryRunNames(), ", ")),
        true);
    return;
  }
  const std::string closest = closestField(typed.name);
  complain(term,
           closest.empty()
               ? fmt::format("unknown word '{}' before its value", term.field)
               : fmt::format("unknown word '{}'; did you mean {}?", term.field, closest),
           true);
}

void QueryCompiler::addWord(const QueryTerm& term) {
  Term made;
  made.kind = ClipQuery::Kind::Word;
  made.words = term.values;
  const auto contains = [&](const auto& entries, const auto& namesOf) {
    std::vector<bool> found(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto names = namesOf(entries[i]);
      found[i] = std::any_of(names.begin(), names.end(), [&](std::string_view name) {
        return containsWord(name, term.values.front());
      });
    }
    return found;
  };
  const auto scenes = contains(allScenes(), namesOfScene);
  copyTo(made.scenes, scenes);
  copyTo(made.predictions, scenes);
  copyTo(made.folds, contains(std::array{Fold::None, Fold::Train, Fold::Test},
                              [](Fold fold) { return nameOf(foldName(fold)); }));
  made.folds[std::size_t(Fold::None)] = false;
  made.devices = contains(m_dataset.devices, nameOf);
  made.cities = contains(m_dataset.cities, nameOf);
  made.locations = contains(m_dataset.locations, nameOf);
  keep(term, std::move(made));
}

void QueryCompiler::addDecisions(const QueryTerm& term, QueryRun left) {
  const auto right = runNamed(term.values.front());
  if (!right || *right == left || term.values.size() > 1) {
    complain(term,
             fmt::format("'{}' can be compared with another run: {}", term.field,
                         fmt::join(queryRunNames(), ", ")),
             true);
    return;
  }
  Term made;
  made.kind = ClipQuery::Kind::Decisions;
  made.run = left;
  made.otherRun = *right;
  // Where one of the two has no decision they neither agree nor differ, so "differ" is not "not
  // agree"; the flag says which is meant.
  made.flag = term.op == QueryOperator::Equal ? ClipQuery::Flag::Right : ClipQuery::Flag::Wrong;
  made.negated = term.negated;
  m_query.m_terms.push_back(std::move(made));
}

void QueryCompiler::addField(const QueryTerm& term, const QueryField& field, QueryRun run) {
  Term made;
  made.run = run;
  made.words = term.values;
  if (field.kind == QueryFieldKind::Number) {
    addNumber(term, field.name, made);
    return;
  }
  if (term.op >= QueryOperator::Less) {
    complain(term, fmt::format("{} has no order; write {}:", field.name, field.name), true);
    return;
  }
  switch (field.kind) {
    case QueryFieldKind::Flag:
      addFlags(term, made);
      return;
    case QueryFieldKind::File:
      made.kind = ClipQuery::Kind::File;
      break;
    case QueryFieldKind::Tag:
      made.kind = ClipQuery::Kind::Tag;
      break;
    case QueryFieldKind::Note:
      made.kind = ClipQuery::Kind::Note;
      break;
    default:
      addCategory(term, field.kind, made);
      return;
  }
  keep(term, std::move(made));
}

void QueryCompiler::addCategory(const QueryTerm& term, QueryFieldKind kind, Term& made) {
  made.kind = ClipQuery::Kind::Category;
  const bool exact = term.op != QueryOperator::Contains;
  std::vector<bool> found;
  switch (kind) {
    case QueryFieldKind::Scene:
      found = lookUp(allScenes(), term.values, !exact, namesOfScene);
      copyTo(made.scenes, found);
      break;
    case QueryFieldKind::Predicted:
      found = lookUp(allScenes(), term.values, !exact, namesOfScene);
      copyTo(made.predictions, found);
      break;
    case QueryFieldKind::Group:
      found = lookUp(allScenes(), term.values, false,
                     [](Scene scene) { return nameOf(groupTitle(groupOf(scene))); });
      copyTo(made.scenes, found);
      break;
    case QueryFieldKind::Device:
      found = made.devices = lookUp(m_dataset.devices, term.values, false, nameOf);
      break;
    case QueryFieldKind::City:
      found = made.cities = lookUp(m_dataset.cities, term.values, !exact, nameOf);
      break;
    case QueryFieldKind::Location:
      found = made.locations = lookUp(m_dataset.locations, term.values, !exact, nameOf);
      break;
    default:
      found = lookUp(std::array{Fold::None, Fold::Train, Fold::Test}, term.values, false,
                     [](Fold fold) { return nameOf(foldName(fold)); });
      copyTo(made.folds, found);
      break;
  }
  if (!any(found)) {
    complain(term,
             fmt::format("no {} is called '{}'",
                         kind == QueryFieldKind::Predicted ? "scene" : splitField(term.field).name,
                         fmt::join(term.values, "', '")),
             false);
  }
  keep(term, std::move(made));
}

void QueryCompiler::addNumber(const QueryTerm& term, std::string_view name, Term& made) {
  made.kind = ClipQuery::Kind::Number;
  made.number = name == "loss"   ? ClipQuery::Number::Loss
                : name == "conf" ? ClipQuery::Number::Confidence
                                 : ClipQuery::Number::Margin;
  const std::string_view value = term.values.front();
  const auto dots = value.find("..");
  std::optional<float> low;
  std::optional<float> high;
  if (dots != std::string_view::npos && term.op < QueryOperator::Less) {
    low = readNumber(value.substr(0, dots));
    high = readNumber(value.substr(dots + 2));
  } else {
    low = high = readNumber(value);
  }
  if (!low || !high || term.values.size() > 1) {
    complain(
        term,
        fmt::format("{} needs a number or a range, as in {}>0.5 or {}:0.2..0.5", name, name, name),
        true);
    return;
  }
  if (term.op != QueryOperator::Less && term.op != QueryOperator::LessEqual) made.low = *low;
  if (term.op != QueryOperator::Greater && term.op != QueryOperator::GreaterEqual)
    made.high = *high;
  made.openLow = term.op == QueryOperator::Greater;
  made.openHigh = term.op == QueryOperator::Less;
  keep(term, std::move(made));
}

void QueryCompiler::addFlags(const QueryTerm& term, Term& made) {
  const auto& names = queryFlagNames();
  const auto* found = std::find(names.begin(), names.end(), term.values.front());
  if (found == names.end() || term.values.size() > 1) {
    complain(term, fmt::format("after is: stands one of {}", fmt::join(names, ", ")), true);
    return;
  }
  made.kind = ClipQuery::Kind::Flag;
  made.flag = ClipQuery::Flag(found - names.begin());
  keep(term, std::move(made));
}

}  // namespace scenelens
