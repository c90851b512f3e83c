// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/tensor.h"
#include "core/nn/architecture.h"
#include "core/nn/native/activation_points.h"
#include "core/train/feature_cache.h"
#include "core/train/holdout.h"

#include <cstdint>

namespace scenelens {

/// The activations' ranges of float weights, measured on up to 256 training clips (as they are, not
/// augmented) that `seed` draws. The same for equal input on every machine. Errors: those of
/// FeatureCache::read, tensors that do not fit. Thread-safe.
[[nodiscard]] Result<ActivationRanges> calibrateOn(const TrainingSet& set,
                                                   const FeatureCache& cache,
                                                   const Architecture& architecture,
                                                   const TensorFile& weights, std::uint64_t seed);

/// equalized() by the channels' ranges on the same clips. Errors and threads as calibrateOn.
[[nodiscard]] Result<TensorFile> equalizedOn(const TrainingSet& set, const FeatureCache& cache,
                                             const Architecture& architecture,
                                             const TensorFile& weights, std::uint64_t seed);

}  // namespace scenelens
