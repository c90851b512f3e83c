// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/run_figures.h"
#include "core/eval/run_info.h"

#include <nlohmann/json.hpp>

#include <string>

namespace scenelens {

/// The figures of a run with what it is, as docs/formats.md describes.
[[nodiscard]] nlohmann::ordered_json figuresJson(const RunInfo& info, const RunFigures& figures);

/// The same as aligned text.
[[nodiscard]] std::string figuresText(const RunInfo& info, const RunFigures& figures);

}  // namespace scenelens
