// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"
#include "core/nn/model.h"
#include "core/nn/native/calibration.h"
#include "core/nn/native/quantization_noise.h"

#include <cstdint>
#include <span>

namespace scenelens {

/// The ranges of all activation points of a Float32 model over clips (indices into dataset.clips),
/// with all cores. Deterministic.
///
/// Errors: an Int8 model or tensors that do not fit; no clips; a clip that cannot be read;
/// "cancelled".
[[nodiscard]] Result<ActivationRanges> calibrate(const Model& model, const Dataset& dataset,
                                                 std::span<const std::uint32_t> clips,
                                                 RangeRule rule, const JobControl& control);

/// What Int8 adds to each activation point over clips, with all cores. Errors: as calibrate; models
/// of different architectures or of the wrong precision.
[[nodiscard]] Result<QuantizationNoise> measureNoise(const Model& floats, const Model& int8,
                                                     const Dataset& dataset,
                                                     std::span<const std::uint32_t> clips,
                                                     const JobControl& control);

}  // namespace scenelens
