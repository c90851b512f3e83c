// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/complexity.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// A system as the rank score sees it. What is not known has no value and is never guessed.
struct RankedSystem {
  std::string name;
  std::optional<double> accuracy;      ///< macro accuracy in [0, 1]
  std::optional<std::uint64_t> bytes;  ///< of the parameters, zeros included
  std::optional<std::uint64_t> macs;   ///< per second of sound
  std::string accuracyOf;  ///< what the accuracy was measured on, "development", "evaluation 2022"
  std::string source;      ///< where the numbers come from
  std::string note;
};

/// What systems with equal numbers get: 10, 20, 20, 30 become
enum class TieRule : std::uint8_t {
  Competition,  ///< 1, 2, 2, 4 (the default: see docs/formulas.md)
  Dense,        ///< 1, 2, 2, 3
  Average       ///< 1, 2.5, 2.5, 4
};

/// "competition", "dense", "average".
[[nodiscard]] std::string_view tieRuleName(TieRule rule);
[[nodiscard]] std::optional<TieRule> tieRuleFromName(std::string_view name);

/// A system's ranks among those of a ranking; 1 is best.
struct RankRow {
  std::size_t system = 0;     ///< index into the systems that were given
  double accuracyRank = 0.0;  ///< by falling accuracy
  double memoryRank = 0.0;    ///< by rising bytes
  double macRank = 0.0;       ///< by rising MACs
  double score = 0.0;         ///< 0.5 accuracyRank + 0.25 memoryRank + 0.25 macRank
  double place = 0.0;         ///< rank of the score, by the same tie rule
  bool overMemory = false;    ///< more than kLimitBytes
  bool overMacs = false;      ///< more than kLimitMacs
};

/// A system that cannot be ranked.
struct Unranked {
  std::size_t system = 0;
  std::string reason;  ///< "bytes and MACs are unknown"
};

struct Ranking {
  std::vector<RankRow> rows;  ///< best score first, equal scores in the given order
  std::vector<Unranked> unranked;
};

/// DCASE 2023 Task 1: R = 0.5 R_ACC + 0.25 R_MEM + 0.25 R_MAC, lower is better. The R are ranks
/// among the systems given, so a score means nothing without them. Systems over a limit are ranked
/// and flagged: kB are 1,000 bytes, as the organisers call 128,000 parameters of one byte 128 kB.
/// Accuracies that are not finite count as unknown. Thread-safe.
[[nodiscard]] Ranking rankSystems(std::span<const RankedSystem> systems,
                                  TieRule rule = TieRule::Competition);

/// Where another system would land among `systems`: its row in the ranking of all of them, with
/// `system` == systems.size(). Nothing when its numbers are incomplete. Thread-safe.
[[nodiscard]] std::optional<RankRow> placeOf(std::span<const RankedSystem> systems,
                                             const RankedSystem& hypothetical,
                                             TieRule rule = TieRule::Competition);

}  // namespace scenelens
