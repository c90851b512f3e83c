// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/synth/random.h"
#include "core/dataset/synth/signal.h"

#include <array>
#include <string_view>

namespace scenelens::synth {

/// Names of the nine devices, as in the data set; the first is the reference.
inline constexpr std::array<std::string_view, 9> kDevices{"a",  "b",  "c",  "s1", "s2",
                                                          "s3", "s4", "s5", "s6"};

/// How device `index` (into kDevices) hears `sound`: its frequency response, its automatic gain,
/// its own noise. `noise` numbers the hiss. Within full scale if `sound` is. Thread-safe.
[[nodiscard]] Signal record(const Signal& sound, std::size_t index, Random noise);

}  // namespace scenelens::synth
