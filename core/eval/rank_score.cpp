// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/rank_score.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace scenelens {

namespace {

/// The rank of each value, 1 for the smallest.
std::vector<double> ranksOf(const std::vector<double>& values, TieRule rule) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> ranks(values.size());
  std::size_t different = 0;
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    ++different;
    double rank = static_cast<double>(begin + 1);
    if (rule == TieRule::Dense) rank = static_cast<double>(different);
    if (rule == TieRule::Average) rank = static_cast<double>(begin + 1 + end) / 2.0;
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = rank;
    begin = end;
  }
  return ranks;
}

/// Why a system cannot be ranked; empty when it can.
std::string whatIsUnknown(const RankedSystem& system) {
  std::vector<std::string_view> unknown;
  if (!system.accuracy || !std::isfinite(*system.accuracy)) unknown.emplace_back("accuracy");
  if (!system.bytes) unknown.emplace_back("bytes");
  if (!system.macs) unknown.emplace_back("MACs");
  std::string text;
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    if (i > 0) text += i + 1 == unknown.size() ? " and " : ", ";
    text += unknown[i];
  }
  if (unknown.empty()) return text;
  return text + (unknown.size() == 1 && unknown[0] != "bytes" && unknown[0] != "MACs"
                     ? " is unknown"
                     : " are unknown");
}

}  // namespace

std::string_view tieRuleName(TieRule rule) {
  switch (rule) {
    case TieRule::Dense:
      return "dense";
    case TieRule::Average:
      return "average";
    case TieRule::Competition:
      break;
  }
  return "competition";
}

std::optional<TieRule> tieRuleFromName(std::string_view name) {
  for (const TieRule rule : {TieRule::Competition, TieRule::Dense, TieRule::Average})
    if (tieRuleName(rule) == name) return rule;
  return std::nullopt;
}

Ranking rankSystems(std::span<const RankedSystem> systems, TieRule rule) {
  Ranking ranking;
  std::vector<double> errors;  // negative accuracies: the best has the smallest
  std::vector<double> bytes;
  std::vector<double> macs;
  for (std::size_t i = 0; i < systems.size(); ++i) {
    const RankedSystem& system = systems[i];
    if (auto reason = whatIsUnknown(system); !reason.empty()) {
      ranking.unranked.push_back({i, std::move(reason)});
      continue;
    }
    errors.push_back(-*system.accuracy);
    bytes.push_back(static_cast<double>(*system.bytes));
    macs.push_back(static_cast<double>(*system.macs));
    RankRow& row = ranking.rows.emplace_back();
    row.system = i;
    row.overMemory = *system.bytes > static_cast<std::uint64_t>(kLimitBytes);
    row.overMacs = *system.macs > static_cast<std::uint64_t>(kLimitMacs);
  }
  const auto accuracyRanks = ranksOf(errors, rule);
  const auto memoryRanks = ranksOf(bytes, rule);
  const auto macRanks = ranksOf(macs, rule);
  std::vector<double> scores;
  for (std::size_t i = 0; i < ranking.rows.size(); ++i) {
    RankRow& row = ranking.rows[i];
    row.accuracyRank = accuracyRanks[i];
    row.memoryRank = memoryRanks[i];
    row.macRank = macRanks[i];
    // Halves and quarters of halves: exact in binary, so equal scores are equal.
    row.score = 0.5 * row.accuracyRank + 0.25 * row.memoryRank + 0.25 * row.macRank;
    scores.push_back(row.score);
  }
  const auto places = ranksOf(scores, rule);
  for (std::size_t i = 0; i < places.size(); ++i) ranking.rows[i].place = places[i];
  std::ranges::stable_sort(ranking.rows, {}, &RankRow::score);
  return ranking;
}

std::optional<RankRow> placeOf(std::span<const RankedSystem> systems,
                               const RankedSystem& hypothetical, TieRule rule) {
  std::vector<RankedSystem> all(systems.begin(), systems.end());
  all.push_back(hypothetical);
  const auto ranking = rankSystems(all, rule);
  const auto own = std::ranges::find(ranking.rows, systems.size(), &RankRow::system);
  if (own == ranking.rows.end()) return std::nullopt;
  return *own;
}

}  // namespace scenelens
