// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/prediction.h"

#include <QByteArray>

#include <cstdint>
#include <optional>

namespace scenelens {

/// Which prediction of a store it is.
struct PredictionKey {
  std::int64_t run = 0;
  std::uint32_t clip = 0;  ///< number in the data set's ClipOrder
};

/// A prediction as a store keeps it; docs/formats.md describes the bytes.
struct PredictionRow {
  QByteArray scenes;           ///< 10 x float32, little-endian
  QByteArray groups;           ///< 3 x float32, little-endian; empty where the run has no groups
  std::uint32_t checkSum = 0;  ///< CRC-32 over run (8 bytes), clip (4 bytes), scenes, groups
};

/// Thread-safe.
[[nodiscard]] PredictionRow packPrediction(const PredictionKey& key, const Prediction& prediction,
                                           bool hasGroups);

/// The prediction bit for bit, `combined` included (see combineHeads; without groups it equals the
/// ten-class head); nothing where the row is damaged. Thread-safe.
[[nodiscard]] std::optional<Prediction> unpackPrediction(const PredictionKey& key,
                                                         const PredictionRow& row, bool hasGroups);

}  // namespace scenelens
