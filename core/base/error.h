// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

namespace scenelens {

/// What went wrong, in words a user can act on.
///
/// Expected failures (a corrupt file, a missing tensor) travel as values of this type inside a
/// `Result`; exceptions of libraries are turned into one at the border of `core/`.
struct Error {
  /// What is wrong, one sentence without the file name and without a final full stop.
  std::string reason;
  /// The file it is about; empty when no file is involved.
  std::filesystem::path file = {};
  /// 1-based line in `file`; 0 when a line has no meaning.
  std::int64_t line = 0;
  /// What the user can do about it, one sentence without a final full stop; may be empty.
  std::string remedy = {};

  /// "meta.csv:12: unknown scene 'foo'. Use one of the ten scene labels." as UTF-8, fit for a
  /// terminal: control characters of foreign file names are shown as '?'.
  [[nodiscard]] std::string text() const;
};

/// A value, or the `Error` that says why there is none.
template <typename T>
using Result = tl::expected<T, Error>;

/// Success, or the `Error` that says why not.
using Status = Result<void>;

/// Shorthand for returning an error from a function that returns a `Result`.
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace scenelens
