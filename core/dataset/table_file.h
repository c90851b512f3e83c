// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// The bytes of a list (at most 1 GiB). Errors: it cannot be read.
[[nodiscard]] Result<std::string> readListText(const std::filesystem::path& path);

/// How the fields of a table are separated.
enum class TableForm : std::uint8_t {
  Official,  ///< by tabs, no quoting: the form of all official lists
  Foreign    ///< by tabs or, where the header has none, commas; fields may stand in double quotes,
             ///< a quote inside is doubled, and no field goes over the end of its line
};

/// A text with a header row, read row by row and addressed by column name.
///
/// Accepts a UTF-8 byte order mark, CRLF, blank lines and a missing final newline. Rows must have a
/// field for every column; surplus fields are accepted only when they are empty. Errors carry file
/// and line. Not thread-safe; move only.
class TableFile {
 public:
  /// Takes the text over and reads the header; `path` appears in errors only.
  [[nodiscard]] static Result<TableFile> parse(std::string text, std::filesystem::path path,
                                               TableForm form = TableForm::Official);

  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;
  TableFile(TableFile&&) = default;
  TableFile& operator=(TableFile&&) = default;
  ~TableFile() = default;

  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
  /// The same, or an error that names the column and those that are there.
  [[nodiscard]] Result<std::size_t> requireColumn(std::string_view name) const;

  /// Moves to the next row; false after the last one.
  [[nodiscard]] Result<bool> next();
  /// A field of the current row. Valid until the table is moved or destroyed.
  /// Precondition: next() returned true and `column` came from this table.
  [[nodiscard]] std::string_view field(std::size_t column) const { return m_fields[column]; }
  /// 1-based line of the current row.
  [[nodiscard]] std::int64_t line() const { return m_line; }
  [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
  /// An error about the current row.
  [[nodiscard]] Error errorHere(std::string reason, std::string remedy = {}) const;

 private:
  TableFile(std::string text, std::filesystem::path path, TableForm form);
  Status readHeader();
  std::optional<std::string_view> nextLine();
  Result<bool> cutField(std::string_view& rest, std::string_view& field);
  Result<bool> cutQuotedField(std::string_view& rest, std::string_view& field);

  std::string m_text;
  std::filesystem::path m_path;
  TableForm m_form;
  char m_separator = '\t';
  std::vector<std::string> m_columns;
  std::vector<std::string_view> m_fields;
  std::size_t m_position = 0;
  std::int64_t m_line = 0;
};

}  // namespace scenelens
