// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"
#include "core/nn/native/noise_probe.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace scenelens {

/// Who follows a study. Called in the thread that studies.
struct NoiseListener {
  /// After each part: everything measured so far.
  std::function<void(const QuantizationNoise& soFar)> onPart;
  /// A clip that cannot be read.
  std::function<void(const Error& error)> onError;
};

/// Clips of a part: what a cancel may lose, and how often NoiseListener hears.
inline constexpr std::size_t kNoisePart = 16;

/// What Int8 adds to each activation point over many clips (indices into dataset.clips), part by
/// part for somebody who watches.
///
/// Each part is spread over all of `clips`, so that what an early cancel leaves is still a fair
/// sample. Clips that cannot be read are left out. `control` reports clips done and cancels soon;
/// whole parts measured before stay. `threads`: 0 for one per core. Returns what was measured;
/// clips() of it may be 0.
[[nodiscard]] QuantizationNoise studyNoise(const NoiseProbe& probe, const Dataset& dataset,
                                           std::span<const std::uint32_t> clips,
                                           const NoiseListener& listener, const JobControl& control,
                                           unsigned threads = 0);

}  // namespace scenelens
