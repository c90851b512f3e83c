// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/table_file.h"

#include "core/base/in_quotes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace scenelens {

namespace {

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

Result<std::string> readListText(const std::filesystem::path& path) {
  constexpr std::uintmax_t kMaxBytes = std::uintmax_t{1} << 30;
  std::error_code problem;
  const auto size = std::filesystem::file_size(path, problem);
  if (problem) return fail({fmt::format("cannot be read: {}", problem.message()), path});
  if (size > kMaxBytes) return fail({"the list is larger than 1 GiB", path});

  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rb"));
  if (!file) return fail({fmt::format("cannot be read: {}", std::strerror(errno)), path});
  std::string text(static_cast<std::size_t>(size), '\0');
  const std::size_t got = std::fread(text.data(), 1, text.size(), file.get());
  if (std::ferror(file.get()) != 0 || got != text.size())
    return fail({"cannot be read to its end", path});
  return text;
}

TableFile::TableFile(std::string text, std::filesystem::path path, TableForm form)
    : m_text(std::move(text)), m_path(std::move(path)), m_form(form) {}

Result<TableFile> TableFile::parse(std::string text, std::filesystem::path path, TableForm form) {
  TableFile table(std::move(text), std::move(path), form);
  if (Status status = table.readHeader(); !status) return fail(std::move(status.error()));
  return table;
}

Status TableFile::readHeader() {
  const std::string_view text = m_text;
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(nul), '\n');
    return fail({"holds a zero byte and is not a text file", m_path, line,
                 "Save the list as UTF-8 text with tabs between the columns"});
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) m_position = kByteOrderMark.size();

  const auto header = nextLine();
  if (!header) return fail({"the list is empty: it has no header row", m_path});
  if (m_form == TableForm::Foreign && header->find('\t') == std::string_view::npos)
    m_separator = ',';
  for (std::string_view rest = *header;;) {
    std::string_view name;
    const auto more = cutField(rest, name);
    if (!more) return fail(more.error());
    if (!name.empty() && column(name))
      return fail(errorHere(fmt::format("the header has the column {} twice", inQuotes(name)),
                            "The first line must name the columns"));
    m_columns.emplace_back(name);
    if (!*more) break;
  }
  m_fields.resize(m_columns.size());
  return {};
}

/// The next line that is not blank, without its end.
std::optional<std::string_view> TableFile::nextLine() {
  while (m_position < m_text.size()) {
    const auto end = std::min(m_text.find('\n', m_position), m_text.size());
    std::string_view line = std::string_view(m_text).substr(m_position, end - m_position);
    m_position = end + 1;
    ++m_line;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!line.empty()) return line;
  }
  return std::nullopt;
}

/// Cuts the next field off `rest`; false when it was the line's last.
Result<bool> TableFile::cutField(std::string_view& rest, std::string_view& field) {
  if (m_form == TableForm::Foreign && !rest.empty() && rest.front() == '"')
    return cutQuotedField(rest, field);
  const auto end = rest.find(m_separator);
  field = rest.substr(0, end);
  if (end == std::string_view::npos) return false;
  rest.remove_prefix(end + 1);
  return true;
}

/// Doubled quotes become single ones in place: the line is a part of m_text and will not be read
/// again.
Result<bool> TableFile::cutQuotedField(std::string_view& rest, std::string_view& field) {
  const auto begin = static_cast<std::size_t>(rest.data() - m_text.data()) + 1;
  const std::size_t end = begin + rest.size() - 1;
  std::size_t to = begin;
  for (std::size_t from = begin; from < end; ++from) {
    if (m_text[from] == '"') {
      const bool doubled = from + 1 < end && m_text[from + 1] == '"';
      if (!doubled) {
        field = std::string_view(m_text).substr(begin, to - begin);
        rest = std::string_view(m_text).substr(from + 1, end - from - 1);
        if (rest.empty()) return false;
        if (rest.front() != m_separator)
          return fail(errorHere("there is text behind a field's closing quote"));
        rest.remove_prefix(1);
        return true;
      }
      ++from;
    }
    m_text[to++] = m_text[from];
  }
  return fail(errorHere("a field in quotes has no closing quote on its line"));
}

std::optional<std::size_t> TableFile::column(std::string_view name) const {
  const auto it = std::find(m_columns.begin(), m_columns.end(), name);
  if (it == m_columns.end()) return std::nullopt;
  return static_cast<std::size_t>(it - m_columns.begin());
}

Result<std::size_t> TableFile::requireColumn(std::string_view name) const {
  if (const auto found = column(name)) return *found;
  Error error{
      fmt::format("the header has no column '{}', only '{}'", name, fmt::join(m_columns, "', '")),
      m_path, 1};
  if (m_columns.size() == 1 && m_columns[0].find_first_of(",;") != std::string::npos)
    error.remedy = m_form == TableForm::Official ? "Separate the columns with tabs"
                                                 : "Separate the columns with tabs or commas";
  return fail(std::move(error));
}

Result<bool> TableFile::next() {
  const auto line = nextLine();
  if (!line) return false;
  std::size_t count = 0;
  for (std::string_view rest = *line;;) {
    std::string_view value;
    const auto more = cutField(rest, value);
    if (!more) return fail(more.error());
    if (count < m_fields.size()) {
      m_fields[count] = value;
    } else if (!value.empty()) {
      return fail(
          errorHere(fmt::format("the row has more fields than the header's {}", m_columns.size())));
    }
    ++count;
    if (!*more) break;
  }
  if (count < m_fields.size()) {
    return fail(
        errorHere(fmt::format("the row has {} of the header's {} fields", count, m_columns.size()),
                  m_separator == '\t' ? "Separate the columns with tabs" : ""));
  }
  return true;
}

Error TableFile::errorHere(std::string reason, std::string remedy) const {
  return {std::move(reason), m_path, m_line, std::move(remedy)};
}

}  // namespace scenelens
