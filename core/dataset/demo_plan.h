// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/dataset/scene.h"

#include <cstddef>
#include <string>
#include <vector>

namespace scenelens {

/// One second of one segment as one device has recorded it.
struct PlannedClip {
  int second = 0;
  std::size_t device = 0;  ///< index into synth::kDevices
};

/// A segment of the demo set: one recording, heard by one or more devices.
struct PlannedSegment {
  Scene scene = Scene::Airport;
  Fold fold = Fold::Train;
  int location = 0;  ///< unique in the data set, so that no location is in both folds
  int segment = 0;   ///< unique in the data set
  std::vector<PlannedClip> clips;

  /// How many seconds must be rendered.
  [[nodiscard]] int seconds() const;
  /// "synth3-123"
  [[nodiscard]] std::string locationName() const;
  /// "audio/bus-synth3-123-456-0-a.wav"
  [[nodiscard]] std::string fileName(const PlannedClip& clip) const;
};

/// Which clips the demo set has: 70 % for training, 30 % for testing, split by location. About 62 %
/// are of device a; clips of b, c, s1..s3 in training lie on top of an a clip (the same second of
/// the same segment), as in the official data; s4..s6 are in the test fold only, where half of the
/// clips of other devices have segments of their own. Precondition: clipsPerClass >= 10.
[[nodiscard]] std::vector<PlannedSegment> planDemoSet(int clipsPerClass);

}  // namespace scenelens
