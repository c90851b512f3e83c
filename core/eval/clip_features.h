// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace scenelens {

/// At most `count` clips that are there, spread evenly over the data set: of the training fold
/// where there is one and `training` is true, of all clips otherwise. Indices into dataset.clips,
/// ascending; the same for the same data set.
[[nodiscard]] std::vector<std::uint32_t> spreadClips(const Dataset& dataset, std::size_t count,
                                                     bool training);

/// Reads clips and hands out their features (kFeatureSize values), in several threads.
///
/// Worker w of `workers` takes the clips w, w + workers, ... in this order and calls onFeatures(w,
/// features), so what belongs to one worker needs no lock and the sums of each worker do not depend
/// on timing. `control` reports clips done and cancels between clips. Errors: the first clip, in
/// the order of `clips`, that cannot be read; "cancelled".
[[nodiscard]] Status forEachClip(
    const Dataset& dataset, std::span<const std::uint32_t> clips, std::size_t workers,
    const std::function<void(std::size_t worker, std::span<const float> features)>& onFeatures,
    const JobControl& control);

}  // namespace scenelens
