// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace scenelens {

/// The two halves of a query for a view that takes the clips apart by some fields itself.
struct QueryScope {
  std::string clips;  ///< which clips the view counts
  std::string parts;  ///< which of its own parts are chosen: to be marked
};

/// A confusion matrix that counted what `scene:metro pred:tram` leaves would have one cell. So a
/// view counts what all terms leave but those that choose among its own parts: terms of `fields`
/// (as in queryFields(), aliases included) about the chosen run. Negated terms take clips away from
/// every view, and so do terms about another run ("b.pred:"). Thread-safe.
[[nodiscard]] QueryScope scopeOf(std::string_view query, std::span<const std::string_view> fields);

}  // namespace scenelens
