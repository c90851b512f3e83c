// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_control.h"
#include "core/dataset/dataset.h"

namespace scenelens {

/// Opens the built-in synthetic demo set, making it in the user's cache folder where it is missing.
/// Thread-safe.
[[nodiscard]] Result<Dataset> openDemoSet(const JobControl& control);

}  // namespace scenelens
