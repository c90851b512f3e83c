// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text_search.h"
#include "core/query/clip_query.h"
#include "core/query/query_syntax.h"

#include <algorithm>

namespace scenelens {

namespace {

/// What can stand after a field.
std::vector<std::string> valuesOf(QueryFieldKind kind, const Dataset& dataset,
                                  std::span<const std::string> tags) {
  std::vector<std::string> values;
  switch (kind) {
    case QueryFieldKind::Scene:
    case QueryFieldKind::Predicted:
      for (const Scene scene : allScenes()) values.emplace_back(sceneLabel(scene));
      break;
    case QueryFieldKind::Group:
      for (std::size_t group = 0; group < kGroupCount; ++group) {
        values.push_back(lowerCase(groupTitle(SceneGroup(group))));
      }
      break;
    case QueryFieldKind::Device:
      return dataset.devices;
    case QueryFieldKind::City:
      return dataset.cities;
    case QueryFieldKind::Location:
      return dataset.locations;
    case QueryFieldKind::Fold:
      return {"train", "test"};
    case QueryFieldKind::Tag:
      values.assign(tags.begin(), tags.end());
      break;
    case QueryFieldKind::Flag:
      values.assign(queryFlagNames().begin(), queryFlagNames().end());
      break;
    default:
      break;
  }
  return values;
}

std::vector<std::string> fieldBeginnings() {
  std::vector<std::string> beginnings;
  for (const auto& field : queryFields()) {
    beginnings.push_back(std::string(field.name) +
                         (field.kind == QueryFieldKind::Number ? '>' : ':'));
  }
  beginnings.insert(beginnings.end(), {"float!=int8", "a!=b", "b.pred:", "int8.pred:"});
  return beginnings;
}

}  // namespace

std::vector<QueryCompletion> completeQuery(std::string_view text, std::size_t cursor,
                                           const Dataset& dataset, std::size_t limit,
                                           std::span<const std::string> tags) {
  cursor = std::min(cursor, text.size());
  const auto terms = parseQuery(text.substr(0, cursor));
  std::vector<QueryCompletion> found;
  const bool atTerm = !terms.empty() && terms.back().position + terms.back().length == cursor;
  const std::string_view typed =
      atTerm ? text.substr(terms.back().position, cursor - terms.back().position)
             : std::string_view();
  const auto offer = [&](std::string_view begun, const std::vector<std::string>& candidates) {
    const std::string lower = lowerCase(begun);
    for (const auto& candidate : candidates) {
      if (found.size() == limit) return;
      if (candidate != begun && lowerCase(candidate).compare(0, lower.size(), lower) == 0) {
        found.push_back({cursor - begun.size(), candidate});
      }
    }
  };
  if (!atTerm || terms.back().op == QueryOperator::None) {
    offer(atTerm && terms.back().negated ? typed.substr(1) : typed, fieldBeginnings());
    return found;
  }
  const std::string& name = terms.back().field;
  const auto point = name.find('.');
  const std::string_view plain = point == std::string::npos
                                     ? std::string_view(name)
                                     : std::string_view(name).substr(point + 1);
  for (const auto& field : queryFields()) {
    if (field.name != plain) continue;
    auto values = valuesOf(field.kind, dataset, tags);
    for (auto& value : values) value = quotedForQuery(value);
    offer(typed.substr(typed.find_last_of(":=,") + 1), values);
  }
  return found;
}

}  // namespace scenelens
