// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/calibration_curve.h"
#include "core/eval/confusion.h"

#include <string>
#include <string_view>

namespace scenelens {

/// `text` fit for HTML content and attributes: markup characters escaped, control characters and
/// bytes that are not UTF-8 shown as '?'.
[[nodiscard]] std::string htmlEscaped(std::string_view text);

/// The matrix as inline SVG, cells tinted by row share, with counts, in group order.
[[nodiscard]] std::string confusionSvg(const SceneCounts& counts);

/// Accuracy against confidence as inline SVG: bars a bin, the diagonal, counts below.
[[nodiscard]] std::string reliabilitySvg(const CalibrationCurve& curve);

}  // namespace scenelens
