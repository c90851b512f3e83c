// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/clip_query.h"

#include "core/base/text_search.h"
#include "core/query/query_compiler.h"

#include <algorithm>

namespace scenelens {

namespace {

bool at(const std::vector<bool>& table, std::int32_t index) {
  return index >= 0 && std::size_t(index) < table.size() && table[std::size_t(index)];
}

const JudgedRun* runOf(const QueryColumns& columns, QueryRun run, std::size_t clip) {
  const JudgedRun* judged = columns.runs[std::size_t(run)];
  return judged && clip < judged->size() ? judged : nullptr;
}

std::uint8_t decisionOf(const QueryColumns& columns, QueryRun run, std::size_t clip) {
  const JudgedRun* judged = runOf(columns, run, clip);
  return judged ? judged->decision[clip] : JudgedRun::kNone;
}

const ClipNote* noteOf(const QueryColumns& columns, std::size_t clip) {
  if (!columns.notes) return nullptr;
  const auto found = columns.notes->find(std::uint32_t(clip));
  return found == columns.notes->end() ? nullptr : &found->second;
}

bool containsAny(std::string_view text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [text](const std::string& word) { return containsWord(text, word); });
}

bool hasTag(const ClipNote* note, const std::vector<std::string>& words) {
  return note && std::any_of(note->tags.begin(), note->tags.end(), [&](const std::string& tag) {
           return std::find(words.begin(), words.end(), lowerCase(tag)) != words.end();
         });
}

}  // namespace

ClipQuery::ClipQuery(std::string_view text, const Dataset& dataset) {
  QueryCompiler compiler(*this, dataset);
  for (const auto& term : parseQuery(text)) compiler.add(term);
}

bool ClipQuery::looksAtPredictions() const {
  return std::any_of(m_terms.begin(), m_terms.end(), [](const Term& term) {
    const auto none = [](bool is) { return !is; };
    return term.kind == Kind::Number || term.kind == Kind::Decisions ||
           (term.kind == Kind::Flag && term.flag <= Flag::Predicted) ||
           !std::all_of(term.predictions.begin(), term.predictions.end(), none);
  });
}

bool ClipQuery::looksAtPicked() const {
  return std::any_of(m_terms.begin(), m_terms.end(), [](const Term& term) {
    return term.kind == Kind::Flag && term.flag == Flag::Picked;
  });
}

bool ClipQuery::looksAtNotes() const {
  return std::any_of(m_terms.begin(), m_terms.end(), [](const Term& term) {
    return term.kind == Kind::Word || term.kind == Kind::Tag || term.kind == Kind::Note ||
           (term.kind == Kind::Flag && term.flag == Flag::Noted);
  });
}

bool ClipQuery::matchesCategory(const Term& term, const Clip& clip, std::uint8_t decision) {
  return (clip.scene && term.scenes[std::size_t(*clip.scene)]) ||
         (decision != JudgedRun::kNone && term.predictions[decision]) ||
         term.folds[std::size_t(clip.fold)] || at(term.devices, clip.device) ||
         at(term.cities, clip.city) || at(term.locations, clip.location);
}

bool ClipQuery::matchesFlag(const Term& term, const Clip& clip, std::size_t index,
                            const QueryColumns& columns) {
  const JudgedRun* judged = runOf(columns, term.run, index);
  switch (term.flag) {
    case Flag::Right:
      return judged && judged->isCorrect(index);
    case Flag::Wrong:
      return judged && judged->isJudged(index) && !judged->isCorrect(index);
    case Flag::Predicted:
      return judged && judged->isPredicted(index);
    case Flag::Missing:
      return clip.missing;
    case Flag::Padded:
      return clip.padded;
    case Flag::Labelled:
      return clip.scene.has_value();
    case Flag::Noted:
      return noteOf(columns, index) != nullptr;
    case Flag::Picked:
      return columns.picked && index < columns.picked->size() && (*columns.picked)[index] != 0;
  }
  return false;
}

bool ClipQuery::matchesNumber(const Term& term, std::size_t index, const QueryColumns& columns) {
  const JudgedRun* judged = runOf(columns, term.run, index);
  if (!judged) return false;
  const auto& column = term.number == Number::Loss         ? judged->loss
                       : term.number == Number::Confidence ? judged->confidence
                                                           : judged->margin;
  const float value = column[index];  // NaN compares false with everything
  return (term.openLow ? value > term.low : value >= term.low) &&
         (term.openHigh ? value < term.high : value <= term.high);
}

bool ClipQuery::matchesTerm(const Term& term, const Clip& clip, std::size_t index,
                            const QueryColumns& columns) {
  switch (term.kind) {
    case Kind::Word:
      return matchesCategory(term, clip, decisionOf(columns, term.run, index)) ||
             containsAny(clip.file, term.words) || hasTag(noteOf(columns, index), term.words);
    case Kind::Category:
      return matchesCategory(term, clip, decisionOf(columns, term.run, index));
    case Kind::File:
      return containsAny(clip.file, term.words);
    case Kind::Number:
      return matchesNumber(term, index, columns);
    case Kind::Flag:
      return matchesFlag(term, clip, index, columns);
    case Kind::Decisions: {
      const auto left = decisionOf(columns, term.run, index);
      const auto right = decisionOf(columns, term.otherRun, index);
      return left != JudgedRun::kNone && right != JudgedRun::kNone &&
             (left == right) == (term.flag == Flag::Right);
    }
    case Kind::Tag:
      return hasTag(noteOf(columns, index), term.words);
    case Kind::Note: {
      const ClipNote* note = noteOf(columns, index);
      return note && containsAny(note->text, term.words);
    }
  }
  return false;
}

bool ClipQuery::matches(const Dataset& dataset, std::size_t clip,
                        const QueryColumns& columns) const {
  return std::all_of(m_terms.begin(), m_terms.end(), [&](const Term& term) {
    return matchesTerm(term, dataset.clips[clip], clip, columns) != term.negated;
  });
}

std::vector<std::uint32_t> ClipQuery::matching(const Dataset& dataset,
                                               const QueryColumns& columns) const {
  std::vector<std::uint32_t> found;
  found.reserve(dataset.clips.size());
  for (std::size_t clip = 0; clip < dataset.clips.size(); ++clip) {
    if (matches(dataset, clip, columns)) found.push_back(std::uint32_t(clip));
  }
  return found;
}

namespace {

/// What is left of a choice after one more term chose.
template <typename Flags>
void narrow(std::optional<std::vector<bool>>& chosen, const Flags& more) {
  if (std::find(more.begin(), more.end(), true) == more.end()) return;
  if (!chosen) chosen.emplace(more.size(), true);
  for (std::size_t i = 0; i < more.size() && i < chosen->size(); ++i) {
    (*chosen)[i] = (*chosen)[i] && more[i];
  }
}

}  // namespace

std::optional<std::vector<bool>> ClipQuery::chosenScenes() const {
  std::optional<std::vector<bool>> chosen;
  for (const auto& term : m_terms) {
    if (term.kind == Kind::Category && !term.negated) narrow(chosen, term.scenes);
  }
  return chosen;
}

std::optional<std::vector<bool>> ClipQuery::chosenDecisions() const {
  std::optional<std::vector<bool>> chosen;
  for (const auto& term : m_terms) {
    if (term.kind == Kind::Category && !term.negated && term.run == QueryRun::A)
      narrow(chosen, term.predictions);
  }
  return chosen;
}

std::optional<std::vector<bool>> ClipQuery::chosenDevices() const {
  std::optional<std::vector<bool>> chosen;
  for (const auto& term : m_terms) {
    if (term.kind == Kind::Category && !term.negated) narrow(chosen, term.devices);
  }
  return chosen;
}

}  // namespace scenelens
