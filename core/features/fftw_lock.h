// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>

namespace scenelens {

/// Held while an FFTW plan is made or destroyed: FFTW allows only fftwf_execute* outside a lock.
/// Internal to core/features.
[[nodiscard]] std::mutex& fftwPlannerMutex();

}  // namespace scenelens
