// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/training_session.h"

namespace scenelens {

/// Shows a training session: a progress line on standard error when that is a terminal, a line per
/// epoch on standard output, notes and problems on standard error. Says only problems when not
/// `talks`: of several processes one does.
[[nodiscard]] SessionListener consoleListener(bool talks);

}  // namespace scenelens
