// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// Collects what is odd about many clips and tells it once a kind: the first place and the count.
class ListFindings {
 public:
  /// Notes one clip. `kind` completes "12 clips ..." and "1 clip ..." and must outlive this object
  /// (a literal).
  void add(std::string_view kind, const std::filesystem::path& file, std::int64_t line,
           std::string_view clip);
  /// One problem for each kind, in the order of their first occurrence.
  [[nodiscard]] std::vector<Error> problems() const;

 private:
  struct Finding {
    std::string_view kind;
    std::filesystem::path file;
    std::int64_t line = 0;
    std::string firstClip;
    std::size_t count = 0;
  };
  std::vector<Finding> m_findings;
};

}  // namespace scenelens
