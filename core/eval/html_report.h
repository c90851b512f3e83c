// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/eval/run_figures.h"
#include "core/eval/run_info.h"

#include <filesystem>
#include <string>

namespace scenelens {

/// What a report tells about one run.
struct HtmlReport {
  RunInfo info;
  RunFigures figures;
  bool synthetic = false;  ///< the clips are; told at the top
  std::string made;        ///< when the report was made, UTC, ISO 8601
  std::string version;     ///< of the program that made it
};

/// A page for reading and printing: the figures with their intervals, the confusion matrix, scenes,
/// devices, scene by device, the reliability diagram and its bins, and where all of it comes from.
///
/// One file: style and pictures (SVG) are inside, there are no scripts and no links, and a content
/// policy forbids loading anything. All texts of the run are escaped. What is unknown is said to
/// be. In English. Thread-safe.
[[nodiscard]] std::string htmlReport(const HtmlReport& report);

/// Writes the page, whole or not at all. Errors: it cannot be written.
[[nodiscard]] Status writeHtmlReport(const std::filesystem::path& path, const HtmlReport& report);

}  // namespace scenelens
