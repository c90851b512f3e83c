// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/clip_notes.h"
#include "core/eval/judged_run.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// The runs a query may look at; null where there is none. `pred:`, `loss>` and the like mean the
/// first, and another one with its name before a point: `b.pred:`, `int8.loss>`.
enum class QueryRun : std::uint8_t { A, B, Float, Int8 };
inline constexpr std::size_t kQueryRuns = 4;

/// What the clips are tested against, besides the data set.
struct QueryColumns {
  std::array<const JudgedRun*, kQueryRuns> runs{};
  const ClipNotes* notes = nullptr;
  /// 1 for each clip of a selection made by hand, as in a plot; null or empty: none.
  const std::vector<std::uint8_t>* picked = nullptr;
};

/// Something in a query that cannot be understood, or that finds nothing in this data set.
struct QueryFault {
  std::size_t position = 0;  ///< in bytes of the query
  std::size_t length = 0;
  std::string text;      ///< a sentence without a final full stop
  bool ignored = false;  ///< the term hides nothing, because its meaning is unknown
};

/// A line of words that clips must match, compiled for one data set so that 230,350 clips are
/// tested in milliseconds. Case does not count.
///
///   tram            part of file name, scene, device, city, location, fold or predicted scene
///   scene:metro     the scene of that name, or the scenes it is part of where none has it
///   pred:bus,tram   one of several; likewise device, fold, group (exact), city, location, file
///   loss>2          also conf, margin; < <= > >= = and ranges: conf:0.4..0.6, conf<50%
///   is:wrong        right, predicted, missing, padded, labelled, noted, picked
///   float!=int8     decisions that differ (=: agree); a and b are the chosen runs
///   b.pred:tram     another run than the chosen one: a, b, float, int8
///   tag:noise note:"far away"
///   -device:a       not (also !=); words with blanks stand in "quotes"
///
/// A term without its value yet ("scene:") hides nothing. Immutable and thread-safe once made.
class ClipQuery {
 public:
  ClipQuery() = default;
  ClipQuery(std::string_view text, const Dataset& dataset);

  /// True when every clip matches.
  [[nodiscard]] bool isEmpty() const { return m_terms.empty(); }
  [[nodiscard]] const std::vector<QueryFault>& faults() const { return m_faults; }
  /// True when new predictions may change what matches.
  [[nodiscard]] bool looksAtPredictions() const;
  /// True when new notes may.
  [[nodiscard]] bool looksAtNotes() const;
  /// True when another selection (QueryColumns::picked) may.
  [[nodiscard]] bool looksAtPicked() const;
  [[nodiscard]] bool matches(const Dataset& dataset, std::size_t clip,
                             const QueryColumns& columns) const;
  /// All clips that match, ascending.
  [[nodiscard]] std::vector<std::uint32_t> matching(const Dataset& dataset,
                                                    const QueryColumns& columns) const;

  /// The scenes, decisions of the chosen run and devices (as Dataset::devices) that terms without a
  /// negation leave; nothing where no term names any.
  [[nodiscard]] std::optional<std::vector<bool>> chosenScenes() const;
  [[nodiscard]] std::optional<std::vector<bool>> chosenDecisions() const;
  [[nodiscard]] std::optional<std::vector<bool>> chosenDevices() const;

 private:
  friend class QueryCompiler;
  enum class Kind : std::uint8_t { Word, Category, File, Number, Flag, Decisions, Tag, Note };
  enum class Number : std::uint8_t { Loss, Confidence, Margin };
  enum class Flag : std::uint8_t {
    Right,
    Wrong,
    Predicted,
    Missing,
    Padded,
    Labelled,
    Noted,
    Picked
  };

  /// One word, looked up in every small table beforehand; only file names and notes are searched
  /// clip by clip.
  struct Term {
    Kind kind = Kind::Word;
    bool negated = false;
    std::vector<std::string> words;  // lower case; one of them suffices
    std::array<bool, kSceneCount> scenes{};
    std::array<bool, kSceneCount> predictions{};
    std::array<bool, 3> folds{};
    std::vector<bool> devices, cities, locations;
    QueryRun run = QueryRun::A;
    QueryRun otherRun = QueryRun::B;
    Number number = Number::Loss;
    float low = -std::numeric_limits<float>::infinity();
    float high = std::numeric_limits<float>::infinity();
    bool openLow = false, openHigh = false;  // the limit itself does not count
    Flag flag = Flag::Right;
  };
  [[nodiscard]] static bool matchesCategory(const Term& term, const Clip& clip,
                                            std::uint8_t decision);
  [[nodiscard]] static bool matchesFlag(const Term& term, const Clip& clip, std::size_t index,
                                        const QueryColumns& columns);
  [[nodiscard]] static bool matchesNumber(const Term& term, std::size_t index,
                                          const QueryColumns& columns);
  [[nodiscard]] static bool matchesTerm(const Term& term, const Clip& clip, std::size_t index,
                                        const QueryColumns& columns);

  std::vector<Term> m_terms;
  std::vector<QueryFault> m_faults;
};

/// The terms of a query, each as it was typed, quotes and all, and a quote that was left open
/// closed: what becomes a chip.
[[nodiscard]] std::vector<std::string> queryTerms(std::string_view text);

/// `value` as it must be typed after a colon: in quotes where it needs them.
[[nodiscard]] std::string quotedForQuery(std::string_view value);

/// What could stand at the cursor.
struct QueryCompletion {
  std::size_t begin = 0;  ///< the bytes [begin, cursor) are what it replaces
  std::string text;
};

/// Fields, and values of this data set, that begin with what stands before `cursor` (in bytes), at
/// most `limit`; `tags` are those of the notes (see tagsOf), offered after `tag:`. Thread-safe.
[[nodiscard]] std::vector<QueryCompletion> completeQuery(std::string_view text, std::size_t cursor,
                                                         const Dataset& dataset,
                                                         std::size_t limit = 20,
                                                         std::span<const std::string> tags = {});

}  // namespace scenelens
