// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/tensor.h"
#include "core/nn/native/activation_points.h"
#include "core/train/train_log.h"

#include <filesystem>
#include <limits>
#include <map>
#include <string>

namespace scenelens {

/// Everything that the next epoch depends on: what checkpoint.safetensors holds.
struct TrainState {
  std::string options;  ///< trainOptionsToJson
  std::string data;     ///< what tells this run's clips from another's
  int phase = 0;        ///< index of the phase at work
  int nextEpoch = 0;    ///< of that phase, 0-based
  TensorFile weights;   ///< as they are now
  std::map<std::string, Tensor> optimizer;
  TensorFile best;  ///< of this phase; empty before its first epoch
  int bestEpoch = 0;
  double bestScore = std::numeric_limits<double>::infinity();  ///< lower is better
  TensorFile floatBest;  ///< of the float phase, in the phase after it
  int floatEpoch = 0;
  ActivationRanges ranges;      ///< of a quantized phase
  ActivationRanges bestRanges;  ///< those that `best` was validated with
  double seconds = 0.0;         ///< of computing so far
};

/// Writes the state atomically. Errors: the file cannot be written.
[[nodiscard]] Status writeTrainState(const std::filesystem::path& path, const TrainState& state);
/// Errors: those of readSafetensors; a file that is not such a checkpoint.
[[nodiscard]] Result<TrainState> readTrainState(const std::filesystem::path& path);

}  // namespace scenelens
