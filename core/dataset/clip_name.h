// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/scene.h"

#include <optional>
#include <string_view>

namespace scenelens {

/// The parts of an official TAU file name, as views into the name that was parsed.
///
/// Source: TAU Urban Acoustic Scenes 2022 Mobile, `scene-city-location-segment-second-device.wav`,
/// and TAU 2019/2020, `scene-city-location-segment-device.wav` (10-s clips).
struct ClipName {
  Scene scene = Scene::Airport;
  std::string_view city;      ///< "lisbon"
  std::string_view location;  ///< "1000"
  std::string_view segment;   ///< "40000"
  int second = -1;            ///< 0..9, or -1 in the 10-s form
  std::string_view device;    ///< "a", "s4"
};

/// Parses the file name in `path` (folders and extension are ignored); nothing when it is not an
/// official name. Never allocates; thread-safe.
[[nodiscard]] std::optional<ClipName> parseClipName(std::string_view path);

}  // namespace scenelens
