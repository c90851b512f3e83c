// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/prediction.h"

#include <cstdint>
#include <vector>

namespace scenelens {

/// What one model said about the clips of a data set, as far as it got: a plain value with one
/// entry per clip.
struct RunTable {
  std::vector<Prediction> predictions;
  std::vector<std::uint8_t> done;  ///< 1 where `predictions` holds a result

  RunTable() = default;
  explicit RunTable(std::size_t clips) : predictions(clips), done(clips, 0) {}

  [[nodiscard]] std::size_t size() const { return done.size(); }
  [[nodiscard]] const Prediction* find(std::size_t clip) const {
    return clip < done.size() && done[clip] ? &predictions[clip] : nullptr;
  }
  void set(std::size_t clip, const Prediction& prediction) {
    predictions[clip] = prediction;
    done[clip] = 1;
  }
};

}  // namespace scenelens
