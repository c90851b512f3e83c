// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>

namespace scenelens {

/// Held around every sf_open*, and around sf_strerror(nullptr) after it: libsndfile keeps the error
/// and the log of opening in globals. Everything else it does touches its own handle only.
[[nodiscard]] inline std::mutex& sndfileOpenMutex() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace scenelens
