// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/judged_run.h"
#include "core/eval/run_summary.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace scenelens {

/// What a recording device of TAU Urban Acoustic Scenes is to a system trained on its official
/// fold. Source: README of the data set; the grouping is that of CP-JKU's DCASE 2023 code.
enum class DeviceGroup : std::uint8_t {
  Real,    ///< a, b, c: recorded with that device
  Seen,    ///< s1, s2, s3: simulated, in the training fold
  Unseen,  ///< s4, s5, s6: simulated, in the test fold only
  Other    ///< every other name, or unknown
};
inline constexpr std::size_t kDeviceGroupCount = 4;

/// "real", "seen", "unseen", "other".
[[nodiscard]] std::string_view deviceGroupName(DeviceGroup group);
/// The group of a device's name ("s4"). Thread-safe.
[[nodiscard]] DeviceGroup deviceGroupOf(std::string_view device);

/// A device or a group of devices, as a whole and scene by scene.
struct DevicePart {
  DeviceGroup group = DeviceGroup::Other;
  RunPart all;
  std::array<RunPart, kSceneCount> scenes;  ///< in label order; those without clips have 0
};

/// The figures of some clips of a run in all the parts that pages and reports show.
struct RunParts {
  RunPart overall;
  std::array<RunPart, kSceneCount> scenes;  ///< in label order
  std::vector<DevicePart> devices;  ///< those that occur, in the data set's order; "" last: unknown
  std::vector<DevicePart> groups;   ///< those that occur, in the order of DeviceGroup
};

/// Each part has scikit-learn's figures of its clips alone: `accuracy_score`,
/// `balanced_accuracy_score` and `log_loss` with all ten labels (see summarise). `run` is of this
/// data set; clips that are not judged, and indices beyond the run, do not count. Losses are kept
/// as float32 by JudgedRun, so a mean is within 1e-6 of the double-precision one. Thread-safe.
[[nodiscard]] RunParts partsOf(const Dataset& dataset, const JudgedRun& run,
                               std::span<const std::uint32_t> clips);

/// 0 .. count-1: what `clips` is when nothing is filtered out.
[[nodiscard]] std::vector<std::uint32_t> everyClip(std::size_t count);

}  // namespace scenelens
