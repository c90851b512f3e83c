// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/dataset/dataset.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// The same second, recorded by a device and by others.
struct AlignedGroup {
  std::uint32_t clip = 0;  ///< index into Dataset::clips, of the device that was asked for
  std::vector<std::uint32_t> others;  ///< of all other devices, in the data set's order
};

/// The aligned clips of the training fold in the data set's order of their first other clip.
///
/// Clips are aligned when their official names are the same up to the device and they are the same
/// window of their file. Clips without an official name or a known device are aligned with none;
/// clips without a partner do not appear. Errors: no training fold, nothing aligned. Thread-safe.
[[nodiscard]] Result<std::vector<AlignedGroup>> findAlignedClips(const Dataset& dataset,
                                                                 std::string_view device);

}  // namespace scenelens
