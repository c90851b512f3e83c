// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/list_findings.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace scenelens {

void ListFindings::add(std::string_view kind, const std::filesystem::path& file, std::int64_t line,
                       std::string_view clip) {
  const auto it = std::find_if(m_findings.begin(), m_findings.end(), [&](const Finding& finding) {
    return finding.kind == kind && finding.file == file;
  });
  if (it != m_findings.end()) {
    ++it->count;
    return;
  }
  m_findings.push_back({kind, file, line, std::string(clip), 1});
}

std::vector<Error> ListFindings::problems() const {
  std::vector<Error> problems;
  problems.reserve(m_findings.size());
  for (const Finding& finding : m_findings) {
    std::string reason = finding.count == 1
                             ? fmt::format("1 clip {}: {}", finding.kind, finding.firstClip)
                             : fmt::format("{} clips {}, first {}",
                                           groupDigits(static_cast<std::int64_t>(finding.count)),
                                           finding.kind, finding.firstClip);
    problems.push_back({std::move(reason), finding.file, finding.line});
  }
  return problems;
}

}  // namespace scenelens
