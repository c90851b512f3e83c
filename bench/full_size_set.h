// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"

namespace scenelens {

/// As many clips as the full data set has (230,350), with names and labels like its own.
[[nodiscard]] Dataset fullSizeSet();

}  // namespace scenelens
